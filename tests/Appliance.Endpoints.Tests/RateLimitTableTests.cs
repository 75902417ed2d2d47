using System.Text;
using System.Text.Json;
using Appliance.Endpoints.Clients.RateLimits;
using Appliance.Endpoints.Vendors;
using Appliance.TestHost;
using Appliance.Tokens;

namespace Appliance.Endpoints.Tests;

/// <summary>Checks the rate-limit table of docs/security.md: every route with each kind of credential that it accepts:
/// missing, malformed, of an unknown id, wrong and right.</summary>
public sealed class RateLimitTableTests
{
    /// <summary>At least the capacity of every bucket of the apps below.</summary>
    private const int Requests = 50;

    private const string Ward = "5f1d2c3b4a59687786950415", Busy = "0123456789abcdef0123456b", Pit = "APIpitExample";
    private const string UnknownId = "5f1d2c3b4a59687786950000";
    private const string OtherSecret = "another-secret-of-at-least-32-bytes";
    private const string Hms100Body = """{"room_id":"r1","role":"guest"}""";

    private static readonly string[] Cases = ["missing", "malformed", "unknown id", "wrong", "right"];
    private static readonly Caller Ann = new() { Address = Addresses.Bits("192.0.2.1") };
    private static readonly Caller Bob = new() { Address = Addresses.Bits("192.0.2.2") };

    /// <summary>The apps of the test policy with a rate limit, each of three requests.</summary>
    private static readonly string[] LimitedApps = ["busy", "pit", "ward"];

    private static readonly string[] AllRoutes =
        [.. RoutesOf(VendorApis.All).Select(route => route.Pattern).Distinct()];

    /// <summary>The paths of all routes; some have a shorter pattern.</summary>
    internal static IEnumerable<string> AllPaths => RoutesOf(VendorApis.All).Select(route => route.Path.Text);

    public static TheoryData<string> Routes => new(AllRoutes);

    public static TheoryData<string> RoutesWithKeys =>
        new(Table().Where(row => row.Buckets[1] == "`wrong-key`").Select(row => row.Route));

    private static IEnumerable<RouteDefinition> RoutesOf(IReadOnlyList<Vendor> vendors)
    {
        HostBuilder builder = new() { Policy = Policies.Current };
        ThreadServices thread = new(
            builder.BuildServices(), new TokenIds(builder.Random), builder.Limits, () => () => { });
        return [.. vendors.SelectMany(vendor => vendor.CreateRoutes(thread)), .. OwnRoutes.Create(thread)];
    }

    [Fact]
    public void Rate_limit_table_lists_every_route_once() =>
        Assert.Equal(AllRoutes.Order(), Table().Select(row => row.Route).Order());

    [Theory]
    [MemberData(nameof(Routes))]
    public void Request_is_counted_in_the_bucket_that_the_table_names(string route)
    {
        string[] expected = Table().Single(row => row.Route == route).Buckets;
        for (int i = 0; i < Cases.Length; i++)
        {
            foreach (Request request in RequestsTo(route, Cases[i]))
            {
                RateLimiterSet limits = new(Policies.Current, VendorApis.Of, Random.Shared.NextBytes);
                Api api = new(limits: limits) { Caller = Ann };
                Request sent = WithCode(request, api);
                for (int count = 0; count < Requests; count++)
                    Send(api, sent);
                string[] wanted = expected[i] == "–" ? [] : [expected[i].Trim('`')];
                Assert.True(
                    wanted.SequenceEqual(EmptiedBuckets(limits)),
                    $"{route}, {Cases[i]}, {request.Header}: {string.Join(' ', EmptiedBuckets(limits))}");
                bool isLimited = wanted.Length > 0;
                Assert.Equal(isLimited, Send(api, sent).Status == 429);
                Assert.Equal(isLimited, Send(api, sent).Headers.ContainsKey("Retry-After"));
                api.Caller = Bob;
                Assert.NotEqual(429, Send(api, sent).Status);
            }
        }
    }

    /// <summary>Requests without a valid credential have emptied every bucket that they can empty, for the same
    /// address.</summary>
    [Theory]
    [MemberData(nameof(RoutesWithKeys))]
    public void Valid_key_is_accepted_after_invalid_credentials_exhausted_the_rate_limits(string route)
    {
        RateLimiterSet limits = new(Policies.Current, VendorApis.Of, Random.Shared.NextBytes);
        Api api = new(limits: limits) { Caller = Ann };
        Request[] invalid = [.. AllRoutes.SelectMany(any => Cases.SkipLast(1).SelectMany(
            which => RequestsTo(any, which)))];
        for (int i = 0; i < Requests; i++)
        {
            foreach (Request request in invalid)
                Send(api, request);
        }
        Assert.Equal(["open-endpoint", "wrong-key", "wrong-code"], EmptiedBuckets(limits));
        foreach (Request request in RequestsTo(route, "right"))
            Assert.DoesNotContain(Send(api, request).Status, new[] { 401, 429 });
    }

    private sealed record Request(string Method, string Path, string Body, string Header, string AppHeader = "A: a");

    /// <summary>Each route with the bucket name of each case.</summary>
    private static IEnumerable<(string Route, string[] Buckets)> Table() =>
        SecurityPageTests.Rows("| routes |").SelectMany(cells => cells[0].Split(' ').Select(
            route => (route.Trim('`'), cells[^Cases.Length..])));

    private static Response Send(Api api, Request request) => api.Send(
        request.Method, request.Path, Encoding.UTF8.GetBytes(request.Body),
        [.. request.Header.Split('\n', StringSplitOptions.RemoveEmptyEntries), request.AppHeader]);

    private static string[] EmptiedBuckets(RateLimiterSet limits)
    {
        return [.. Enum.GetValues<Bucket>().Where(IsEmpty).Select(Buckets.NameOf)];

        bool IsEmpty(Bucket bucket)
        {
            RateLimiter[] limiters = bucket switch
            {
                Bucket.WrongKey => [limits.WrongKeys],
                Bucket.WrongCode => [limits.WrongCodes!],
                _ => [.. LimitedApps.Select(app => limits.Of(AppOf(app))!)],
            };
            return limiters.Any(limiter => limiter.Peek(limits.HashOf(bucket, Ann.Address), 0) > 0);
        }
    }

    private static PolicyModel.App AppOf(string name) => Policies.Current.FindApp(Encoding.ASCII.GetBytes(name))!;

    /// <summary>One request for each kind of credential that the route accepts.</summary>
    private static Request[] RequestsTo(string route, string which)
    {
        string path = route.Replace("SUBDOMAIN", "busy.x").Replace("APP", "pit").Replace("ROLE", "guest");
        switch (route)
        {
            case "/api/token" or "/hmsapi/SUBDOMAIN/api/token":
                return [.. Basic(which).Select(
                    header => new Request("POST", path, Hms100Body, header, "Host: busy.x"))];
            case "/livekit/token" or "/livekit/APP/token":
                return [.. Basic(which).Select(header => new Request("POST", path, "", header, "Host: pit.x"))];
            case "/api/v2/sandbox/connection-details":
                return [.. Basic(which).Select(header => new Request("POST", path, "", header, "X-Sandbox-ID: pit"))];
            case "/v2/token" or "/hmsapi/get-token":
                return [new("POST", path, CodeBody(which), "", "subdomain: busy")];
            case "/v2/rooms/ROOM/tokens":
                return WithHeaders("POST", "desk", Basic(which),
                    """{"name":"n","role":"viewer","user_ref":"u"}""");
            case "/v2/rooms/ROOM/users":
                return WithHeaders("GET", "desk", Basic(which));
            case "/createRoom" or "/createToken":
                return WithHeaders("POST", "", Front(which), "{}");
            case "/getRoom/ROOM":
                return WithHeaders("GET", "desk", Front(which));
            case "/v2/rooms" or "/v2/rooms/ROOM":
                return
                [
                    .. WithHeaders("GET", "desk", Basic(which)),
                    .. WithHeaders("GET", "r1", Management(which)),
                ];
            case OwnRoutes.BatchPath:
                return WithHeaders("POST", "", [.. Basic(which), .. Management(which), .. Access(which)], "[]");
            case OwnRoutes.IntrospectionPath or OwnRoutes.RedemptionPath:
                return
                [
                    .. WithHeaders(
                        "POST", "", [.. Basic(which), .. Management(which), .. Access(which)], "token=x"),
                    new("POST", path, "token=x" + FormCredential(which), ""),
                ];
            case "/v2/layouts/ui" or "/livez" or "/readyz" or "/openapi.yaml":
                return WithHeaders("GET", "", Basic(which));
            default:
                string method = route is "/v2/templates" or "/v2/sessions" ? "GET" : "POST";
                return WithHeaders(method, "r1", Management(which), "{}");
        }

        Request[] WithHeaders(string method, string room, string[] headers, string body = "") =>
            [.. headers.Select(header => new Request(method, path.Replace("ROOM", room), body, header))];
    }

    private static string[] Basic(string which) => which switch
    {
        "missing" => [""],
        "malformed" => ["Authorization: Basic nonsense", "Authorization: Digest a=b", "Authorization: x"],
        "unknown id" => [Api.Basic(UnknownId, Api.ClinicKey)],
        "wrong" => [Api.Basic(Ward, "wrong")],
        _ => [Api.Basic(Ward, Api.ClinicKey)],
    };

    private static string[] Management(string which) => which switch
    {
        "missing" => [""],
        "malformed" => ["Authorization: Bearer nonsense"],
        _ => [Token(which, Busy, "busy", ("access_key", "\"type\":\"management\","))],
    };

    private static string[] Access(string which) => which switch
    {
        "missing" => [""],
        "malformed" => ["Authorization: Bearer a.b.c"],
        _ => [Token(which, Pit, "pit", ("iss", "\"video\":{\"roomCreate\":true},"))],
    };

    private static string Token(string which, string id, string app, (string IdName, string Constant) claims)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string payload = $$"""{"{{claims.IdName}}":"{{(which == "unknown id" ? UnknownId : id)}}",{{claims.Constant}}"""
            + $$"""
            "iat":{{now}},"exp":{{now + 600}}}
            """;
        return "Authorization: Bearer " + Tests.Management.Sign(
            payload, """{"alg":"HS256","typ":"JWT"}""", which == "wrong" ? OtherSecret : Api.SecretOf(app));
    }

    private static string[] Front(string which) => which switch
    {
        "missing" => [""],
        "malformed" => [$"x-app-id: {Ward}", "x-app-key: wrong"],
        "unknown id" => [$"x-app-id: {UnknownId}\nx-app-key: wrong"],
        "wrong" => [$"x-app-id: {Ward}\nx-app-key: wrong"],
        _ => [$"x-app-id: {Ward}\nx-app-key: {Api.ClinicKey}"],
    };

    private static string FormCredential(string which) => which switch
    {
        "missing" => "",
        "malformed" => "&client_secret=wrong",
        "unknown id" => $"&client_id={UnknownId}&client_secret=wrong",
        "wrong" => $"&client_id={Ward}&client_secret=wrong",
        _ => $"&client_id={Ward}&client_secret={Uri.EscapeDataString(Api.ClinicKey)}",
    };

    private static string CodeBody(string which) => which switch
    {
        "missing" => "{}",
        "malformed" => """{"code":["a"]}""",
        "right" => "right",
        _ => """{"code":"abc-defg-hij"}""",
    };

    /// <summary>Inserts the right room code, which the back end creates from another address.</summary>
    private static Request WithCode(Request request, Api api)
    {
        if (request.Body != "right")
            return request;
        api.Caller = Bob;
        Response created = api.Send(
            "POST", "/v2/room-codes/room/r1/role/guest", [], Tests.Management.Of("busy", api));
        api.Caller = Ann;
        return request with
        {
            Body = JsonSerializer.Serialize(new { code = created.Body.GetProperty("code").GetString() }),
        };
    }
}
