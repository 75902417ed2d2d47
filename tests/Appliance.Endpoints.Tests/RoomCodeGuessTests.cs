using System.Text;
using System.Text.Json;
using Appliance.Endpoints.Clients.RateLimits;
using Appliance.Endpoints.Vendors;

namespace Appliance.Endpoints.Tests;

/// <summary>Guesses of room codes, tested with whole requests: the rate limit of an address, and the alarm.</summary>
public sealed class RoomCodeGuessTests
{
    private const int Burst = 50;
    private const string Wrong = "abc-defg-hij";
    private const string Message =
        "Too many requests: Too many wrong codes from this address. Wait for the time in Retry-After.";

    private static readonly Caller Ann = new() { Address = Addresses.Bits("192.0.2.1") };
    private static readonly Caller Bob = new() { Address = Addresses.Bits("192.0.2.2") };

    private readonly RecordedLog _log = new();
    private readonly Api _api;
    private readonly string _code;

    public RoomCodeGuessTests()
    {
        _api = new(limits: new(Policies.Current, VendorApis.Of, Random.Shared.NextBytes, _log)) { Caller = Ann };
        Response created = _api.Send(
            "POST", "/v2/room-codes/room/r1/role/guest", [], Management.Of("acme", _api));
        _code = created.Body.GetProperty("code").GetString()!;
    }

    [Fact]
    public void Rate_limited_address_cannot_tell_a_right_code_from_a_wrong_one()
    {
        ExhaustRateLimit();
        string[] fields = ["Accept: */*", "Origin: https://app.example", "Origin: https://evil.example"];
        foreach (string origin in fields)
        {
            Response wrong = RequestToken(Wrong, origin);
            Assert.Equal((429, "1", "close"),
                (wrong.Status, wrong.Headers["Retry-After"], wrong.Headers["Connection"]));
            Assert.Equal(Message, wrong.Body.GetProperty("message").GetString());
            Assert.Equal(wrong.Bytes, RequestToken(_code, origin).Bytes);
            Assert.Equal(wrong.Bytes, SendLegacy(Wrong, "acme", origin).Bytes);
            Assert.Equal(wrong.Bytes, SendLegacy(_code, "acme", origin).Bytes);
            Assert.Equal(wrong.Bytes, SendLegacy(_code, "absent", origin).Bytes);
        }
    }

    /// <summary>The status reveals the state of a code only within the rate limit.</summary>
    [Fact]
    public void Rate_limited_address_cannot_tell_disabled_codes_or_codes_of_other_apps()
    {
        byte[] off = Encoding.UTF8.GetBytes($$"""{"code":"{{_code}}","enabled":false}""");
        Assert.Equal(200, _api.Send("POST", "/v2/room-codes/code", off, Management.Of("acme", _api)).Status);
        Assert.Equal(403, RequestToken(_code).Status);
        Assert.Equal(404, SendLegacy(_code, "public").Status);
        ExhaustRateLimit(alreadyWrong: 1);
        byte[] wrong = RequestToken(Wrong).Bytes;
        Assert.Equal(wrong, RequestToken(_code).Bytes);
        Assert.Equal(wrong, SendLegacy(_code, "public").Bytes);
    }

    [Fact]
    public void Other_address_is_not_rate_limited()
    {
        ExhaustRateLimit();
        Assert.Equal(429, RequestToken(_code).Status);
        _api.Caller = Bob;
        Assert.Equal(200, RequestToken(_code).Status);
        Assert.Equal(404, RequestToken(Wrong).Status);
    }

    [Fact]
    public void Right_codes_do_not_consume_the_rate_limit()
    {
        for (int i = 0; i < Burst - 1; i++)
            Assert.Equal(404, RequestToken(Wrong).Status);
        // Many users behind one address: the last request in the bucket stays available.
        for (int i = 0; i < 500; i++)
            Assert.Equal(200, RequestToken(_code).Status);
        Assert.Equal(404, RequestToken(Wrong).Status);
        Assert.Equal(429, RequestToken(_code).Status);
    }

    [Fact]
    public void Rate_limit_refills_at_one_code_a_second()
    {
        ExhaustRateLimit();
        _api.MonotonicMilliseconds = 999;
        Assert.Equal(429, RequestToken(_code).Status);
        _api.MonotonicMilliseconds = 1000;
        for (int i = 0; i < 100; i++)
            Assert.Equal(200, RequestToken(_code).Status);
        Assert.Equal(404, RequestToken(Wrong).Status);
        Assert.Equal(429, RequestToken(_code).Status);
        // Rate-limited requests consume nothing either.
        for (int i = 0; i < 1000; i++)
            Assert.Equal(429, RequestToken(Wrong).Status);
        _api.MonotonicMilliseconds = 1000 + Burst * 1000;
        ExhaustRateLimit();
    }

    [Fact]
    public void Wrong_codes_and_wrong_keys_have_separate_buckets()
    {
        ExhaustRateLimit();
        string key = Api.Basic(Api.ClinicId, "wrong");
        for (int i = 0; i < 50; i++)
            Assert.Equal(401, _api.Send("POST", "/v2/rooms/desk/tokens", [], key).Status);
        Assert.Equal(429, _api.Send("POST", "/v2/rooms/desk/tokens", [], key).Status);
        _api.Caller = Bob;
        for (int i = 0; i < 51; i++)
            _api.Send("POST", "/v2/rooms/desk/tokens", [], key);
        Assert.Equal(404, RequestToken(Wrong).Status);
        Assert.Equal(200, RequestToken(_code).Status);
    }

    [Fact]
    public void Requests_without_a_guess_do_not_consume_the_rate_limit()
    {
        for (int i = 0; i < 2 * Burst; i++)
        {
            Assert.Equal(400, Send("/v2/token", "{}").Status);
            Assert.Equal(400, Send("/hmsapi/get-token", $$"""{"code":"{{Wrong}}"}""").Status);
            Assert.Equal(405, _api.Send("GET", "/v2/token", []).Status);
        }
        ExhaustRateLimit();
    }

    [Fact]
    public void Client_behind_a_trusted_proxy_is_taken_from_X_Forwarded_For()
    {
        Api api = new(directory: _api.Directory, proxies: TrustedProxiesTests.Of("192.0.2.1")) { Caller = Ann };
        for (int i = 0; i < Burst; i++)
            Assert.Equal(404, RequestToken(Wrong, "X-Forwarded-For: 198.51.100.1", api).Status);
        Assert.Equal(429, RequestToken(_code, "X-Forwarded-For: 198.51.100.1", api).Status);
        Assert.Equal(429, RequestToken(_code, "X-Forwarded-For: 203.0.113.9, 198.51.100.1", api).Status);
        Assert.Equal(200, RequestToken(_code, "X-Forwarded-For: 198.51.100.2", api).Status);
    }

    [Fact]
    public void Guesses_from_many_addresses_raise_an_alarm_and_reject_no_other_client()
    {
        for (int address = 0; address < 100; address++)
        {
            _api.Caller = new() { Address = Addresses.Bits($"198.51.100.{address}") };
            for (int i = 0; i < 30; i++)
                Assert.Equal(404, RequestToken(Wrong).Status);
        }
        Assert.Equal([new(App: null, RoomCodeAlarm.GuessesMax + 1, RateLimited: 0, Milliseconds: 0)], _log.Guesses);
        _api.Caller = Bob;
        Assert.Equal(200, RequestToken(_code).Status);
        Assert.Equal(404, RequestToken(Wrong).Status);
    }

    [Fact]
    public void Rate_limited_guesses_of_one_address_raise_an_alarm()
    {
        for (int i = 0; i < 10_000; i++)
            RequestToken(i % 10 == 0 ? _code : Wrong);
        RoomCodeGuesses alarm = Assert.Single(_log.Guesses);
        Assert.Equal((null, Burst, RoomCodeAlarm.GuessesMax + 1 - Burst), (alarm.App, alarm.Wrong, alarm.RateLimited));
    }

    [Fact]
    public void Alarm_names_the_app_if_the_requests_do()
    {
        foreach (string subdomain in new[] { "acme", "public.app.100ms.live", "absent", "clinic" })
        {
            for (int i = 0; i < RoomCodeAlarm.GuessesMax; i++)
                SendLegacy(Wrong, subdomain);
        }
        // "absent" and "clinic" name no 100ms app, so their guesses count together for the alarm without an app.
        Assert.Equal([null], _log.Guesses.Select(alarm => alarm.App));
        SendLegacy(Wrong, "acme");
        SendLegacy(Wrong, "PUBLIC");
        Assert.Equal([null, "acme", "public"], _log.Guesses.Select(alarm => alarm.App));
    }

    [Fact]
    public void Right_codes_raise_no_alarm()
    {
        for (int i = 0; i < 10 * RoomCodeAlarm.GuessesMax; i++)
            Assert.Equal(200, SendLegacy(_code, "acme").Status);
        Assert.Empty(_log.Guesses);
    }

    [Fact]
    public void Guess_and_rate_limited_guess_allocate_nothing()
    {
        byte[] guess = Api.Request("POST", "/v2/token", Body(Wrong));
        Assert.Equal(0, _api.AllocatedBy(guess));
        Assert.Equal(429, _api.Send(guess).Status);
        Assert.Equal(0, _api.AllocatedBy(Api.Request("POST", "/v2/token", Body(_code))));
        Assert.Single(_log.Guesses);
    }

    /// <summary>Empties the bucket of wrong codes.</summary>
    private void ExhaustRateLimit(int alreadyWrong = 0)
    {
        for (int i = alreadyWrong; i < Burst; i++)
            Assert.Equal(404, i % 2 == 0 ? RequestToken(Wrong).Status : SendLegacy(Wrong, "acme").Status);
    }

    private Response RequestToken(string code, string field = "Accept: */*", Api? api = null) =>
        (api ?? _api).Send("POST", "/v2/token", Body(code), field);

    private Response SendLegacy(string code, string subdomain, string field = "Accept: */*") =>
        _api.Send("POST", "/hmsapi/get-token", Body(code), "subdomain: " + subdomain, field);

    private Response Send(string path, string body) => _api.Send("POST", path, Encoding.UTF8.GetBytes(body));

    private static byte[] Body(string code) => JsonSerializer.SerializeToUtf8Bytes(new { code });
}
