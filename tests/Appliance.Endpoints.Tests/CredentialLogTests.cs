using System.Text;

namespace Appliance.Endpoints.Tests;

/// <summary>Log events of rejected credentials and exhausted rate limits.</summary>
public sealed class CredentialLogTests
{
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";
    private const string Acme = "0123456789abcdef01234567", Live = "APIliveExample";
    private const string BatchRoute = OwnRoutes.BatchPath;

    private static readonly UInt128 Client = Addresses.Bits("192.0.2.1");

    private readonly RecordedLog _log = new();
    private readonly Api _api;

    public CredentialLogTests() => _api = new(log: _log)
    {
        Caller = new() { Address = Client },
        NowSeconds = 1_800_000_000,
    };

    public static TheoryData<string, string, string?> Credentials => new()
    {
        { "Digest a=b", "header", null },
        { "Basic nonsense", "header", null },
        { Basic("absent", "wrong"), "unknown-app", null },
        { Basic("no%62ody", "wrong"), "unknown-app", null },
        { Basic(Api.ClinicId, "wrong"), "wrong-key", "clinic" },
        { Basic(Api.ClinicId.Replace("5", "%35"), "wrong"), "wrong-key", "clinic" },
        { "Bearer nonsense", "token", null },
        { Bearer(Claims(Acme), header: """{"alg":"none"}"""), "token", "acme" },
        { Bearer(Claims("unknown")), "unknown-app", null },
        { Bearer(Claims(Acme), secret: "another"), "signature", "acme" },
        { Bearer(Claims(Acme, expiry: 1_799_999_000)), "expired", "acme" },
        { Bearer(Claims(Acme, issued: 1_800_001_000)), "not-yet-valid", "acme" },
        { Bearer(Claims(Acme).Replace("management", "app")), "kind", "acme" },
        { Bearer(Claims(Acme).Replace("\"iat\":1800000000,", "")), "claims", "acme" },
        { Bearer("{}"), "claims", null },
        { Bearer($$"""{"iss":"{{Live}}","video":{"roomJoin":true},"exp":1800000600}""", "live"), "kind", "live" },
        { Bearer($$"""{"iss":"{{Live}}","video":{},"exp":1800000600}""", "acme"), "signature", "live" },
        { Bearer("""{"iss":"APInobody","video":{},"exp":1800000600}"""), "unknown-app", null },
    };

    [Theory]
    [MemberData(nameof(Credentials))]
    public void Rejected_credential_is_logged_with_its_reason(string credential, string reason, string? app)
    {
        Assert.Equal(401, Send(BatchRoute, "Authorization: " + credential).Status);
        Assert.Equal([(reason, Client, app, BatchRoute)], _log.Rejected);
        Assert.Empty(_log.Limited);
    }

    [Fact]
    public void Rejected_credentials_of_sample_front_and_forms_are_logged()
    {
        Assert.Equal(401, Send("/createToken", "x-app-id: " + Api.ClinicId).Status);
        Assert.Equal(401, _api.Send(
            "POST", OwnRoutes.RedemptionPath, "token=x&client_secret=wrong"u8.ToArray()).Status);
        Assert.Equal(401, _api.Send("POST", OwnRoutes.RedemptionPath, Encoding.ASCII.GetBytes(
            $"token=x&client_id={Api.ClinicId}&client_secret=wrong")).Status);
        Assert.Equal(401, Send("/v2/rooms", "Authorization: Digest x").Status);
        Assert.Equal(
            [
                ("header", Client, null, "/createToken"), ("form", Client, null, OwnRoutes.RedemptionPath),
                ("wrong-key", Client, "clinic", OwnRoutes.RedemptionPath), ("header", Client, null, "/v2/rooms"),
            ],
            _log.Rejected);
    }

    [Fact]
    public void Missing_and_valid_credentials_are_not_logged()
    {
        Assert.Equal(401, Send(BatchRoute, "Accept: */*").Status);
        Assert.Equal(401, Send("/v2/rooms", "Accept: */*").Status);
        Assert.Equal(401, Send("/createToken", "Accept: */*").Status);
        Assert.Equal(200, _api.Send(
            "POST", BatchRoute, "[]"u8.ToArray(), Api.Basic(Api.ClinicId, Api.ClinicKey)).Status);
        Assert.Empty(_log.Rejected);
        Assert.Empty(_log.Limited);
    }

    [Fact]
    public void Log_has_the_client_named_by_the_trusted_proxy_and_the_route_pattern()
    {
        Api api = new(log: _log, proxies: TrustedProxiesTests.Of("192.0.2.1"))
        {
            Caller = new() { Address = Client },
        };
        string credential = Api.Basic(Api.ClinicId, "wrong");
        Assert.Equal(401, api.Send(
            "POST", "//v1/rooms/of%20somebody/tokens/", [], credential,
            "X-Forwarded-For: 10.0.0.1, 2001:db8::7").Status);
        Assert.Equal(
            [("wrong-key", Addresses.Bits("2001:db8::7"), "clinic", "/v2/rooms/ROOM/tokens")], _log.Rejected);
    }

    [Fact]
    public void Each_429_is_logged_with_its_rate_limit_bucket()
    {
        for (int i = 0; i < 52; i++)
            Send(BatchRoute, "Authorization: " + Basic(Api.ClinicId, "wrong"));
        for (int i = 0; i < 4; i++)
        {
            _api.LiveKit("pit", "");
            Send("/v2/rooms/desk/tokens", Api.Basic("5f1d2c3b4a59687786950415", Api.ClinicKey));
        }
        for (int i = 0; i < 51; i++)
            _api.Send("POST", "/hmsapi/get-token", """{"code":"abc-defg-hij"}"""u8.ToArray(), "subdomain: busy");
        Assert.Equal(50, _log.Rejected.Count);
        Assert.Equal(
            [
                ("wrong-key", Client, "clinic", BatchRoute), ("wrong-key", Client, "clinic", BatchRoute),
                ("open-endpoint", Client, "pit", "/livekit/APP/token"),
                ("back-end", Client, "ward", "/v2/rooms/ROOM/tokens"),
                ("wrong-code", Client, "busy", "/hmsapi/get-token"),
            ],
            _log.Limited);
    }

    private Response Send(string path, string header) => _api.Send("POST", path, [], header);

    private static string Basic(string id, string key) => Api.Basic(id, key)["Authorization: ".Length..];

    private static string Bearer(string claims, string app = "acme", string header = Header, string? secret = null) =>
        "Bearer " + Management.Sign(claims, header, secret ?? Api.SecretOf(app));

    private static string Claims(string id, long issued = 1_800_000_000, long expiry = 1_800_003_600) =>
        $$"""{"access_key":"{{id}}","type":"management","iat":{{issued}},"exp":{{expiry}}}""";
}
