using System.Text;
using Appliance.PolicyModel;
using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>First redemptions of an ad-hoc room, while the write of its session's start is pending.</summary>
public sealed class SessionStartTests
{
    private const string Ann = """{"name":"Ann","role":"participant","user_ref":"u-1"}""";
    private const string Room = "visit";

    /// <summary>The first of June 2030, 12:00.</summary>
    private const long Noon = 1_906_545_600;

    /// <summary>A session that is over at noon.</summary>
    private static readonly string StartedLongAgo =
        $"\"sessionStartedAt\":{Noon - RoomType.SessionSecondsDefault - 60}";

    private static readonly string Clinic = Api.Basic(Api.ClinicId, Api.ClinicKey);

    private readonly HeldStorage _storage = new();
    private readonly Api _first;
    private readonly Api _second;

    /// <summary>Two threads of one appliance. Their clocks differ, so that a start tells which of them wrote it.
    /// </summary>
    public SessionStartTests()
    {
        _first = new(ledger: _storage, rooms: _storage) { NowSeconds = Noon };
        _second = new(ledger: _storage, directory: _first.Directory) { NowSeconds = Noon + 1 };
    }

    private RoomRecord? Seen => RoomsOf(_first).Find(Encoding.ASCII.GetBytes(Room));

    [Fact]
    public void The_start_is_stored_before_the_token_is_used()
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
    public void Later_redemptions_write_nothing_and_do_not_move_the_start()
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
    public void Of_two_concurrent_first_redemptions_the_second_awaits_the_start_of_the_first()
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
    public void If_the_write_of_the_start_fails_the_waiting_redemption_writes_its_own()
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
    public void A_start_that_could_not_be_stored_leaves_the_room_as_it_was()
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
    public void After_a_conflict_the_start_of_the_other_appliance_holds()
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
    public void After_a_conflict_with_another_change_the_start_is_written_again_on_top_of_it()
    {
        Begin(_first);
        StoredRoom changed = ChangedElsewhere("\"createdAtMs\":7");
        _storage.Writes[0].Complete(StorageOutcome.Conflict);
        Assert.Null(_first.Resume());
        RoomWrite again = _storage.Writes[1];
        Assert.Same(changed, again.Expected);
        Assert.Contains("\"createdAtMs\":7", Encoding.UTF8.GetString(again.Room.Document));
        again.Complete(StorageOutcome.Done);
        AssertTaken(_first);
        Assert.Equal(Noon, Seen!.SessionStartedAtSeconds);
    }

    [Fact]
    public void Repeated_conflicts_end_in_a_503()
    {
        Begin(_first);
        int writes = 0;
        for (; _storage.Writes.Count > writes; writes++)
        {
            Assert.Null(_first.Resume());
            ChangedElsewhere($"\"createdAtMs\":{writes + 1}");
            _storage.Writes[writes].Complete(StorageOutcome.Conflict);
            if (_first.Resume() is not { } response)
                continue;
            Assert.Equal((503, "1"), (response.Status, response.Headers["Retry-After"]));
            break;
        }
        Assert.InRange(_storage.Writes.Count, 3, 10);
        Assert.Empty(_storage.Redemptions);
    }

    [Fact]
    public void After_a_conflict_the_rules_are_asked_again()
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
        ChangedElsewhere(StartedLongAgo);
        _storage.Writes[1].Complete(StorageOutcome.Conflict);
        AssertRefused(410, "room-over", _first.Resume()!);
        Assert.Empty(_storage.Redemptions);
    }

    [Fact]
    public void A_session_that_is_over_elsewhere_is_not_entered_while_a_change_of_the_room_is_pending()
    {
        byte[] redeem = RedemptionOf(_first);
        BeginChange();
        ChangedElsewhere(StartedLongAgo);
        AssertRefused(410, "room-over", _first.Send(redeem));
        Response issued = _first.EnableX(Room, Ann);
        Assert.Equal(10111, issued.Body.GetProperty("result").GetInt32());
        Assert.Empty(_storage.Redemptions);
    }

    [Fact]
    public void A_redemption_that_awaits_a_start_is_refused_if_the_stored_session_is_over()
    {
        Begin(_first);
        Begin(_second);
        ChangedElsewhere(StartedLongAgo);
        Assert.Equal(1, _second.Wakes);
        AssertRefused(410, "room-over", _second.Resume()!);
        _storage.Writes[0].Complete(StorageOutcome.Conflict);
        AssertRefused(410, "room-over", _first.Resume()!);
        Assert.Empty(_storage.Redemptions);
    }

    /// <summary>The start becomes known between the check of the token and the first attempt.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_rules_are_asked_at_the_first_attempt_if_storage_has_a_start(bool isChanging)
    {
        if (isChanging)
            BeginChange();
        ChangedElsewhere(StartedLongAgo);
        Role role = Policies.Current.FindApp("clinic"u8)!.FindRole("participant"u8)!;
        SessionStart start = new(RoomsOf(_first), Room, role.Constraints, Noon);
        Assert.True(start.TryFinish(() => () => { }, out RedemptionFailure failure));
        Assert.Equal(RedemptionFailure.RoomOver, failure);
    }

    [Fact]
    public void A_session_that_began_elsewhere_is_entered_while_a_change_of_the_room_is_pending()
    {
        BeginChange();
        ChangedElsewhere($"\"sessionStartedAt\":{Noon - 3}");
        Begin(_first);
        AssertTaken(_first);
        Assert.Single(_storage.Writes);
    }

    [Fact]
    public void A_pending_change_of_the_room_does_not_delay_redemptions_in_the_session()
    {
        Begin(_first);
        _storage.Writes[0].Complete(StorageOutcome.Done);
        AssertTaken(_first);
        BeginChange();
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

    private static RoomRegistry RoomsOf(Api api) => api.Directory.Of(Policies.Current.FindApp("clinic"u8)!);

    /// <summary>A change of the room by this appliance, pending in storage.</summary>
    private void BeginChange() => Assert.Equal(
        RoomRejection.None,
        RoomsOf(_first).TryChangeExisting(Room, Noon * 1000, room => room with { IsEnabled = true }, out _));

    private static void Begin(Api api) => api.Begin(RedemptionOf(api));

    /// <summary>The request that redeems a token issued now.</summary>
    private static byte[] RedemptionOf(Api api)
    {
        string token = api.EnableX(Room, Ann).Body.GetProperty("token").GetString()!;
        return Api.Request("POST", "/v1/redeem", Encoding.ASCII.GetBytes("token=" + token), Clinic);
    }

    /// <summary>The start is settled, so that the redemption awaits the ledger now, at the latest.</summary>
    private void AssertTaken(Api api)
    {
        if (_storage.Redemptions.Count == 0)
            Assert.Null(api.Resume());
        Redemption redemption = Assert.Single(_storage.Redemptions);
        _storage.Redemptions.Clear();
        redemption.Complete(StorageOutcome.Done);
        Assert.Equal(200, api.Resume()?.Status);
    }

    private static void AssertRefused(int status, string reason, Response response) => Assert.Equal(
        (status, reason), (response.Status, response.Body.GetProperty("reason").GetString()));
}
