using Appliance.PolicyModel;
using Appliance.Storage;
using static Appliance.Endpoints.Tests.RoomRegistryModel;

namespace Appliance.Endpoints.Tests;

/// <summary>
/// The rooms of an app against a slow model: changes of a few rooms with few names and codes, storage that does them
/// in some order and is heard of in another, or fails, and news of other appliances.
/// </summary>
public sealed class RoomRegistryModelTests
{
    private const int RoomsMax = 20;
    private static readonly App Clinic = Policies.Current.FindApp("clinic"u8)!;

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Frequency(
            (6, Gen.Const(StepKind.Put)), (3, Gen.Const(StepKind.Drop)), (1, Gen.Const(StepKind.LeaveAlone)),
            (4, Gen.Const(StepKind.Session)),
            (6, Gen.Const(StepKind.Do)), (2, Gen.Const(StepKind.Fail)), (6, Gen.Const(StepKind.Hear)),
            (1, Gen.Const(StepKind.Elsewhere)), (2, Gen.Const(StepKind.List))),
        Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 7], Gen.Int[0, 99],
        (kind, room, name, codes, which) => new Step(kind, room, name, codes, which));

    [Fact]
    public void Rooms_are_what_the_model_says_whatever_becomes_of_changes() =>
        Steps.Array[1, 60].Sample(steps => new RoomRegistryModel().All(steps), iter: 5_000);

    [Fact]
    public void No_more_rooms_are_made_than_the_policy_allows()
    {
        HeldStorage storage = new();
        RoomRegistry rooms = new RoomDirectory(Policies.Current, storage).Of(Clinic);
        for (int room = 0; room < RoomsMax; room++)
            Assert.Equal(RoomRejection.None, Make(room));
        Assert.Equal(RoomRejection.TooManyRooms, Make(RoomsMax));
        // What is not stored makes room for another, once that is known.
        storage.Writes[3].Complete(StorageOutcome.Unavailable);
        Assert.Equal(RoomRejection.None, Make(RoomsMax));
        Assert.Equal(RoomRejection.TooManyRooms, Make(RoomsMax + 1));
        Assert.Equal(
            RoomRejection.None, rooms.TryChangeExisting("desk", 0, room => room with { IsEnabled = false }, out _));
        Assert.Equal(
            RoomRejection.UnknownRoom,
            rooms.TryChangeExisting("no-desk", 0, room => room with { IsEnabled = false }, out _));

        RoomRejection Make(int room) =>
            rooms.TryChange($"room-{room}", _ => new() { Id = $"room-{room}" }, out _);
    }

    [Fact]
    public void A_page_looks_at_so_many_rooms_and_no_more()
    {
        RoomRegistry rooms = new RoomDirectory(Policies.Current, new MemoryRoomStore()).Of(Clinic);
        string wanted = $"room-{RoomRegistry.ScannedMax:00000}";
        for (int room = 0; room <= RoomRegistry.ScannedMax; room++)
            rooms.ApplyExternalChange($"room-{room:00000}", new() { Id = $"room-{room:00000}" });
        List<RoomRecord> page = [];
        RoomCursor? end = rooms.List(default, room => room.Id == wanted, count: 10, page);
        Assert.Empty(page);
        Assert.Equal($"0-room-{RoomRegistry.ScannedMax - 1:00000}", end.ToString());
        end = rooms.List(end!.Value, room => room.Id == wanted, count: 10, page);
        Assert.Equal(wanted, Assert.Single(page).Id);
        Assert.Null(rooms.List(end!.Value, _ => true, count: 10, page));
    }

    [Fact]
    public void A_code_is_there_all_the_time_while_its_room_changes()
    {
        RoomDirectory directory = new(Policies.Current, new MemoryRoomStore());
        RoomCode code = new("abc-defg-hij", "moderator", IsEnabled: true, 0, 0);
        RoomRegistry rooms = directory.Of(Clinic);
        rooms.TryChange("r", _ => new() { Id = "r", Codes = [code] }, out _);
        using CancellationTokenSource stop = new();
        Thread changing = new(() =>
        {
            while (!stop.IsCancellationRequested)
                rooms.TryChange("r", room => room! with { IsEnabled = !room.IsEnabled }, out _);
        });
        changing.Start();
        int missed = 0;
        for (int look = 0; look < 100_000; look++)
            missed += directory.FindByCode("abc-defg-hij"u8) is null ? 1 : 0;
        stop.Cancel();
        changing.Join();
        Assert.Equal(0, missed);
    }
}
