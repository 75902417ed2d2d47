using System.Text;
using System.Text.Json;
using Appliance.Storage;
using Appliance.Storage.Memory;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>Redemption: idempotent retries, replay protection after ledger loss, clock skew, and lifetimes of tokens
/// that back ends sign.</summary>
public sealed class RedemptionReplayTests
{
    private static readonly string Clinic = Api.Basic(Api.ClinicId, Api.ClinicKey);

    private const string IdempotencyKey = "Idempotency-Key: \"8e03978e-40d5-43dd-bc93-6894a57f9324\"";
    private readonly Api _api = new();

    [Fact]
    public void Retry_with_the_same_idempotency_key_gets_the_same_response_and_others_get_409()
    {
        string token = TokenOf(_api);
        Response first = Redeem(_api, token, IdempotencyKey);
        Assert.Equal(200, first.Status);
        Response again = Redeem(_api, token, IdempotencyKey);
        Assert.Equal((200, first.BodyText), (again.Status, again.BodyText));
        Assert.Equal(409, Redeem(_api, token, "Idempotency-Key: 8e03978e-40d5-43dd-bc93-6894a57f9324").Status);
        Assert.Equal(409, Redeem(_api, token).Status);
        // An idempotency key is scoped to one token.
        Assert.Equal(
            200, Redeem(_api, TokenOf(_api), IdempotencyKey).Status);
    }

    [Theory]
    [InlineData("Idempotency-Key:")]
    [InlineData("Idempotency-Key: a", "Idempotency-Key: a")]
    [InlineData("Idempotency-Key: ü")]
    public void Invalid_idempotency_key_is_rejected_without_redeeming_the_token(params string[] headers)
    {
        string token = TokenOf(_api);
        AssertRejected(400, "bad-idempotency-key", Redeem(_api, token, headers));
        Assert.Equal(200, Redeem(_api, token).Status);
    }

    [Theory]
    [InlineData(255, 200)]
    [InlineData(256, 400)]
    public void Idempotency_key_is_limited_to_255_bytes(int length, int status) => Assert.Equal(
        status, Redeem(_api, TokenOf(_api), "Idempotency-Key: " + new string('k', length)).Status);

    [Fact]
    public void Retry_after_503_sends_the_same_idempotency_number_to_the_ledger()
    {
        ManualStorage storage = new();
        Api api = new(ledger: storage, rooms: storage);
        string token = TokenOf(api);
        ulong[] numbers = new ulong[3];
        for (int time = 0; time < numbers.Length; time++)
        {
            api.Begin(RequestOf(token, time == 2 ? "Idempotency-Key: other" : "Idempotency-Key: one"));
            Appliance.Storage.Redemption redemption = Assert.Single(storage.Redemptions);
            storage.Redemptions.Clear();
            numbers[time] = redemption.Idempotency;
            redemption.Complete(StorageOutcome.Unavailable);
            Assert.Equal(503, api.Resume()?.Status);
        }
        Assert.NotEqual(0ul, numbers[0]);
        Assert.Equal(numbers[0], numbers[1]);
        Assert.NotEqual(numbers[0], numbers[2]);
    }

    /// <summary>The participant's expiry.max is 15 minutes, the leeway 60 s, and iat may be backdated by 10 s.
    /// </summary>
    [Theory]
    [InlineData(900 + 60 + 10, 200)]
    [InlineData(900 + 60 + 11, 403)]
    [InlineData(86_400, 403)]
    [InlineData(200_000_000_000, 403)]
    public void Lifetime_of_a_back_end_signed_token_is_limited_by_its_role(long seconds, int status)
    {
        long now = _api.NowSeconds;
        string token = Sign("clinic", "desk", "participant", now, now + seconds);
        Response redeemed = Redeem(_api, token);
        Assert.Equal(status, redeemed.Status);
        Response introspected = Post(_api, "/v1/introspect", token);
        Assert.Equal(status == 200, introspected.Body.GetProperty("active").GetBoolean());
        if (status != 200)
            AssertRejected(403, "lifetime-too-long", redeemed);
    }

    /// <summary>Introspection reports a token as inactive if its redemption would be rejected.</summary>
    [Fact]
    public void Single_use_token_without_jti_is_inactive()
    {
        long now = _api.NowSeconds;
        string token = Management.Sign(
            $$"""{"room_id":"desk","role":"participant","iat":{{now}},"exp":{{now + 60}}}""",
            """{"alg":"HS256","typ":"JWT"}""", Api.SecretOf("clinic"));
        AssertRejected(403, "no-jti", Redeem(_api, token));
        Assert.Equal("""{"active":false}""", Post(_api, "/v1/introspect", token).BodyText);
    }

    [Theory]
    [InlineData(7 * 86_400 + 15, 200)]
    [InlineData(7 * 86_400 + 16, 403)]
    public void App_setting_limits_the_lifetime_of_back_end_signed_tokens(long seconds, int status)
    {
        long now = _api.NowSeconds;
        string token = Sign("signed", "desk", "viewer", now, now + seconds);
        Response response = _api.Send(
            "POST", "/v1/redeem", Encoding.ASCII.GetBytes("token=" + token),
            Api.Basic("5f1d2c3b4a59687786950499", Api.ClinicKey));
        Assert.True(response.Status == status, response.BodyText);
    }

    /// <summary>The leeway is 60 s, and the back end's clock may be ahead by as much.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(60)]
    public void Replayed_token_is_rejected_after_ledger_loss(int secondsAhead)
    {
        const int Lifetime = 900;
        long used = _api.NowSeconds, issued = used + secondsAhead;
        string token = Sign("clinic", "desk", "participant", issued, issued + Lifetime);
        Api before = new(ledger: new MemoryLedger(used - 1_000)) { NowSeconds = used };
        Assert.Equal(200, Redeem(before, token).Status);
        Assert.Equal(409, Redeem(before, token).Status);
        Api after = new(ledger: new MemoryLedger(used));
        for (long now = used; now < issued + Lifetime + 120; now++)
        {
            after.NowSeconds = now;
            Assert.NotEqual(200, Redeem(after, token).Status);
        }
    }

    /// <summary>Issues as many tokens as a back end may request in the first second of a process.</summary>
    [Fact]
    public void New_ledger_accepts_all_tokens_issued_by_its_own_process()
    {
        const int Batches = 70, Entries = 1_000;
        long now = _api.NowSeconds;
        Api api = new(ledger: new MemoryLedger(now));
        byte[] entries = Encoding.UTF8.GetBytes("[" + string.Join(",", Enumerable.Repeat(
            """{"room_id":"desk","role":"participant","user_id":"u","user_name":"n"}""", Entries)) + "]");
        for (int batch = 0; batch < Batches; batch++)
        {
            foreach (JsonElement entry in api.Send("POST", "/v1/tokens", entries, Clinic).Body.EnumerateArray())
                Assert.Equal(200, Redeem(api, entry.GetProperty("token").GetString()!).Status);
        }
    }

    [Fact]
    public void New_ledger_rejects_tokens_of_another_process_or_an_earlier_epoch()
    {
        long now = _api.NowSeconds;
        StubLedger ledger = new() { CompleteSinceSeconds = now };
        Api api = new(ledger: ledger), other = new(ledger: new StubLedger { CompleteSinceSeconds = now });
        string token = TokenOf(api), others = TokenOf(other);
        AssertRejected(409, "issued-before-start", Redeem(api, others));
        // The ledger can be recreated within the same second.
        ledger.Epoch++;
        AssertRejected(409, "issued-before-start", Redeem(api, token));
        Assert.Equal(200, Redeem(api, TokenOf(api)).Status);
        ledger.Epoch--;
        Assert.Equal(200, Redeem(api, token).Status);
        // The mark in the jti is a keyed hash of the other characters, so any altered character invalidates it.
        foreach (int at in Enumerable.Range(0, 22))
        {
            string id = Jwt.SignedClaims(TokenOf(api), Api.SecretOf("clinic")).GetProperty("jti").GetString()!;
            string altered = $"{id[..at]}{(id[at] == 'A' ? 'B' : 'A')}{id[(at + 1)..]}";
            Assert.Equal(200, Redeem(api, Sign("clinic", "desk", "participant", now, now + 60, id)).Status);
            AssertRejected(
                409, "issued-before-start", Redeem(api, Sign("clinic", "desk", "participant", now, now + 60, altered)));
        }
    }

    [Fact]
    public void Clock_behind_the_ledger_is_reported_and_ends_readiness()
    {
        long now = _api.NowSeconds;
        MemoryLedger ledger = new(now - 1_000);
        RecordedLog log = new();
        Api api = new(ledger: ledger, log: log);
        Assert.Equal(200, Ready(api).Status);
        // Tokens were redeemed while the clock was two hours ahead.
        foreach (int number in Enumerable.Range(0, 1_000))
            ledger.Redeem(new FastClockRedemption(number, now + 7_200));
        AssertRejected(503, "clock-behind-ledger", Redeem(api, TokenOf(api)));
        Assert.Equal([now + 7_200 - Appliance.Storage.Redemption.RetentionAfterExpirySeconds], log.ClockBehindUntil);
        Response ready = Ready(api);
        Assert.Equal(503, ready.Status);
        Assert.Equal("""{"status":"not-ready","reasons":["clock-behind-ledger"]}""", ready.Body.GetRawText());
        api.NowSeconds = now + 7_200;
        Assert.Equal(200, Ready(api).Status);
        Assert.Equal(200, Redeem(api, TokenOf(api)).Status);
    }

    [Fact]
    public void Ledger_created_in_the_future_reports_clock_behind_ledger()
    {
        Api api = new(ledger: new MemoryLedger(_api.NowSeconds + 7_200));
        string token = Sign("clinic", "desk", "participant", api.NowSeconds, api.NowSeconds + 60);
        AssertRejected(503, "clock-behind-ledger", Redeem(api, token));
        Assert.Equal(503, Ready(api).Status);
    }

    /// <summary>A few minutes are within the retention of entries after token expiry.</summary>
    [Fact]
    public void Clock_that_was_a_few_minutes_ahead_rejects_nothing()
    {
        long now = _api.NowSeconds;
        MemoryLedger ledger = new(now - 1_000);
        Api api = new(ledger: ledger);
        string used = TokenOf(api);
        Assert.Equal(200, Redeem(api, used).Status);
        foreach (int number in Enumerable.Range(0, 1_000))
            ledger.Redeem(new FastClockRedemption(number, now + 290));
        Assert.Equal(200, Ready(api).Status);
        Assert.Equal(200, Redeem(api, TokenOf(api)).Status);
        Assert.Equal(409, Redeem(api, used).Status);
    }

    [Fact]
    public void Disabling_a_room_in_memory_storage_warns_that_a_restart_enables_it()
    {
        RecordedLog log = new();
        Api api = new(log: log);
        Response disabled = Switch(api, "false");
        Assert.Equal(200, disabled.Status);
        Assert.StartsWith("299 ", disabled.Headers["Warning"]);
        Assert.Equal(["acme r1"], log.Disabled);
        Assert.DoesNotContain("Warning", Switch(api, "true").Headers.Keys);
        Assert.DoesNotContain(
            "Warning", Switch(new(rooms: new PreloadedRoomStore { Outcome =
                StorageOutcome.Done }), "false").Headers.Keys);
    }

    private static Response Switch(Api api, string enabled) => api.Send(
        "POST", "/v2/rooms/r1", Encoding.UTF8.GetBytes($$"""{"enabled":{{enabled}}}"""), Management.Of("acme", api));

    private static Response Ready(Api api) => api.Send("GET", "/readyz", []);

    private static string TokenOf(Api api) =>
        api.EnableX("desk", """{"name":"Ann","role":"participant","user_ref":"u-1"}""")
            .Body.GetProperty("token").GetString()!;

    private static string Sign(
        string app, string room, string role, long issued, long expires, string? id = null) => Management.Sign(
        $$"""
        {"room_id":"{{room}}","role":"{{role}}","jti":"{{id ?? $"{Guid.NewGuid()}"}}",
         "iat":{{issued}},"exp":{{expires}}}
        """,
        """{"alg":"HS256","typ":"JWT"}""", Api.SecretOf(app));

    private static Response Redeem(Api api, string token, params string[] headers) =>
        api.Send(RequestOf(token, headers));

    private static byte[] RequestOf(string token, params string[] headers) => Api.Request(
        "POST", "/v1/redeem", Encoding.ASCII.GetBytes("token=" + token), [Clinic, .. headers]);

    private static Response Post(Api api, string path, string token) =>
        api.Send("POST", path, Encoding.ASCII.GetBytes("token=" + token), Clinic);

    private static void AssertRejected(int status, string reason, Response response) =>
        Assert.Equal((status, reason), (response.Status, response.Body.GetProperty("reason").GetString()));

    /// <summary>A redemption with a clock that is ahead.</summary>
    private sealed class FastClockRedemption : Appliance.Storage.Redemption
    {
        public FastClockRedemption(int number, long nowSeconds)
        {
            Key = new(new UInt128((ulong)number * 0x9E3779B97F4A7C15, (ulong)number));
            NowSeconds = nowSeconds;
            RetainUntilSeconds = nowSeconds + 900;
        }

        protected override void OnCompleted() => Assert.Equal(StorageOutcome.Done, Outcome);
    }

    /// <summary>Accepts every redemption; the test sets its creation time and epoch.</summary>
    private sealed class StubLedger : ILedger
    {
        public long CompleteSinceSeconds { get; set; }

        public long Epoch { get; set; }

        public long RejectsUntilSeconds => 0;

        public bool IsAvailable => true;

        public void Redeem(Appliance.Storage.Redemption redemption) => redemption.Complete(StorageOutcome.Done);
    }
}
