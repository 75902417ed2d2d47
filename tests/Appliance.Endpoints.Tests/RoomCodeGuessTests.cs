using System.Text;
using System.Text.Json;

namespace Appliance.Endpoints.Tests;

/// <summary>Guesses of room codes through whole requests: what one address may try, and when the alarm is raised.
/// </summary>
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
        _api = new(limits: new(Policies.Current, Random.Shared.NextBytes, _log)) { Caller = Ann };
        Response made = _api.Send(
            "POST", "/v2/room-codes/room/r1/role/guest", [], Management.Of("acme", _api));
        _code = made.Body.GetProperty("code").GetString()!;
    }

    [Fact]
    public void An_address_without_credit_is_not_told_whether_its_code_is_right()
    {
        Spend();
        string[] fields = ["Accept: */*", "Origin: https://app.example", "Origin: https://evil.example"];
        foreach (string origin in fields)
        {
            Response wrong = Ask(Wrong, origin);
            Assert.Equal((429, "1", "close"),
                (wrong.Status, wrong.Headers["Retry-After"], wrong.Headers["Connection"]));
            Assert.Equal(Message, wrong.Body.GetProperty("message").GetString());
            Assert.Equal(wrong.Bytes, Ask(_code, origin).Bytes);
            Assert.Equal(wrong.Bytes, AskOlderForm(Wrong, "acme", origin).Bytes);
            Assert.Equal(wrong.Bytes, AskOlderForm(_code, "acme", origin).Bytes);
            Assert.Equal(wrong.Bytes, AskOlderForm(_code, "nobody", origin).Bytes);
        }
    }

    /// <summary>The states of a code are told apart with credit, and not without.</summary>
    [Fact]
    public void Neither_is_it_told_of_codes_that_are_disabled_or_another_app_s()
    {
        byte[] off = Encoding.UTF8.GetBytes($$"""{"code":"{{_code}}","enabled":false}""");
        Assert.Equal(200, _api.Send("POST", "/v2/room-codes/code", off, Management.Of("acme", _api)).Status);
        Assert.Equal(403, Ask(_code).Status);
        Assert.Equal(404, AskOlderForm(_code, "public").Status);
        Spend(alreadyWrong: 1);
        byte[] wrong = Ask(Wrong).Bytes;
        Assert.Equal(wrong, Ask(_code).Bytes);
        Assert.Equal(wrong, AskOlderForm(_code, "public").Bytes);
    }

    [Fact]
    public void Another_address_is_not_held_back()
    {
        Spend();
        Assert.Equal(429, Ask(_code).Status);
        _api.Caller = Bob;
        Assert.Equal(200, Ask(_code).Status);
        Assert.Equal(404, Ask(Wrong).Status);
    }

    [Fact]
    public void Right_codes_cost_nothing()
    {
        for (int i = 0; i < Burst - 1; i++)
            Assert.Equal(404, Ask(Wrong).Status);
        // A class behind one address: one credit is left, and stays.
        for (int i = 0; i < 500; i++)
            Assert.Equal(200, Ask(_code).Status);
        Assert.Equal(404, Ask(Wrong).Status);
        Assert.Equal(429, Ask(_code).Status);
    }

    [Fact]
    public void Credit_comes_back_at_one_code_a_second()
    {
        Spend();
        _api.MonotonicMilliseconds = 999;
        Assert.Equal(429, Ask(_code).Status);
        _api.MonotonicMilliseconds = 1000;
        for (int i = 0; i < 100; i++)
            Assert.Equal(200, Ask(_code).Status);
        Assert.Equal(404, Ask(Wrong).Status);
        Assert.Equal(429, Ask(_code).Status);
        // What was held back has taken nothing either.
        for (int i = 0; i < 1000; i++)
            Assert.Equal(429, Ask(Wrong).Status);
        _api.MonotonicMilliseconds = 1000 + Burst * 1000;
        Spend();
    }

    [Fact]
    public void Wrong_codes_and_wrong_keys_are_counted_apart()
    {
        Spend();
        string key = Api.Basic(Api.ClinicId, "wrong");
        for (int i = 0; i < 50; i++)
            Assert.Equal(401, _api.Send("POST", "/v2/rooms/desk/tokens", [], key).Status);
        Assert.Equal(429, _api.Send("POST", "/v2/rooms/desk/tokens", [], key).Status);
        _api.Caller = Bob;
        for (int i = 0; i < 51; i++)
            _api.Send("POST", "/v2/rooms/desk/tokens", [], key);
        Assert.Equal(404, Ask(Wrong).Status);
        Assert.Equal(200, Ask(_code).Status);
    }

    [Fact]
    public void What_is_no_guess_costs_nothing()
    {
        for (int i = 0; i < 2 * Burst; i++)
        {
            Assert.Equal(400, Send("/v2/token", "{}").Status);
            Assert.Equal(400, Send("/hmsapi/get-token", $$"""{"code":"{{Wrong}}"}""").Status);
            Assert.Equal(405, _api.Send("GET", "/v2/token", []).Status);
        }
        Spend();
    }

    [Fact]
    public void Behind_a_trusted_proxy_the_client_is_whom_it_names()
    {
        Api api = new(directory: _api.Directory, proxies: TrustedProxiesTests.Of("192.0.2.1")) { Caller = Ann };
        for (int i = 0; i < Burst; i++)
            Assert.Equal(404, Ask(Wrong, "X-Forwarded-For: 198.51.100.1", api).Status);
        Assert.Equal(429, Ask(_code, "X-Forwarded-For: 198.51.100.1", api).Status);
        Assert.Equal(429, Ask(_code, "X-Forwarded-For: 203.0.113.9, 198.51.100.1", api).Status);
        Assert.Equal(200, Ask(_code, "X-Forwarded-For: 198.51.100.2", api).Status);
    }

    [Fact]
    public void Many_addresses_together_raise_an_alarm_and_nobody_else_is_refused()
    {
        for (int address = 0; address < 100; address++)
        {
            _api.Caller = new() { Address = Addresses.Bits($"198.51.100.{address}") };
            for (int i = 0; i < 30; i++)
                Assert.Equal(404, Ask(Wrong).Status);
        }
        Assert.Equal([new(App: null, RoomCodeAlarm.GuessesMax + 1, RateLimited: 0, Milliseconds: 0)], _log.Guesses);
        _api.Caller = Bob;
        Assert.Equal(200, Ask(_code).Status);
        Assert.Equal(404, Ask(Wrong).Status);
    }

    [Fact]
    public void One_address_raises_it_too_though_little_is_looked_up()
    {
        for (int i = 0; i < 10_000; i++)
            Ask(i % 10 == 0 ? _code : Wrong);
        RoomCodeGuesses alarm = Assert.Single(_log.Guesses);
        Assert.Equal((null, Burst, RoomCodeAlarm.GuessesMax + 1 - Burst), (alarm.App, alarm.Wrong, alarm.RateLimited));
    }

    [Fact]
    public void The_alarm_names_the_app_where_the_requests_do()
    {
        foreach (string subdomain in new[] { "acme", "public.app.100ms.live", "nobody", "clinic" })
        {
            for (int i = 0; i < RoomCodeAlarm.GuessesMax; i++)
                AskOlderForm(Wrong, subdomain);
        }
        // Those of nobody and clinic, which has no codes, name no app of 100ms, and are counted together.
        Assert.Equal([null], _log.Guesses.Select(alarm => alarm.App));
        AskOlderForm(Wrong, "acme");
        AskOlderForm(Wrong, "PUBLIC");
        Assert.Equal([null, "acme", "public"], _log.Guesses.Select(alarm => alarm.App));
    }

    [Fact]
    public void Right_codes_raise_no_alarm()
    {
        for (int i = 0; i < 10 * RoomCodeAlarm.GuessesMax; i++)
            Assert.Equal(200, AskOlderForm(_code, "acme").Status);
        Assert.Empty(_log.Guesses);
    }

    [Fact]
    public void A_guess_and_one_that_is_held_back_allocate_nothing()
    {
        byte[] guess = Api.Request("POST", "/v2/token", Body(Wrong));
        Assert.Equal(0, _api.AllocatedBy(guess));
        Assert.Equal(429, _api.Send(guess).Status);
        Assert.Equal(0, _api.AllocatedBy(Api.Request("POST", "/v2/token", Body(_code))));
        Assert.Single(_log.Guesses);
    }

    /// <summary>Uses the whole credit up.</summary>
    private void Spend(int alreadyWrong = 0)
    {
        for (int i = alreadyWrong; i < Burst; i++)
            Assert.Equal(404, i % 2 == 0 ? Ask(Wrong).Status : AskOlderForm(Wrong, "acme").Status);
    }

    private Response Ask(string code, string field = "Accept: */*", Api? api = null) =>
        (api ?? _api).Send("POST", "/v2/token", Body(code), field);

    private Response AskOlderForm(string code, string subdomain, string field = "Accept: */*") =>
        _api.Send("POST", "/hmsapi/get-token", Body(code), "subdomain: " + subdomain, field);

    private Response Send(string path, string body) => _api.Send("POST", path, Encoding.UTF8.GetBytes(body));

    private static byte[] Body(string code) => JsonSerializer.SerializeToUtf8Bytes(new { code });
}
