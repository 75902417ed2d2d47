using Appliance.PolicyModel;
using Appliance.Storage;
using Appliance.Storage.Memory;
using static Appliance.Rooms.Tests.RoomRegistryModel;

namespace Appliance.Rooms.Tests;

/// <summary>
/// The room registry of an app compared with a simple model: changes of a few rooms with few names and codes, storage
/// that completes them in one order and reports them in another, or fails, and changes by other appliances.
/// </summary>
public sealed class RoomRegistryModelTests
{
    private const int RoomsMax = 20;
    private static readonly App Clinic = Policies.Current.FindApp("clinic"u8)!;

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Frequency(
            (6, Gen.Const(StepKind.Put)), (3, Gen.Const(StepKind.Delete)), (1, Gen.Const(StepKind.NoChange)),
            (4, Gen.Const(StepKind.Session)),
            (6, Gen.Const(StepKind.Commit)), (2, Gen.Const(StepKind.Fail)), (6, Gen.Const(StepKind.Report)),
            (1, Gen.Const(StepKind.ExternalChange)), (2, Gen.Const(StepKind.List))),
        Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 7], Gen.Int[0, 99],
        (kind, room, name, codes, which) => new Step(kind, room, name, codes, which));

    [Fact]
    public void Registry_matches_the_model_for_any_storage_outcome() =>
        Steps.Array[1, 60].Sample(steps => new RoomRegistryModel().Run(steps), iter: 5_000);

    [Fact]
    public void Room_limit_of_the_policy_is_enforced()
    {
        ManualRoomStore storage = new();
        RoomRegistry rooms = new RoomDirectory(Policies.Current, storage).Of(Clinic);
        for (int room = 0; room < RoomsMax; room++)
            Assert.Equal(RoomRejection.None, Make(room));
        Assert.Equal(RoomRejection.TooManyRooms, Make(RoomsMax));
        // A failed write no longer counts against the limit once its outcome is known.
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
    public void List_scans_at_most_ScannedMax_rooms()
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
    public void Room_code_stays_visible_while_its_room_changes()
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
        for (int i = 0; i < 100_000; i++)
            missed += directory.FindByCode("abc-defg-hij"u8) is null ? 1 : 0;
        stop.Cancel();
        changing.Join();
        Assert.Equal(0, missed);
    }
}
