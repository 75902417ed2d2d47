using System.Text;

namespace Appliance.Endpoints.Tests;

/// <summary>Clients that ask too often, through whole requests.</summary>
public class RateLimitTests
{
    private const string WardId = "5f1d2c3b4a59687786950415";
    private const string EnableXBody = """{"name":"n","role":"viewer","user_ref":"u"}""";
    private const string Hms100Body = """{"room_id":"r1","role":"guest"}""";
    private const string Message = "Too many requests from this address. Wait for the time in Retry-After.";
    private const string WrongKeysMessage = "Too many wrong keys from this address. Wait for the time in Retry-After.";
    private const string BusyPath = "/hmsapi/busy.x/api/token";

    private static readonly Caller Ann = new() { Address = Addresses.Bits("192.0.2.1") };
    private static readonly Caller Bob = new() { Address = Addresses.Bits("2001:db8::1") };

    [Fact]
    public void A_100ms_client_that_asks_too_often_is_told_in_the_vendor_s_way()
    {
        Api api = new() { Caller = Ann };
        for (int i = 0; i < 3; i++)
            Assert.Equal(200, Busy(api).Status);
        Response response = Busy(api, "Origin: https://app.example");
        Assert.Equal(429, response.Status);
        Assert.Equal("1", response.Headers["Retry-After"]);
        Assert.Equal("https://app.example", response.Headers["Access-Control-Allow-Origin"]);
        Assert.False(response.Headers.ContainsKey("Connection"));
        Assert.Equal(
            $$"""{"success":false,"msg":"{{Message}}","status":429,"api_version":"2.0.192","""
            + $$"""
            "code":429,"message":"{{Message}}"}
            """,
            response.BodyText);
    }

    [Fact]
    public void A_LiveKit_client_too()
    {
        Api api = new() { Caller = Ann };
        for (int i = 0; i < 3; i++)
            Assert.Equal(200, api.LiveKit("pit", "").Status);
        Response response = api.LiveKit("pit", "");
        Assert.Equal((429, "1"), (response.Status, response.Headers["Retry-After"]));
        Assert.Equal($$"""{"code":429,"message":"{{Message}}"}""", response.BodyText);
    }

    [Fact]
    public void An_EnableX_back_end_too()
    {
        Api api = new() { Caller = Ann };
        Assert.Equal(200, EnableX(api, WardId).Status);
        Assert.Equal(200, EnableX(api, WardId).Status);
        Assert.Equal(200, EnableX(api, WardId).Status);
        Response response = EnableX(api, WardId);
        Assert.Equal((429, "1"), (response.Status, response.Headers["Retry-After"]));
        Assert.Equal($$"""{"result":10105,"error":"Server busy","desc":"{{Message}}"}""", response.BodyText);
        Assert.Equal(200, EnableX(api, Api.ClinicId).Status);
    }

    [Fact]
    public void Wrong_keys_of_an_app_with_a_limit_take_nothing_from_it()
    {
        Api api = new() { Caller = Ann };
        for (int i = 0; i < 200; i++)
            EnableX(api, WardId, "wrong");
        for (int i = 0; i < 3; i++)
            Assert.Equal(200, EnableX(api, WardId).Status);
        Assert.Equal(429, EnableX(api, WardId).Status);
    }

    [Theory]
    [InlineData(WardId)]
    [InlineData(Api.ClinicId)]
    public void Neither_401_nor_429_tells_a_known_id_from_an_unknown_one(string id)
    {
        Api api = new() { Caller = Ann }, other = new() { Caller = Ann };
        int[] statuses = new int[60];
        for (int i = 0; i < statuses.Length; i++)
        {
            Response known = EnableX(api, id, "wrong"), unknown = EnableX(other, "nobody", "wrong");
            Assert.Equal(unknown.Bytes, known.Bytes);
            statuses[i] = known.Status;
        }
        Assert.Equal(
            [.. Enumerable.Repeat(401, 50), .. Enumerable.Repeat(429, 10)], statuses);
    }

    [Fact]
    public void What_is_put_back_each_second_can_be_asked_for()
    {
        Api api = new() { Caller = Ann };
        Drain(api);
        foreach ((long now, int status) in new[] { (499L, 429), (500, 200), (999, 429), (1000, 200), (1000, 429) })
        {
            api.MonotonicMilliseconds = now;
            Assert.Equal(status, Busy(api).Status);
        }
        api.MonotonicMilliseconds = 60_000;
        Assert.Equal(3, Drain(api));
    }

    [Fact]
    public void Each_client_and_each_app_has_its_own_bucket()
    {
        Api api = new() { Caller = Ann };
        Assert.Equal(3, Drain(api));
        Assert.Equal(200, api.LiveKit("pit", "").Status);
        Assert.Equal(200, api.Hms100("""{"room_id":"r1","role":"guest"}""").Status);
        api.Caller = Bob;
        Assert.Equal(3, Drain(api));
    }

    /// <summary>The limit is there to save work: what it counts is decided before the body is read.</summary>
    [Fact]
    public void Requests_that_cannot_be_read_count_and_those_that_are_none_for_a_token_do_not()
    {
        Api api = new() { Caller = Ann };
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(204, api.Send("OPTIONS", BusyPath, []).Status);
            Assert.Equal(405, api.Send("GET", BusyPath, []).Status);
            Assert.Equal(404, api.Send("POST", "/hmsapi/nobody.x/api/token", []).Status);
        }
        for (int i = 0; i < 3; i++)
            Assert.Equal(400, api.Send("POST", BusyPath, "nonsense"u8.ToArray()).Status);
        Assert.Equal(429, api.Send("POST", BusyPath, "nonsense"u8.ToArray()).Status);
        Assert.Equal(204, api.Send("OPTIONS", BusyPath, []).Status);
        Assert.Equal(405, api.Send("GET", BusyPath, []).Status);
    }

    /// <summary>As when secrets are read again, and as between threads.</summary>
    [Fact]
    public void What_was_used_is_remembered_by_the_next_tenants()
    {
        RateLimiterSet limits = new(Policies.Current, Random.Shared.NextBytes);
        Assert.Equal(3, Drain(new Api(limits: limits) { Caller = Ann }));
        Assert.Equal(0, Drain(new Api(limits: limits) { Caller = Ann }));
        Assert.Equal(3, Drain(new Api(limits: limits) { Caller = Bob }));
    }

    [Fact]
    public void Behind_a_trusted_proxy_the_client_is_whom_it_names()
    {
        Caller proxy = new() { Address = Addresses.Bits("10.0.0.1") };
        Api api = new(proxies: TrustedProxiesTests.Of("10.0.0.0/8")) { Caller = proxy };
        Assert.Equal(3, Drain(api, "X-Forwarded-For: 198.51.100.1"));
        Assert.Equal(0, Drain(api, "X-Forwarded-For: 203.0.113.5, 198.51.100.1"));
        Assert.Equal(3, Drain(api, "X-Forwarded-For: 198.51.100.1, 198.51.100.2"));
        Assert.Equal(0, Drain(api, "X-Forwarded-For: 192.0.2.9", "X-Forwarded-For: 198.51.100.2"));
        api.Caller = Ann;
        Assert.Equal(3, Drain(api, "X-Forwarded-For: 198.51.100.3"));
        Assert.Equal(0, Drain(api, "X-Forwarded-For: 198.51.100.4"));
    }

    [Fact]
    public void Over_a_Unix_socket_all_are_one_client_until_it_is_trusted()
    {
        Api api = new();
        Assert.Equal(3, Drain(api, "X-Forwarded-For: 198.51.100.1"));
        Assert.Equal(0, Drain(api, "X-Forwarded-For: 198.51.100.2"));
        api = new(proxies: TrustedProxiesTests.Of("unix"));
        Assert.Equal(3, Drain(api, "X-Forwarded-For: 198.51.100.1"));
        Assert.Equal(3, Drain(api, "X-Forwarded-For: 198.51.100.2"));
    }

    [Fact]
    public void Whoever_shows_too_many_wrong_keys_is_held_back_and_the_right_one_lets_in()
    {
        RateLimiterSet limits = new(Policies.Current, Random.Shared.NextBytes);
        Api[] threads = [new(limits: limits) { Caller = Ann }, new(limits: limits) { Caller = Ann }];
        string[] shownFor = [Api.ClinicId, "5f1d2c3b4a59687786950414", "nobody"];
        for (int i = 0; i < 50; i++)
            Assert.Equal(401, EnableX(threads[i % 2], shownFor[i % 3], "wrong").Status);
        Response response = EnableX(threads[0], Api.ClinicId, "wrong");
        Assert.Equal((429, "1", "close"),
            (response.Status, response.Headers["Retry-After"], response.Headers["Connection"]));
        Assert.Equal(
            $$"""{"result":10105,"error":"Server busy","desc":"{{WrongKeysMessage}}"}""", response.BodyText);
        Assert.Equal(429, threads[0].Send(
            "POST", "/v2/rooms/desk/tokens", [], "Authorization: Basic nonsense").Status);
        foreach (Api thread in threads)
            Assert.Equal(200, EnableX(thread, Api.ClinicId).Status);

        threads[0].MonotonicMilliseconds = 1000;
        for (int i = 0; i < 10; i++)
            Assert.Equal(401, EnableX(threads[0], "nobody", "wrong").Status);
        Assert.Equal(429, EnableX(threads[0], "nobody", "wrong").Status);
        threads[1].Caller = Bob;
        Assert.Equal(401, EnableX(threads[1], Api.ClinicId, "wrong").Status);
    }

    /// <summary>Clients that wait for a 401 before they show their key show none first, each time.</summary>
    [Fact]
    public void Who_shows_no_key_has_not_shown_a_wrong_one()
    {
        Api api = new() { Caller = Ann };
        for (int i = 0; i < 200; i++)
            Assert.Equal(401, api.Send("POST", "/v2/rooms/desk/tokens", []).Status);
        Assert.Equal(401, EnableX(api, Api.ClinicId, "wrong").Status);
    }

    [Theory]
    [InlineData("wide", 200)]
    [InlineData("busy", 429)]
    public void A_limited_request_allocates_nothing(string app, int status)
    {
        Api api = new(proxies: TrustedProxiesTests.Of("10.0.0.0/8"))
        {
            Caller = new() { Address = Addresses.Bits("10.0.0.1") },
        };
        byte[] request = Encoding.ASCII.GetBytes($"POST /hmsapi/{app}.x/api/token HTTP/1.1\r\nHost: a\r\n"
            + $"X-Forwarded-For: 198.51.100.1, 10.0.0.2\r\nContent-Length: {Hms100Body.Length}\r\n\r\n{Hms100Body}");
        for (int i = 0; i < 3; i++)
            Assert.Equal(200, api.Send(request).Status);
        Assert.Equal(status, api.Send(request).Status);
        Assert.Equal(0, api.AllocatedBy(request));
    }

    [Fact]
    public void A_wrong_key_allocates_nothing()
    {
        Api api = new() { Caller = Ann };
        byte[] request = Encoding.ASCII.GetBytes(
            $"POST /v2/rooms/desk/tokens HTTP/1.1\r\nHost: a\r\n{Api.Basic(Api.ClinicId, "wrong")}\r\n\r\n");
        Assert.Equal(401, api.Send(request).Status);
        Assert.Equal(0, api.AllocatedBy(request));
        Assert.Equal(429, api.Send(request).Status);
    }

    /// <summary>How many tokens the app busy gives until it refuses.</summary>
    private static int Drain(Api api, params string[] headers)
    {
        int count = 0;
        while (Busy(api, headers).Status == 200)
            count++;
        return count;
    }

    private static Response Busy(Api api, params string[] headers) =>
        api.Send("POST", BusyPath, Encoding.UTF8.GetBytes(Hms100Body), headers);

    private static Response EnableX(Api api, string id, string key = Api.ClinicKey) => api.Send(
        "POST", "/v2/rooms/desk/tokens", Encoding.UTF8.GetBytes(
            id == Api.ClinicId ? EnableXBody.Replace("viewer", "participant") : EnableXBody), Api.Basic(id, key));
}
