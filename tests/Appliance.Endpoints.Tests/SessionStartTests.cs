using System.Text;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Redemption;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>First redemptions of an ad-hoc room, while the write of its session's start is pending.</summary>
public sealed class SessionStartTests
{
    private const string Ann = """{"name":"Ann","role":"participant","user_ref":"u-1"}""";
    private const string Room = "visit";

    /// <summary>2030-06-01 12:00 UTC.</summary>
    private const long Noon = 1_906_545_600;

    /// <summary>The start of a session that has ended by noon.</summary>
    private static readonly string StartedLongAgo =
        $$"""{"ofPolicy":true,"sessionStartedAt":{{Noon - RoomType.SessionSecondsDefault - 60}}}""";

    private static readonly string Clinic = Api.Basic(Api.ClinicId, Api.ClinicKey);

    private readonly ManualStorage _storage = new();
    private readonly Api _first;
    private readonly Api _second;

    /// <summary>Two threads of one appliance. Their clocks differ, so a stored start shows which thread wrote it.
    /// </summary>
    public SessionStartTests()
    {
        _first = new(ledger: _storage, rooms: _storage) { NowSeconds = Noon };
        _second = new(ledger: _storage, directory: _first.Directory) { NowSeconds = Noon + 1 };
    }

    private RoomRecord? CurrentRoom => RoomsOf(_first).Find(Encoding.ASCII.GetBytes(Room));

    [Fact]
    public void Session_start_is_stored_before_the_token_is_redeemed()
    {
        Begin(_first);
        Assert.Empty(_storage.Redemptions);
        RoomWrite write = Assert.Single(_storage.Writes);
        Assert.Contains(
            $"\"sessionStartedAt\":{Noon}", Encoding.UTF8.GetString(write.Room.Document));
        write.Complete(StorageOutcome.Done);
        Assert.Null(_first.Resume());
        Assert.Single(_storage.Redemptions).Complete(StorageOutcome.Done);
        Assert.Equal(200, _first.Resume()?.Status);
    }

    [Fact]
    public void Later_redemptions_write_nothing_and_keep_the_session_start()
    {
        Begin(_first);
        _storage.Writes[0].Complete(StorageOutcome.Done);
        AssertRedeemed(_first);
        for (int later = 0; later < 3; later++)
        {
            _second.NowSeconds += 100;
            Begin(_second);
            AssertRedeemed(_second);
        }
        Assert.Single(_storage.Writes);
        Assert.Equal(Noon, CurrentRoom!.SessionStartedAtSeconds);
    }

    [Fact]
    public void Second_concurrent_redemption_awaits_the_pending_session_start()
    {
        Begin(_first);
        Begin(_second);
        RoomWrite write = Assert.Single(_storage.Writes);
        Assert.Null(_second.Resume());
        write.Complete(StorageOutcome.Done);
        Assert.Equal((1, 1), (_first.Wakes, _second.Wakes));
        AssertRedeemed(_second);
        AssertRedeemed(_first);
        Assert.Equal(Noon, CurrentRoom!.SessionStartedAtSeconds);
    }

    [Fact]
    public void Waiting_redemption_retries_the_session_start_if_the_first_write_fails()
    {
        Begin(_first);
        Begin(_second);
        _storage.Writes[0].Complete(StorageOutcome.Unavailable);
        Assert.Equal(503, _first.Resume()?.Status);
        Assert.Null(_second.Resume());
        Assert.Equal(2, _storage.Writes.Count);
        _storage.Writes[1].Complete(StorageOutcome.Done);
        AssertRedeemed(_second);
        Assert.Equal(Noon + 1, CurrentRoom!.SessionStartedAtSeconds);
    }

    [Fact]
    public void Failed_session_start_leaves_the_room_unchanged()
    {
        Begin(_first);
        _storage.Writes[0].Complete(StorageOutcome.Unavailable);
        Assert.Equal(503, _first.Resume()?.Status);
        Assert.Empty(_storage.Redemptions);
        Assert.Null(CurrentRoom);
        _first.NowSeconds += 2 * RoomType.SessionSecondsDefault;
        Assert.Equal(200, _first.EnableX(Room, Ann).Status);
    }

    [Fact]
    public void Conflict_adopts_the_session_start_of_the_other_appliance()
    {
        Begin(_first);
        Begin(_second);
        ChangedElsewhere($$"""{"ofPolicy":true,"sessionStartedAt":{{Noon - 3}}}""");
        _storage.Writes[0].Complete(StorageOutcome.Conflict);
        AssertRedeemed(_second);
        AssertRedeemed(_first);
        Assert.Single(_storage.Writes);
        Assert.Equal(Noon - 3, CurrentRoom!.SessionStartedAtSeconds);
    }

    [Fact]
    public void Conflict_with_another_change_retries_the_session_start()
    {
        Begin(_first);
        StoredRoom changed = ChangedElsewhere("""{"ofPolicy":true,"createdAtMs":7}""");
        _storage.Writes[0].Complete(StorageOutcome.Conflict);
        Assert.Null(_first.Resume());
        RoomWrite again = _storage.Writes[1];
        Assert.Same(changed, again.Expected);
        Assert.Contains("\"createdAtMs\":7", Encoding.UTF8.GetString(again.Room.Document));
        again.Complete(StorageOutcome.Done);
        AssertRedeemed(_first);
        Assert.Equal(Noon, CurrentRoom!.SessionStartedAtSeconds);
    }

    [Fact]
    public void Repeated_conflicts_get_503()
    {
        Begin(_first);
        int writes = 0;
        for (; _storage.Writes.Count > writes; writes++)
        {
            Assert.Null(_first.Resume());
            ChangedElsewhere($$"""{"ofPolicy":true,"createdAtMs":{{writes + 1}}}""");
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
    public void Rules_are_checked_again_after_a_conflict()
    {
        Begin(_first);
        Begin(_second);
        ChangedElsewhere($$"""{"ofPolicy":true,"disabled":true,"sessionStartedAt":{{Noon}}}""");
        _storage.Writes[0].Complete(StorageOutcome.Conflict);
        AssertRejected(403, "room-disabled", _first.Resume()!);
        AssertRejected(403, "room-disabled", _second.Resume()!);

        // Another appliance stored a start whose session has ended.
        ChangedElsewhere("""{"ofPolicy":true,"createdAtMs":9}""");
        Begin(_first);
        ChangedElsewhere(StartedLongAgo);
        _storage.Writes[1].Complete(StorageOutcome.Conflict);
        AssertRejected(410, "room-over", _first.Resume()!);
        Assert.Empty(_storage.Redemptions);
    }

    [Fact]
    public void Session_ended_elsewhere_is_rejected_while_a_room_change_is_pending()
    {
        byte[] redeem = RedemptionOf(_first);
        BeginChange();
        ChangedElsewhere(StartedLongAgo);
        AssertRejected(410, "room-over", _first.Send(redeem));
        Response issued = _first.EnableX(Room, Ann);
        Assert.Equal(10111, issued.Body.GetProperty("result").GetInt32());
        Assert.Empty(_storage.Redemptions);
    }

    [Fact]
    public void Redemption_awaiting_a_session_start_is_rejected_if_the_stored_session_has_ended()
    {
        Begin(_first);
        Begin(_second);
        ChangedElsewhere(StartedLongAgo);
        Assert.Equal(1, _second.Wakes);
        AssertRejected(410, "room-over", _second.Resume()!);
        _storage.Writes[0].Complete(StorageOutcome.Conflict);
        AssertRejected(410, "room-over", _first.Resume()!);
        Assert.Empty(_storage.Redemptions);
    }

    /// <summary>The start becomes known between the check of the token and the first attempt.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rules_are_checked_at_the_first_attempt_if_a_start_is_stored(bool isChanging)
    {
        if (isChanging)
            BeginChange();
        ChangedElsewhere(StartedLongAgo);
        Role role = Policies.Current.FindApp("clinic"u8)!.FindRole("participant"u8)!;
        SessionStart start = new(RoomsOf(_first), Room, role.Constraints, Noon);
        Assert.True(start.TryFinish(() => () => { }, out Failure failure));
        Assert.Equal(Failure.RoomOver, failure);
    }

    [Fact]
    public void Session_started_elsewhere_accepts_redemptions_while_a_room_change_is_pending()
    {
        BeginChange();
        ChangedElsewhere($$"""{"ofPolicy":true,"sessionStartedAt":{{Noon - 3}}}""");
        Begin(_first);
        AssertRedeemed(_first);
        Assert.Single(_storage.Writes);
    }

    [Fact]
    public void Pending_room_change_does_not_delay_redemptions_in_the_session()
    {
        Begin(_first);
        _storage.Writes[0].Complete(StorageOutcome.Done);
        AssertRedeemed(_first);
        BeginChange();
        Begin(_second);
        AssertRedeemed(_second);
    }

    /// <summary>A change of the room by another appliance, as the store notifies it.</summary>
    private StoredRoom ChangedElsewhere(string document)
    {
        StoredRoom room = new("clinic", Room, null, Encoding.ASCII.GetBytes(document));
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

    /// <summary>The start is stored, so the redemption now awaits the ledger.</summary>
    private void AssertRedeemed(Api api)
    {
        if (_storage.Redemptions.Count == 0)
            Assert.Null(api.Resume());
        Appliance.Storage.Redemption redemption = Assert.Single(_storage.Redemptions);
        _storage.Redemptions.Clear();
        redemption.Complete(StorageOutcome.Done);
        Assert.Equal(200, api.Resume()?.Status);
    }

    private static void AssertRejected(int status, string reason, Response response) => Assert.Equal(
        (status, reason), (response.Status, response.Body.GetProperty("reason").GetString()));
}
