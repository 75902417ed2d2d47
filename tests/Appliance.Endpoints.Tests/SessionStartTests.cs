using System.Text;
using Appliance.Policy;
using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>First redemptions of an ad-hoc room, while storage is still about to keep its session's start.</summary>
public sealed class SessionStartTests
{
    private const string Ann = """{"name":"Ann","role":"participant","user_ref":"u-1"}""";
    private const string Room = "visit";

    /// <summary>The first of June 2030, 12:00.</summary>
    private const long Noon = 1_906_545_600;

    private static readonly string Clinic = Api.Basic(Api.ClinicId, Api.ClinicKey);

    private readonly HeldStorage _storage = new();
    private readonly Api _first;
    private readonly Api _second;

    /// <summary>Two threads of one appliance, whose clocks differ so that it shows whose start it is.</summary>
    public SessionStartTests()
    {
        _first = new(ledger: _storage, rooms: _storage) { NowSeconds = Noon };
        _second = new(ledger: _storage, directory: _first.Directory) { NowSeconds = Noon + 1 };
    }

    private MadeRoom? Seen => RoomsOf(_first).Find(Encoding.ASCII.GetBytes(Room));

    [Fact]
    public void The_start_is_kept_before_the_token_is_used()
    {
        Begin(_first);
        Assert.Empty(_storage.Redemptions);
        RoomWrite write = Assert.Single(_storage.Writes);
        Assert.Contains($"\"sessionStartedAt\":{Noon}", Encoding.UTF8.GetString(write.Room.Document));
        write.Complete(StorageOutcome.Done);
        Assert.Null(_first.Resume());
        Assert.Single(_storage.Redemptions).Complete(StorageOutcome.Done);
        Assert.Equal(200, _first.Resume()?.Status);
    }

    [Fact]
    public void Who_comes_later_writes_nothing_and_moves_no_start()
    {
        Begin(_first);
        _storage.Writes[0].Complete(StorageOutcome.Done);
        AssertTaken(_first);
        for (int later = 0; later < 3; later++)
        {
            _second.NowSeconds += 100;
            Begin(_second);
            AssertTaken(_second);
        }
        Assert.Single(_storage.Writes);
        Assert.Equal(Noon, Seen!.SessionStartedAtSeconds);
    }

    [Fact]
    public void Of_two_at_once_the_second_waits_for_the_first_one_s_start()
    {
        Begin(_first);
        Begin(_second);
        RoomWrite write = Assert.Single(_storage.Writes);
        Assert.Null(_second.Resume());
        write.Complete(StorageOutcome.Done);
        Assert.Equal((1, 1), (_first.Wakes, _second.Wakes));
        AssertTaken(_second);
        AssertTaken(_first);
        Assert.Equal(Noon, Seen!.SessionStartedAtSeconds);
    }

    [Fact]
    public void Where_the_first_one_s_start_is_not_kept_the_second_begins()
    {
        Begin(_first);
        Begin(_second);
        _storage.Writes[0].Complete(StorageOutcome.Unavailable);
        Assert.Equal(503, _first.Resume()?.Status);
        Assert.Null(_second.Resume());
        Assert.Equal(2, _storage.Writes.Count);
        _storage.Writes[1].Complete(StorageOutcome.Done);
        AssertTaken(_second);
        Assert.Equal(Noon + 1, Seen!.SessionStartedAtSeconds);
    }

    [Fact]
    public void A_room_whose_start_could_not_be_kept_is_as_it_was()
    {
        Begin(_first);
        _storage.Writes[0].Complete(StorageOutcome.Unavailable);
        Assert.Equal(503, _first.Resume()?.Status);
        Assert.Empty(_storage.Redemptions);
        Assert.Null(Seen);
        _first.NowSeconds += 2 * RoomType.SessionSecondsDefault;
        Assert.Equal(200, _first.EnableX(Room, Ann).Status);
    }

    [Fact]
    public void Another_appliance_s_start_holds_for_all_who_lost_to_it()
    {
        Begin(_first);
        Begin(_second);
        ChangedElsewhere($"\"sessionStartedAt\":{Noon - 3}");
        _storage.Writes[0].Complete(StorageOutcome.Conflict);
        AssertTaken(_second);
        AssertTaken(_first);
        Assert.Single(_storage.Writes);
        Assert.Equal(Noon - 3, Seen!.SessionStartedAtSeconds);
    }

    [Fact]
    public void A_start_that_lost_to_another_change_is_written_again_on_top_of_it()
    {
        Begin(_first);
        StoredRoom changed = ChangedElsewhere("\"createdAtMs\":7");
        _storage.Writes[0].Complete(StorageOutcome.Conflict);
        Assert.Null(_first.Resume());
        RoomWrite again = _storage.Writes[1];
        Assert.Same(changed, again.Basis);
        Assert.Contains("\"createdAtMs\":7", Encoding.UTF8.GetString(again.Room.Document));
        again.Complete(StorageOutcome.Done);
        AssertTaken(_first);
        Assert.Equal(Noon, Seen!.SessionStartedAtSeconds);
    }

    [Fact]
    public void Who_loses_again_and_again_is_told_to_come_back()
    {
        Begin(_first);
        int writes = 0;
        for (; _storage.Writes.Count > writes; writes = writes + 1)
        {
            Assert.Null(_first.Resume());
            ChangedElsewhere($"\"createdAtMs\":{writes + 1}");
            _storage.Writes[writes].Complete(StorageOutcome.Conflict);
            if (_first.Resume() is not { } answer)
                continue;
            Assert.Equal((503, "1"), (answer.Status, answer.Headers["Retry-After"]));
            break;
        }
        Assert.InRange(_storage.Writes.Count, 3, 10);
        Assert.Empty(_storage.Redemptions);
    }

    [Fact]
    public void Who_waits_for_a_start_enters_only_if_the_room_still_takes_him()
    {
        Begin(_first);
        Begin(_second);
        ChangedElsewhere($"\"disabled\":true,\"sessionStartedAt\":{Noon}");
        _storage.Writes[0].Complete(StorageOutcome.Conflict);
        AssertRefused(403, "room-disabled", _first.Resume()!);
        AssertRefused(403, "room-disabled", _second.Resume()!);

        // A session that another appliance's clock says is over.
        ChangedElsewhere("\"createdAtMs\":9");
        Begin(_first);
        ChangedElsewhere($"\"sessionStartedAt\":{Noon - RoomType.SessionSecondsDefault - 60}");
        _storage.Writes[1].Complete(StorageOutcome.Conflict);
        AssertRefused(410, "room-over", _first.Resume()!);
        Assert.Empty(_storage.Redemptions);
    }

    [Fact]
    public void Another_change_under_way_holds_up_nobody_once_the_start_is_kept()
    {
        Begin(_first);
        _storage.Writes[0].Complete(StorageOutcome.Done);
        AssertTaken(_first);
        Assert.Equal(
            RoomRefusal.None,
            RoomsOf(_first).TryChangeKnown(Room, Noon * 1000, room => room with { IsEnabled = true }, out _));
        Begin(_second);
        AssertTaken(_second);
    }

    /// <summary>News of the room, as the store tells it.</summary>
    private StoredRoom ChangedElsewhere(string members)
    {
        StoredRoom room = new("clinic", Room, null, Encoding.ASCII.GetBytes($"{{\"ofPolicy\":true,{members}}}"));
        ((IRoomObserver)_first.Directory).Put(room);
        return room;
    }

    private static AppRooms RoomsOf(Api api) => api.Directory.Of(Policies.Current.FindApp("clinic"u8)!);

    private static void Begin(Api api)
    {
        string token = api.EnableX(Room, Ann).Body.GetProperty("token").GetString()!;
        api.Begin(Api.Request("POST", "/v1/redeem", Encoding.ASCII.GetBytes("token=" + token), Clinic));
    }

    /// <summary>Its room is settled: what it waits for now, at the latest, is the ledger.</summary>
    private void AssertTaken(Api api)
    {
        if (_storage.Redemptions.Count == 0)
            Assert.Null(api.Resume());
        Redemption redemption = Assert.Single(_storage.Redemptions);
        _storage.Redemptions.Clear();
        redemption.Complete(StorageOutcome.Done);
        Assert.Equal(200, api.Resume()?.Status);
    }

    private static void AssertRefused(int status, string reason, Answer answer) => Assert.Equal(
        (status, reason), (answer.Status, answer.Body.GetProperty("reason").GetString()));
}
