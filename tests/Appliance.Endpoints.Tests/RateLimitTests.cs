using System.Text;
using Appliance.Endpoints.Clients.RateLimits;
using Appliance.Endpoints.Vendors;

namespace Appliance.Endpoints.Tests;

/// <summary>Rate limits, tested with whole requests.</summary>
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
    public void Hms100_client_over_the_rate_limit_gets_429_in_the_vendor_s_format()
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
    public void LiveKit_client_over_the_rate_limit_gets_429()
    {
        Api api = new() { Caller = Ann };
        for (int i = 0; i < 3; i++)
            Assert.Equal(200, api.LiveKit("pit", "").Status);
        Response response = api.LiveKit("pit", "");
        Assert.Equal((429, "1"), (response.Status, response.Headers["Retry-After"]));
        Assert.Equal($$"""{"code":429,"message":"{{Message}}"}""", response.BodyText);
    }

    [Fact]
    public void EnableX_back_end_over_the_rate_limit_gets_429()
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
    public void Wrong_keys_do_not_consume_the_app_s_rate_limit()
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
    public void Responses_to_wrong_keys_do_not_reveal_whether_the_id_exists(string id)
    {
        Api api = new() { Caller = Ann }, other = new() { Caller = Ann };
        int[] statuses = new int[60];
        for (int i = 0; i < statuses.Length; i++)
        {
            Response known = EnableX(api, id, "wrong"), unknown = EnableX(other, "absent", "wrong");
            Assert.Equal(unknown.Bytes, known.Bytes);
            statuses[i] = known.Status;
        }
        Assert.Equal(
            [.. Enumerable.Repeat(401, 50), .. Enumerable.Repeat(429, 10)], statuses);
    }

    [Fact]
    public void Rate_limit_refills_with_time()
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
    public void Each_client_and_app_has_a_separate_bucket()
    {
        Api api = new() { Caller = Ann };
        Assert.Equal(3, Drain(api));
        Assert.Equal(200, api.LiveKit("pit", "").Status);
        Assert.Equal(200, api.Hms100("""{"room_id":"r1","role":"guest"}""").Status);
        api.Caller = Bob;
        Assert.Equal(3, Drain(api));
    }

    /// <summary>The limit saves work, so a request is counted before its body is read.</summary>
    [Fact]
    public void Malformed_token_requests_count_against_the_rate_limit_and_other_requests_do_not()
    {
        Api api = new() { Caller = Ann };
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(204, api.Send("OPTIONS", BusyPath, []).Status);
            Assert.Equal(405, api.Send("GET", BusyPath, []).Status);
            Assert.Equal(404, api.Send("POST", "/hmsapi/absent.x/api/token", []).Status);
        }
        for (int i = 0; i < 3; i++)
            Assert.Equal(400, api.Send("POST", BusyPath, "nonsense"u8.ToArray()).Status);
        Assert.Equal(429, api.Send("POST", BusyPath, "nonsense"u8.ToArray()).Status);
        Assert.Equal(204, api.Send("OPTIONS", BusyPath, []).Status);
        Assert.Equal(405, api.Send("GET", BusyPath, []).Status);
    }

    /// <summary>Covers a reload of the secrets, and threads that share the limits.</summary>
    [Fact]
    public void Rate_limit_state_survives_a_secret_reload()
    {
        RateLimiterSet limits = new(Policies.Current, VendorApis.Of, Random.Shared.NextBytes);
        Assert.Equal(3, Drain(new Api(limits: limits) { Caller = Ann }));
        Assert.Equal(0, Drain(new Api(limits: limits) { Caller = Ann }));
        Assert.Equal(3, Drain(new Api(limits: limits) { Caller = Bob }));
    }

    [Fact]
    public void Client_behind_a_trusted_proxy_is_taken_from_X_Forwarded_For()
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
    public void Clients_over_an_untrusted_Unix_socket_share_one_bucket()
    {
        Api api = new();
        Assert.Equal(3, Drain(api, "X-Forwarded-For: 198.51.100.1"));
        Assert.Equal(0, Drain(api, "X-Forwarded-For: 198.51.100.2"));
        api = new(proxies: TrustedProxiesTests.Of("unix"));
        Assert.Equal(3, Drain(api, "X-Forwarded-For: 198.51.100.1"));
        Assert.Equal(3, Drain(api, "X-Forwarded-For: 198.51.100.2"));
    }

    [Fact]
    public void Wrong_keys_are_rate_limited_and_a_valid_key_is_still_accepted()
    {
        RateLimiterSet limits = new(Policies.Current, VendorApis.Of, Random.Shared.NextBytes);
        Api[] threads = [new(limits: limits) { Caller = Ann }, new(limits: limits) { Caller = Ann }];
        string[] ids = [Api.ClinicId, "5f1d2c3b4a59687786950414", "absent"];
        for (int i = 0; i < 50; i++)
            Assert.Equal(401, EnableX(threads[i % 2], ids[i % 3], "wrong").Status);
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
            Assert.Equal(401, EnableX(threads[0], "absent", "wrong").Status);
        Assert.Equal(429, EnableX(threads[0], "absent", "wrong").Status);
        threads[1].Caller = Bob;
        Assert.Equal(401, EnableX(threads[1], Api.ClinicId, "wrong").Status);
    }

    /// <summary>Clients that wait for a 401 challenge send each first request without a credential.</summary>
    [Fact]
    public void Missing_credential_does_not_count_as_a_wrong_key()
    {
        Api api = new() { Caller = Ann };
        for (int i = 0; i < 200; i++)
            Assert.Equal(401, api.Send("POST", "/v2/rooms/desk/tokens", []).Status);
        Assert.Equal(401, EnableX(api, Api.ClinicId, "wrong").Status);
    }

    [Theory]
    [InlineData("wide", 200)]
    [InlineData("busy", 429)]
    public void Rate_limited_request_allocates_nothing(string app, int status)
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
    public void Wrong_key_allocates_nothing()
    {
        Api api = new() { Caller = Ann };
        byte[] request = Encoding.ASCII.GetBytes(
            $"POST /v2/rooms/desk/tokens HTTP/1.1\r\nHost: a\r\n{Api.Basic(Api.ClinicId, "wrong")}\r\n\r\n");
        Assert.Equal(401, api.Send(request).Status);
        Assert.Equal(0, api.AllocatedBy(request));
        Assert.Equal(429, api.Send(request).Status);
    }

    /// <summary>The number of tokens that app busy issues before it rejects a request.</summary>
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
