using System.Text;
using System.Text.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Storage;
using Appliance.TestHost;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>Durability of ad-hoc sessions in real storage: across restarts, and between appliances that share a
/// Redis.</summary>
public sealed class SessionDurabilityTests : IDisposable
{
    private const string Ann = """{"name":"Ann","role":"participant","user_ref":"u-1"}""";
    private const int Minute = 60;
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(60);
    private static readonly App Clinic = Policies.Current.FindApp("clinic"u8)!;
    private static readonly string Key = Api.Basic(Api.ClinicId, Api.ClinicKey);

    /// <summary>A few seconds from now, because a new ledger rejects tokens issued before it was created.</summary>
    private readonly long _start = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 5;
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-sessions-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Sqlite_session_survives_a_restart_and_ends_on_time()
    {
        string room;
        using (OpenStorage storage = OpenSqlite())
        {
            Api api = ApiOf(storage, _start);
            room = CreateRoom(api);
            Assert.Equal(200, Redeem(api, TokenFor(api, room)).Status);
        }
        using (OpenStorage storage = OpenSqlite())
        {
            Api api = ApiOf(storage, _start + 20 * Minute);
            Assert.Equal(_start, StartOf(api, room));
            Assert.Equal(_start + 30 * Minute, ExpiryOf(TokenFor(api, room)));
            Assert.Equal(200, Redeem(api, TokenFor(api, room)).Status);
        }
        using (OpenStorage storage = OpenSqlite())
        {
            Api api = ApiOf(storage, _start + 30 * Minute - 1);
            string last = TokenFor(api, room);
            Assert.Equal(200, Redeem(api, last).Status);
            api.NowSeconds++;
            AssertSessionEnded(api, room);
        }
        using (OpenStorage storage = OpenSqlite())
            AssertSessionEnded(ApiOf(storage, _start + 31 * Minute), room);
    }

    /// <summary>The process ends when the start is durable and the token is not redeemed.</summary>
    [Fact]
    public async Task Process_end_between_session_start_and_redemption_leaves_the_token_redeemable()
    {
        // Late enough that the ledger would have recorded a redemption.
        long begin = _start + 2 * Minute;
        string token;
        using (OpenStorage storage = OpenSqlite())
        {
            ManualStorage ledger = new();
            Api api = new(rooms: storage.Rooms, ledger: ledger) { NowSeconds = begin };
            token = TokenFor(api, "visit");
            Task<Response> redeemed = Task.Run(() => Redeem(api, token));
            Assert.True(SpinWait.SpinUntil(() => ledger.Redemptions.Count == 1, WaitMax));
            Assert.False(redeemed.IsCompleted);
            ledger.Redemptions[0].Complete(StorageOutcome.Unavailable);
            Assert.Equal(503, (await redeemed.WaitAsync(WaitMax)).Status);
        }
        using OpenStorage kept = OpenSqlite();
        Api next = ApiOf(kept, begin + Minute);
        Assert.Equal(begin, StartOf(next, "visit"));
        Assert.Equal(200, Redeem(next, token).Status);
        Assert.Equal(409, Redeem(next, token).Status);
        Assert.Equal(begin, StartOf(next, "visit"));
    }

    [RequiresFact(Needs.Redis)]
    public async Task Redis_concurrent_first_redemptions_agree_on_one_session_start()
    {
        const int Rounds = 20;
        using RedisServer redis = await RedisServer.StartedAsync();
        using OpenStorage one = ConnectRedis(redis), two = ConnectRedis(redis);
        Api first = ApiOf(one, _start), second = ApiOf(two, _start + 1);
        // A second thread of each appliance.
        Api[] all =
        [
            first, second,
            new(directory: first.Directory, ledger: one.Ledger) { NowSeconds = _start + 2 },
            new(directory: second.Directory, ledger: two.Ledger) { NowSeconds = _start + 3 },
        ];
        List<(string Room, long Start)> sessions = [];
        for (int round = 0; round < Rounds; round++)
        {
            string room = CreateRoom(first);
            await UntilAsync(() => IsKnown(second, room));
            string[] tokens = [.. all.Select(api => TokenFor(api, room))];
            using Barrier barrier = new(all.Length);
            Response[] responses = await Task.WhenAll(all.Select((api, index) => Task.Factory.StartNew(
                () =>
                {
                    barrier.SignalAndWait();
                    return Redeem(api, tokens[index]);
                },
                TaskCreationOptions.LongRunning))).WaitAsync(WaitMax);
            Assert.All(responses, response => Assert.True(response.Status == 200, response.BodyText));
            long start = StartOf(first, room);
            Assert.InRange(start, _start, _start + 3);
            await UntilAsync(() => StartOf(second, room) == start);
            Assert.Equal(200, Redeem(second, TokenFor(second, room)).Status);
            sessions.Add((room, start));
            // The policy allows 20 rooms.
            if (round % 2 != 0)
                Assert.Equal(200, first.SendAndWait("DELETE", "/v2/rooms/" + room, "", Key).Status);
        }
        using OpenStorage later = ConnectRedis(redis);
        Api third = ApiOf(later, 0);
        foreach ((string room, long start) in sessions.Where((_, round) => round % 2 == 0))
        {
            third.NowSeconds = start + 30 * Minute - 1;
            Assert.Equal(start + 30 * Minute, ExpiryOf(TokenFor(third, room)));
            third.NowSeconds++;
            AssertSessionEnded(third, room);
        }
    }

    [RequiresFact(Needs.Redis)]
    public async Task Redis_session_survives_restarts_of_appliance_and_Redis()
    {
        using RedisServer redis = await RedisServer.StartedAsync();
        // Redis uses real time.
        long start = _start - 10 * Minute;
        string room;
        using (OpenStorage one = ConnectRedis(redis))
        {
            Api first = ApiOf(one, start);
            room = CreateRoom(first);
            Assert.Equal(200, Redeem(first, TokenFor(first, room)).Status);
        }
        redis.Kill();
        await redis.StartAsync();
        using OpenStorage two = ConnectRedis(redis);
        Api second = ApiOf(two, start + 20 * Minute);
        Assert.Equal(start + 30 * Minute, ExpiryOf(TokenFor(second, room)));
        second.NowSeconds = _start;
        Assert.Equal(200, Redeem(second, TokenFor(second, room)).Status);
        Assert.Equal(start, StartOf(second, room));
        second.NowSeconds = start + 30 * Minute;
        AssertSessionEnded(second, room);
    }

    [Fact]
    public void Sqlite_pattern_room_keeps_its_name_and_disabled_state() =>
        AssertDisabledStateSurvives(OpenSqlite, OpenSqlite);

    [RequiresFact(Needs.Redis)]
    public async Task Redis_pattern_room_keeps_its_name_and_disabled_state()
    {
        using RedisServer redis = await RedisServer.StartedAsync();
        AssertDisabledStateSurvives(() => ConnectRedis(redis), () => ConnectRedis(redis));
    }

    /// <summary>Uses a name of the maximum length, with escapes and multi-byte characters.</summary>
    private void AssertDisabledStateSurvives(Func<OpenStorage> open, Func<OpenStorage> openAgain)
    {
        string name = "a/b '\"%:{}\u00e9\u8a3a\ud83d\ude00".PadRight(251, '~');
        Assert.Equal(256, Encoding.UTF8.GetByteCount(name));
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new { room_id = name, role = "guest" });
        using (OpenStorage storage = open())
        {
            Api api = ApiOf(storage, _start);
            Assert.Equal(200, api.Send("POST", "/hmsapi/visits.x/api/token", body).Status);
            Assert.Equal(200, api.SendAndWait(
                "POST", "/v2/rooms/" + Uri.EscapeDataString(name), """{"enabled":false}""",
                Management.Of("visits", api)).Status);
        }
        using (OpenStorage storage = openAgain())
            Assert.Equal(403, ApiOf(storage, _start).Send("POST", "/hmsapi/visits.x/api/token", body).Status);
    }

    private OpenStorage OpenSqlite() => TestStorage.Open("data", _folder, _start - 3);

    private static OpenStorage ConnectRedis(RedisServer redis)
    {
        OpenStorage storage = TestStorage.Open("redis", redis.Address);
        Assert.True(SpinWait.SpinUntil(() => storage.Rooms.IsAvailable, WaitMax), "Redis is unreachable");
        return storage;
    }

    private static Api ApiOf(OpenStorage storage, long nowSeconds) =>
        new(rooms: storage.Rooms, ledger: storage.Ledger) { NowSeconds = nowSeconds };

    /// <summary>Creates an ad-hoc room with a session of 30 minutes.</summary>
    private static string CreateRoom(Api api)
    {
        Response created = api.SendAndWait(
            "POST", "/v2/rooms", """{"name":"n","owner_ref":"o","settings":{"adhoc":true,"duration":30}}""", Key);
        Assert.True(created.Status == 200, created.BodyText);
        return created.Body.GetProperty("room").GetProperty("room_id").GetString()!;
    }

    private static string TokenFor(Api api, string room)
    {
        Response response = api.EnableX(room, Ann);
        Assert.True(response.Status == 200, response.BodyText);
        return response.Body.GetProperty("token").GetString()!;
    }

    private static Response Redeem(Api api, string token) =>
        api.SendAndWait("POST", "/v1/redeem", "token=" + token, Key);

    private static void AssertSessionEnded(Api api, string room) =>
        Assert.Equal(10111, api.EnableX(room, Ann).Body.GetProperty("result").GetInt32());

    private static long ExpiryOf(string token) =>
        Jwt.SignedClaims(token, Api.SecretOf("clinic")).GetProperty("exp").GetInt64();

    private static bool IsKnown(Api api, string room) => Find(api, room) is not null;

    private static long StartOf(Api api, string room) => Find(api, room)!.SessionStartedAtSeconds;

    private static RoomRecord? Find(Api api, string room) =>
        api.Directory.Of(Clinic).Find(Encoding.ASCII.GetBytes(room));

    private static async Task UntilAsync(Func<bool> holds)
    {
        DateTime end = DateTime.UtcNow + WaitMax;
        while (!holds())
        {
            Assert.True(DateTime.UtcNow < end, "the condition did not become true within 60 s");
            await Task.Delay(5);
        }
    }
}
