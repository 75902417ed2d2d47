using System.Text;
using System.Text.Json;
using Appliance.Rooms;
using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>The status of each operation in each state of the room store: the table of
/// docs/adr/0009-store-states.md.</summary>
public sealed class StoreStateTests
{
    private const long StaleMilliseconds = 60_000;
    private const long Now = 10_000_000;
    private const string UnknownId = "76543210fedcba9876543210";

    private static readonly string Clinic = Api.Basic(Api.ClinicId, Api.ClinicKey);

    /// <summary>An operation, and its status while the store is current, disconnected within the stale limit,
    /// disconnected beyond it, and never synced.</summary>
    public static TheoryData<string, int, int, int, int> Table => new()
    {
        { "issue 100ms policy", 200, 200, 503, 503 },
        { "issue EnableX policy", 200, 200, 503, 503 },
        { "issue LiveKit policy", 200, 200, 503, 503 },
        { "issue batch policy", 200, 200, 503, 503 },
        { "issue 100ms pattern", 200, 200, 503, 503 },
        { "issue policy disabled", 403, 403, 403, 503 },
        { "issue 100ms run-time room", 200, 503, 503, 503 },
        { "issue EnableX run-time room", 200, 503, 503, 503 },
        { "issue batch run-time room", 200, 503, 503, 503 },
        { "issue 100ms unknown", 404, 503, 503, 503 },
        { "issue EnableX unknown", 404, 503, 503, 503 },
        { "issue 100ms malformed", 400, 400, 400, 400 },
        { "redeem single-use", 200, 503, 503, 503 },
        { "redeem reusable", 200, 503, 503, 503 },
        { "redeem disabled", 403, 403, 403, 503 },
        { "redeem forged", 403, 403, 403, 403 },
        { "introspect single-use", 200, 503, 503, 503 },
        { "introspect reusable", 200, 200, 503, 503 },
        { "token for code", 200, 503, 503, 503 },
        { "token for unknown code", 404, 503, 503, 503 },
        { "100ms list", 200, 503, 503, 503 },
        { "100ms read policy", 200, 503, 503, 503 },
        { "100ms read run-time room", 200, 503, 503, 503 },
        { "100ms read unknown", 404, 503, 503, 503 },
        { "100ms create", 200, 503, 503, 503 },
        { "100ms disable policy", 200, 503, 503, 503 },
        { "100ms delete", 200, 503, 503, 503 },
        { "100ms codes", 200, 503, 503, 503 },
        { "100ms create code", 200, 503, 503, 503 },
        { "100ms disable code", 200, 503, 503, 503 },
        { "100ms sessions", 200, 503, 503, 503 },
        { "100ms end room", 200, 503, 503, 503 },
        { "100ms templates", 200, 200, 200, 200 },
        { "EnableX list", 200, 503, 503, 503 },
        { "EnableX read policy", 200, 503, 503, 503 },
        { "EnableX read run-time room", 200, 503, 503, 503 },
        { "EnableX create", 200, 503, 503, 503 },
        { "EnableX update", 200, 503, 503, 503 },
        { "EnableX delete", 200, 503, 503, 503 },
        { "EnableX users", 200, 503, 503, 503 },
        { "wrong key", 401, 401, 401, 401 },
        { "livez", 200, 200, 200, 200 },
        { "readyz", 200, 503, 503, 503 },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Operation_status_depends_on_the_store_state(
        string operation, int current, int stale, int tooOld, int neverSynced)
    {
        Assert.Equal(current, StatusOf(operation, StoreState.Current, 0));
        Assert.Equal(stale, StatusOf(operation, StoreState.Disconnected, 0));
        Assert.Equal(stale, StatusOf(operation, StoreState.Disconnected, StaleMilliseconds));
        Assert.Equal(tooOld, StatusOf(operation, StoreState.Disconnected, StaleMilliseconds + 1));
        Assert.Equal(neverSynced, StatusOf(operation, StoreState.NeverSynced, 0));
        // Reconnected and resynced.
        Assert.Equal(current, StatusOf(operation, StoreState.Current, StaleMilliseconds + 1));
    }

    /// <summary>Unlimited stale seconds prefer availability: no data is too old, and never synced counts as
    /// disconnected.</summary>
    [Theory]
    [MemberData(nameof(Table))]
    public void Unlimited_stale_seconds_never_expire_the_store_data(
        string operation, int current, int stale, int tooOld, int neverSynced)
    {
        Assert.InRange(tooOld, stale, neverSynced);
        Assert.Equal(current, StatusOf(operation, StoreState.Current, 0, long.MaxValue));
        Assert.Equal(stale, StatusOf(operation, StoreState.Disconnected, long.MaxValue / 2, long.MaxValue));
        // A store that was never synced has no record of disabled rooms.
        Assert.Equal(
            operation switch
            {
                "issue policy disabled" => 200,
                "redeem disabled" => 503,
                _ => stale,
            },
            StatusOf(operation, StoreState.NeverSynced, 0, long.MaxValue));
    }

    [Fact]
    public void Each_503_has_Retry_After()
    {
        foreach (object[] row in Table)
        {
            Response response = Send((string)row[0], StoreState.NeverSynced, 0, StaleMilliseconds);
            if (response.Status == 503 && !((string)row[0]).Contains("batch") && (string)row[0] != "readyz")
                Assert.Equal("1", response.Headers["Retry-After"]);
        }
    }

    private static int StatusOf(
        string operation, StoreState state, long disconnectedMilliseconds, long staleMax = StaleMilliseconds)
    {
        Response response = Send(operation, state, disconnectedMilliseconds, staleMax);
        if (operation.Contains("batch") && response.Status == 200)
        {
            JsonElement entry = response.Body[0];
            return entry.TryGetProperty("code", out JsonElement code) ? code.GetInt32() : 200;
        }
        return response.Status;
    }

    /// <summary>Sends the operation to a new appliance, which knows two run-time rooms, a code and a disabled policy
    /// room, or nothing if its store was never synced.</summary>
    private static Response Send(string operation, StoreState state, long disconnectedMilliseconds, long staleMax)
    {
        SeededStore writer = new();
        PreloadedRoomStore rooms = new(state == StoreState.NeverSynced ? [] : [.. writer.Rooms])
        {
            IsAvailable = state == StoreState.Current,
            State = state,
            LastReachableMilliseconds = Now - disconnectedMilliseconds,
            Outcome = StorageOutcome.Done,
        };
        RoomDirectory directory = new(Policies.Current, rooms) { StaleMillisecondsMax = staleMax };
        Api api = new(rooms: rooms, directory: directory) { MonotonicMilliseconds = Now };
        string acme = Management.Of("acme", api);
        return operation switch
        {
            "issue 100ms policy" => api.Hms100("""{"room_id":"r1","role":"guest"}"""),
            "issue EnableX policy" => api.EnableX("desk", SeededStore.Participant),
            "issue LiveKit policy" => api.LiveKit("live", "{}"),
            "issue batch policy" => Batch(api, "desk"),
            "issue 100ms pattern" => Post(
                api, "/hmsapi/visits.app.100ms.live/api/token", """{"room_id":"visit-1","role":"guest"}"""),
            "issue policy disabled" => api.Hms100("""{"room_id":"r2","role":"host"}"""),
            "issue 100ms run-time room" => api.Hms100($$"""{"room_id":"{{writer.AcmeId}}","role":"guest"}"""),
            "issue EnableX run-time room" => api.EnableX(writer.ClinicId, SeededStore.Participant),
            "issue batch run-time room" => Batch(api, writer.ClinicId),
            "issue 100ms unknown" => api.Hms100($$"""{"room_id":"{{UnknownId}}","role":"guest"}"""),
            "issue EnableX unknown" => api.EnableX(UnknownId, SeededStore.Participant),
            "issue 100ms malformed" => api.Hms100("""{"room_id":"no room","role":"guest"}"""),
            "redeem single-use" => Post(api, "/v1/redeem", Token(writer.SingleUseToken), Clinic),
            "redeem reusable" => Post(api, "/v1/redeem", Token(writer.ReusableToken), acme),
            "redeem disabled" => Post(api, "/v1/redeem", Token(writer.DisabledRoomToken), acme),
            "redeem forged" => Post(api, "/v1/redeem", Token(writer.SingleUseToken + "x"), Clinic),
            "introspect single-use" => Post(api, "/v1/introspect", Token(writer.SingleUseToken), Clinic),
            "introspect reusable" => Post(api, "/v1/introspect", Token(writer.ReusableToken), acme),
            "token for code" => Post(api, "/v2/token", $$"""{"code":"{{writer.Code}}"}"""),
            "token for unknown code" => Post(api, "/v2/token", """{"code":"aaa-bbbb-ccc"}"""),
            "100ms list" => Get(api, "/v2/rooms", acme),
            "100ms read policy" => Get(api, "/v2/rooms/r1", acme),
            "100ms read run-time room" => Get(api, $"/v2/rooms/{writer.AcmeId}", acme),
            "100ms read unknown" => Get(api, $"/v2/rooms/{UnknownId}", acme),
            "100ms create" => Post(api, "/v2/rooms", """{"name":"new"}""", acme),
            "100ms disable policy" => Post(api, "/v2/rooms/r1", """{"enabled":false}""", acme),
            "100ms delete" => api.Send("DELETE", $"/v2/rooms/{writer.AcmeId}", [], acme),
            "100ms codes" => Get(api, "/v2/room-codes/room/r1", acme),
            "100ms create code" => Post(api, "/v2/room-codes/room/r1/role/guest", "", acme),
            "100ms disable code" => Post(
                api, "/v2/room-codes/code", $$"""{"code":"{{writer.Code}}","enabled":false}""", acme),
            "100ms sessions" => Get(api, "/v2/sessions", acme),
            "100ms end room" => Post(api, $"/v2/active-rooms/{writer.AcmeId}/end-room", """{"lock":true}""", acme),
            "100ms templates" => Get(api, "/v2/templates", acme),
            "EnableX list" => Get(api, "/v2/rooms", Clinic),
            "EnableX read policy" => Get(api, "/v2/rooms/desk", Clinic),
            "EnableX read run-time room" => Get(api, $"/v2/rooms/{writer.ClinicId}", Clinic),
            "EnableX create" => Post(api, "/v2/rooms", """{"name":"new","owner_ref":"o"}""", Clinic),
            "EnableX update" => api.Send(
                "PATCH", $"/v2/rooms/{writer.ClinicId}", """{"name":"other"}"""u8.ToArray(), Clinic),
            "EnableX delete" => api.Send("DELETE", $"/v2/rooms/{writer.ClinicId}", [], Clinic),
            "EnableX users" => Get(api, "/v2/rooms/desk/users", Clinic),
            "wrong key" => Get(api, "/v2/rooms", Api.Basic(Api.ClinicId, "wrong")),
            "livez" => Get(api, "/livez"),
            "readyz" => Get(api, "/readyz"),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };
    }

    private static Response Get(Api api, string path, params string[] headers) => api.Send("GET", path, [], headers);

    private static Response Post(Api api, string path, string body, params string[] headers) =>
        api.Send("POST", path, Encoding.UTF8.GetBytes(body), headers);

    private static Response Batch(Api api, string room) => Post(
        api, "/v1/tokens", $$"""[{"room_id":"{{room}}","role":"participant","user_id":"u","user_name":"n"}]""",
        Clinic);

    private static string Token(string token) => $$"""{"token":"{{token}}"}""";

    /// <summary>Fills the store through an appliance, and keeps the tokens, the code and the room ids.</summary>
    private sealed class SeededStore : IRoomStore
    {
        public const string Participant = """{"name":"Ann","role":"participant","user_ref":"u-1"}""";

        private readonly Dictionary<(string, string), StoredRoom> _rooms = [];

        public SeededStore()
        {
            Api api = new(rooms: this) { MonotonicMilliseconds = Now };
            string acme = Management.Of("acme", api);
            AcmeId = Post(api, "/v2/rooms", """{"name":"made"}""", acme).Body.GetProperty("id").GetString()!;
            ClinicId = Post(api, "/v2/rooms", """{"name":"made","owner_ref":"o"}""", Clinic).Body
                .GetProperty("room").GetProperty("room_id").GetString()!;
            Code = Post(api, "/v2/room-codes/room/r1/role/host", "", acme).Body.GetProperty("code").GetString()!;
            SingleUseToken = api.EnableX("desk", Participant).Body.GetProperty("token").GetString()!;
            ReusableToken = api.Hms100("""{"room_id":"r1","role":"guest"}""").Body.GetProperty("token").GetString()!;
            DisabledRoomToken = api.Hms100("""{"room_id":"r2","role":"host"}""").Body.GetProperty("token").GetString()!;
            Assert.Equal(200, Post(api, "/v2/rooms/r2", """{"enabled":false}""", acme).Status);
        }

        public string AcmeId { get; }

        public string ClinicId { get; }

        public string Code { get; }

        public string SingleUseToken { get; }

        public string ReusableToken { get; }

        public string DisabledRoomToken { get; }

        public IEnumerable<StoredRoom> Rooms => _rooms.Values;

        public bool IsAvailable => true;

        public StoreState State => StoreState.Current;

        public long LastReachableMilliseconds => 0;

        public bool IsDurable => true;

        public void Open(IRoomObserver observer)
        {
            // No rooms are stored at the start.
        }

        public void Write(RoomWrite write)
        {
            _rooms[(write.Room.App, write.Room.Id)] = write.Room;
            write.Complete(StorageOutcome.Done);
        }
    }
}
