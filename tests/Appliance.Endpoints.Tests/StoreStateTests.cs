using System.Text;
using System.Text.Json;
using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>What each operation answers in each state of the store of rooms: the table of
/// docs/adr/0009-store-states.md, row by row.</summary>
public sealed class StoreStateTests
{
    private const long StaleMilliseconds = 60_000;
    private const long Now = 10_000_000;
    private const string UnknownId = "76543210fedcba9876543210";

    private static readonly string Clinic = Api.Basic(Api.ClinicId, Api.ClinicKey);

    /// <summary>A row: what is asked, and the statuses while the store is current, cut off for not too long, cut off
    /// for too long, and never read.</summary>
    public static TheoryData<string, int, int, int, int> Table => new()
    {
        { "issue 100ms policy", 200, 200, 503, 503 },
        { "issue EnableX policy", 200, 200, 503, 503 },
        { "issue LiveKit policy", 200, 200, 503, 503 },
        { "issue batch policy", 200, 200, 503, 503 },
        { "issue 100ms pattern", 200, 200, 503, 503 },
        { "issue policy disabled", 403, 403, 403, 503 },
        { "issue 100ms made", 200, 503, 503, 503 },
        { "issue EnableX made", 200, 503, 503, 503 },
        { "issue batch made", 200, 503, 503, 503 },
        { "issue 100ms unknown", 404, 503, 503, 503 },
        { "issue EnableX unknown", 404, 503, 503, 503 },
        { "issue 100ms malformed", 400, 400, 400, 400 },
        { "redeem once", 200, 503, 503, 503 },
        { "redeem often", 200, 503, 503, 503 },
        { "redeem disabled", 403, 403, 403, 503 },
        { "redeem forged", 403, 403, 403, 403 },
        { "introspect once", 200, 503, 503, 503 },
        { "introspect often", 200, 200, 503, 503 },
        { "token for code", 200, 503, 503, 503 },
        { "token for unknown code", 404, 503, 503, 503 },
        { "100ms list", 200, 503, 503, 503 },
        { "100ms read policy", 200, 503, 503, 503 },
        { "100ms read made", 200, 503, 503, 503 },
        { "100ms read unknown", 404, 503, 503, 503 },
        { "100ms make", 200, 503, 503, 503 },
        { "100ms disable policy", 200, 503, 503, 503 },
        { "100ms delete", 200, 503, 503, 503 },
        { "100ms codes", 200, 503, 503, 503 },
        { "100ms make code", 200, 503, 503, 503 },
        { "100ms switch code", 200, 503, 503, 503 },
        { "100ms sessions", 200, 503, 503, 503 },
        { "100ms end room", 200, 503, 503, 503 },
        { "100ms templates", 200, 200, 200, 200 },
        { "EnableX list", 200, 503, 503, 503 },
        { "EnableX read policy", 200, 503, 503, 503 },
        { "EnableX read made", 200, 503, 503, 503 },
        { "EnableX make", 200, 503, 503, 503 },
        { "EnableX change", 200, 503, 503, 503 },
        { "EnableX delete", 200, 503, 503, 503 },
        { "EnableX users", 200, 503, 503, 503 },
        { "wrong key", 401, 401, 401, 401 },
        { "livez", 200, 200, 200, 200 },
        { "readyz", 200, 503, 503, 503 },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_operation_answers_by_what_the_store_is_known_to_have(
        string operation, int current, int stale, int tooOld, int neverSynced)
    {
        Assert.Equal(current, StatusOf(operation, StoreState.Current, 0));
        Assert.Equal(stale, StatusOf(operation, StoreState.Disconnected, 0));
        Assert.Equal(stale, StatusOf(operation, StoreState.Disconnected, StaleMilliseconds));
        Assert.Equal(tooOld, StatusOf(operation, StoreState.Disconnected, StaleMilliseconds + 1));
        Assert.Equal(neverSynced, StatusOf(operation, StoreState.NeverSynced, 0));
        // Back again.
        Assert.Equal(current, StatusOf(operation, StoreState.Current, StaleMilliseconds + 1));
    }

    /// <summary>Whoever wants tokens in any case says so: nothing is too old, and never read counts as cut
    /// off.</summary>
    [Theory]
    [MemberData(nameof(Table))]
    public void With_stale_seconds_unlimited_nothing_is_too_old(
        string operation, int current, int stale, int tooOld, int neverSynced)
    {
        Assert.InRange(tooOld, stale, neverSynced);
        Assert.Equal(current, StatusOf(operation, StoreState.Current, 0, long.MaxValue));
        Assert.Equal(stale, StatusOf(operation, StoreState.Disconnected, long.MaxValue / 2, long.MaxValue));
        // Nobody knows then what was disabled.
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
    public void Each_503_says_when_to_ask_again()
    {
        foreach (object[] row in Table)
        {
            Response response = Ask((string)row[0], StoreState.NeverSynced, 0, StaleMilliseconds);
            if (response.Status == 503 && !((string)row[0]).Contains("batch") && (string)row[0] != "readyz")
                Assert.Equal("1", response.Headers["Retry-After"]);
        }
    }

    private static int StatusOf(
        string operation, StoreState state, long disconnectedMilliseconds, long staleMax = StaleMilliseconds)
    {
        Response response = Ask(operation, state, disconnectedMilliseconds, staleMax);
        if (operation.Contains("batch") && response.Status == 200)
        {
            JsonElement entry = response.Body[0];
            return entry.TryGetProperty("code", out JsonElement code) ? code.GetInt32() : 200;
        }
        return response.Status;
    }

    /// <summary>A new appliance that knows two rooms that were made, a code and a disabled room of the policy, or
    /// nothing if its store was never read.</summary>
    private static Response Ask(string operation, StoreState state, long disconnectedMilliseconds, long staleMax)
    {
        Writer writer = new();
        KeptRooms rooms = new(state == StoreState.NeverSynced ? [] : [.. writer.Rooms])
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
            "issue EnableX policy" => api.EnableX("desk", Writer.Participant),
            "issue LiveKit policy" => api.LiveKit("live", "{}"),
            "issue batch policy" => Batch(api, "desk"),
            "issue 100ms pattern" => Post(
                api, "/hmsapi/visits.app.100ms.live/api/token", """{"room_id":"visit-1","role":"guest"}"""),
            "issue policy disabled" => api.Hms100("""{"room_id":"r2","role":"host"}"""),
            "issue 100ms made" => api.Hms100($$"""{"room_id":"{{writer.AcmeId}}","role":"guest"}"""),
            "issue EnableX made" => api.EnableX(writer.ClinicId, Writer.Participant),
            "issue batch made" => Batch(api, writer.ClinicId),
            "issue 100ms unknown" => api.Hms100($$"""{"room_id":"{{UnknownId}}","role":"guest"}"""),
            "issue EnableX unknown" => api.EnableX(UnknownId, Writer.Participant),
            "issue 100ms malformed" => api.Hms100("""{"room_id":"no room","role":"guest"}"""),
            "redeem once" => Post(api, "/v1/redeem", Token(writer.Once), Clinic),
            "redeem often" => Post(api, "/v1/redeem", Token(writer.Often), acme),
            "redeem disabled" => Post(api, "/v1/redeem", Token(writer.OfDisabled), acme),
            "redeem forged" => Post(api, "/v1/redeem", Token(writer.Once + "x"), Clinic),
            "introspect once" => Post(api, "/v1/introspect", Token(writer.Once), Clinic),
            "introspect often" => Post(api, "/v1/introspect", Token(writer.Often), acme),
            "token for code" => Post(api, "/v2/token", $$"""{"code":"{{writer.Code}}"}"""),
            "token for unknown code" => Post(api, "/v2/token", """{"code":"aaa-bbbb-ccc"}"""),
            "100ms list" => Get(api, "/v2/rooms", acme),
            "100ms read policy" => Get(api, "/v2/rooms/r1", acme),
            "100ms read made" => Get(api, $"/v2/rooms/{writer.AcmeId}", acme),
            "100ms read unknown" => Get(api, $"/v2/rooms/{UnknownId}", acme),
            "100ms make" => Post(api, "/v2/rooms", """{"name":"new"}""", acme),
            "100ms disable policy" => Post(api, "/v2/rooms/r1", """{"enabled":false}""", acme),
            "100ms delete" => api.Send("DELETE", $"/v2/rooms/{writer.AcmeId}", [], acme),
            "100ms codes" => Get(api, "/v2/room-codes/room/r1", acme),
            "100ms make code" => Post(api, "/v2/room-codes/room/r1/role/guest", "", acme),
            "100ms switch code" => Post(
                api, "/v2/room-codes/code", $$"""{"code":"{{writer.Code}}","enabled":false}""", acme),
            "100ms sessions" => Get(api, "/v2/sessions", acme),
            "100ms end room" => Post(api, $"/v2/active-rooms/{writer.AcmeId}/end-room", """{"lock":true}""", acme),
            "100ms templates" => Get(api, "/v2/templates", acme),
            "EnableX list" => Get(api, "/v2/rooms", Clinic),
            "EnableX read policy" => Get(api, "/v2/rooms/desk", Clinic),
            "EnableX read made" => Get(api, $"/v2/rooms/{writer.ClinicId}", Clinic),
            "EnableX make" => Post(api, "/v2/rooms", """{"name":"new","owner_ref":"o"}""", Clinic),
            "EnableX change" => api.Send(
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

    /// <summary>An appliance that has made what the store has.</summary>
    private sealed class Writer : IRoomStore
    {
        public const string Participant = """{"name":"Ann","role":"participant","user_ref":"u-1"}""";

        private readonly Dictionary<(string, string), StoredRoom> _rooms = [];

        public Writer()
        {
            Api api = new(rooms: this) { MonotonicMilliseconds = Now };
            string acme = Management.Of("acme", api);
            AcmeId = Post(api, "/v2/rooms", """{"name":"made"}""", acme).Body.GetProperty("id").GetString()!;
            ClinicId = Post(api, "/v2/rooms", """{"name":"made","owner_ref":"o"}""", Clinic).Body
                .GetProperty("room").GetProperty("room_id").GetString()!;
            Code = Post(api, "/v2/room-codes/room/r1/role/host", "", acme).Body.GetProperty("code").GetString()!;
            Once = api.EnableX("desk", Participant).Body.GetProperty("token").GetString()!;
            Often = api.Hms100("""{"room_id":"r1","role":"guest"}""").Body.GetProperty("token").GetString()!;
            OfDisabled = api.Hms100("""{"room_id":"r2","role":"host"}""").Body.GetProperty("token").GetString()!;
            Assert.Equal(200, Post(api, "/v2/rooms/r2", """{"enabled":false}""", acme).Status);
        }

        public string AcmeId { get; }

        public string ClinicId { get; }

        public string Code { get; }

        public string Once { get; }

        public string Often { get; }

        public string OfDisabled { get; }

        public IEnumerable<StoredRoom> Rooms => _rooms.Values;

        public bool IsAvailable => true;

        public StoreState State => StoreState.Current;

        public long LastReachableMilliseconds => 0;

        public bool IsDurable => true;

        public void Open(IRoomObserver observer)
        {
            // There is nothing yet.
        }

        public void Write(RoomWrite write)
        {
            _rooms[(write.Room.App, write.Room.Id)] = write.Room;
            write.Complete(StorageOutcome.Done);
        }

        public void Dispose()
        {
            // It holds nothing.
        }
    }
}
