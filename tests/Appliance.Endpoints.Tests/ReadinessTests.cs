using Appliance.Rooms;
using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>The reasons of /readyz, in each state of storage, clock and process.</summary>
public class ReadinessTests
{
    private const long Now = 1_000_000;
    private const long StaleMilliseconds = 60_000;

    [Theory]
    [InlineData(StoreState.Current, true, 0, 200, """{"status":"ready"}""")]
    [InlineData(StoreState.Current, false, 0, 503, """{"status":"not-ready","reasons":["storage-unavailable"]}""")]
    [InlineData(StoreState.Disconnected, false, StaleMilliseconds, 503,
        """{"status":"not-ready","reasons":["storage-unavailable"]}""")]
    [InlineData(StoreState.Disconnected, false, StaleMilliseconds + 1, 503,
        """{"status":"not-ready","reasons":["storage-unavailable","storage-stale"]}""")]
    [InlineData(StoreState.NeverSynced, false, 0, 503,
        """{"status":"not-ready","reasons":["storage-unavailable","storage-never-read"]}""")]
    public void Readyz_names_each_failed_check(
        StoreState state, bool isAvailable, long disconnectedMilliseconds, int status, string body)
    {
        Response ready = Ready(ApiOf(state, isAvailable, disconnectedMilliseconds));
        Assert.Equal((status, body), (ready.Status, ready.Body.GetRawText()));
        Assert.Equal("no-store", ready.Headers["Cache-Control"]);
    }

    [Fact]
    public void Readyz_names_all_failed_checks_together()
    {
        ManualStorage storage = new()
        {
            IsAvailable = false,
            State = StoreState.NeverSynced,
            RejectsUntilSeconds = long.MaxValue,
        };
        Api api = new(rooms: storage, ledger: storage);
        api.BeginDrain();
        Assert.Equal(
            """{"status":"not-ready","reasons":["storage-unavailable","storage-never-read","clock-behind-ledger","""
                + "\"draining\"]}",
            Ready(api).Body.GetRawText());
    }

    [Fact]
    public void Draining_ends_readiness_and_not_liveness()
    {
        Api api = new();
        Assert.Equal(200, Ready(api).Status);
        api.BeginDrain();
        Assert.Equal("""{"status":"not-ready","reasons":["draining"]}""", Ready(api).Body.GetRawText());
        Response live = api.Send("GET", "/livez", []);
        Assert.Equal((200, """{"status":"ok"}"""), (live.Status, live.Body.GetRawText()));
    }

    [Fact]
    public void Head_of_readyz_has_the_status_without_a_body() =>
        Assert.Equal(503, ApiOf(StoreState.NeverSynced, isAvailable: false, 0).Send("HEAD", "/readyz", []).Status);

    [Theory]
    [InlineData(StoreState.Current, true)]
    [InlineData(StoreState.NeverSynced, false)]
    public void Readyz_allocates_nothing(StoreState state, bool isAvailable) => Assert.Equal(
        0, ApiOf(state, isAvailable, 0).AllocatedBy(Api.Request("GET", "/readyz", [])));

    private static Api ApiOf(StoreState state, bool isAvailable, long disconnectedMilliseconds)
    {
        PreloadedRoomStore rooms = new()
        {
            IsAvailable = isAvailable,
            State = state,
            LastReachableMilliseconds = Now - disconnectedMilliseconds,
            Outcome = StorageOutcome.Done,
        };
        RoomDirectory directory = new(Policies.Current, rooms) { StaleMillisecondsMax = StaleMilliseconds };
        return new(rooms: rooms, directory: directory) { MonotonicMilliseconds = Now };
    }

    private static Response Ready(Api api) => api.Send("GET", "/readyz", []);
}
