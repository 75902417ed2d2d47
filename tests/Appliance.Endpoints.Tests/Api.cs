using System.Text;
using Appliance.Connections;
using Appliance.Endpoints.Clients.Proxies;
using Appliance.Endpoints.Clients.RateLimits;
using Appliance.Endpoints.Vendors;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Storage;
using Appliance.TestHost;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>Runs the whole request path in process, bytes in and bytes out, with a clock that the test sets.</summary>
internal sealed class Api
{
    public const string ClinicId = "5f1d2c3b4a59687786950413";
    public const string ClinicKey = TestCredentials.ApiKey;

    private readonly HttpEngine _engine = new(ApiHandler.Limits);
    private readonly byte[] _responses;
    private ApiHandler _handler;
    private HttpSession _waiting;
    private bool _isWaitingHead;

    /// <param name="policy">The test policy if null.</param>
    /// <param name="withApiKeys">Whether apps have an API key for their back ends.</param>
    /// <param name="limits">The state of the rate limits; new if null.</param>
    /// <param name="proxies">No proxy is trusted if null.</param>
    /// <param name="rooms">Memory if null.</param>
    /// <param name="ledger">A memory ledger complete since 1970 if null.</param>
    /// <param name="directory">The directory of another instance, to act as a second thread of the same
    /// appliance.</param>
    /// <param name="log">Discarded if null.</param>
    /// <param name="vendor">Serves the app acme instead of the API that the policy names.</param>
    public Api(
        CompiledPolicy? policy = null, bool withApiKeys = true, RateLimiterSet? limits = null,
        TrustedProxies? proxies = null, IRoomStore? rooms = null, ILedger? ledger = null,
        RoomDirectory? directory = null, IServiceLog? log = null, Vendor? vendor = null)
    {
        policy ??= Policies.Current;
        HostBuilder builder = new()
        {
            Policy = policy,
            Vendors = vendor is null ? VendorApis.All : [.. VendorApis.All, vendor],
            Tenants = vendor is null ? Open(policy, withApiKeys) : ServedBy(vendor, policy),
            RateLimits = limits,
            Proxies = proxies ?? TrustedProxies.None,
            Rooms = directory,
            RoomStore = rooms,
            Ledger = ledger,
            Log = log,
        };
        ApiServices services = builder.BuildServices();
        Tenants = services.Tenants;
        Directory = services.Rooms;
        _handler = builder.BuildHandler(services, () => () => Wakes++);
        _responses = new byte[_engine.ResponseBytesMax];
    }

    public TenantsSource Tenants { get; }

    public RoomDirectory Directory { get; }

    /// <summary>Unix seconds; real time by default, so that other libraries accept the tokens.</summary>
    public long NowSeconds { get; set; } = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    /// <summary>The clock of the rate limits.</summary>
    public long MonotonicMilliseconds { get; set; }

    /// <summary>The number of times a connection was woken.</summary>
    public int Wakes { get; private set; }

    /// <summary>The client address and connection kind of the requests.</summary>
    public Caller Caller { get; set; }

    private static Tenants ServedBy(Vendor vendor, CompiledPolicy policy) => new(policy, policy.Apps.Select(app =>
        new Tenant(app, TestCredentials.KeyOf(app), apiKey: null, app.Name == "acme" ? vendor : VendorApis.Of(app))));

    public static string SecretOf(string app) => TestCredentials.SecretOf(app);

    /// <inheritdoc cref="TestCredentials.Open"/>
    public static Tenants Open(
        CompiledPolicy policy, bool withApiKeys = true, string secretEnd = "", string? previousEnd = null) =>
        TestCredentials.Open(policy, withApiKeys, secretEnd, previousEnd);

    public Response Send(ReadOnlySpan<byte> request)
    {
        _engine.BeginTurn(NowSeconds);
        _handler.BeginTurn(NowSeconds, MonotonicMilliseconds);
        return SendInSameTurn(request);
    }

    public Response SendInSameTurn(ReadOnlySpan<byte> request)
    {
        _handler.Caller = Caller;
        HttpSession session = default;
        AdvanceResult progress = _engine.Advance(ref session, ref _handler, request.ToArray(), _responses);
        Assert.Equal(request.Length, progress.Consumed);
        return Read(progress.Written, IsHead(request));
    }

    /// <summary>Starts a request with a deferred response; <see cref="Resume"/> returns the response.</summary>
    public void Begin(ReadOnlySpan<byte> request)
    {
        _engine.BeginTurn(NowSeconds);
        _handler.BeginTurn(NowSeconds, MonotonicMilliseconds);
        _handler.Caller = Caller;
        _waiting = default;
        _isWaitingHead = IsHead(request);
        AdvanceResult progress = _engine.Advance(ref _waiting, ref _handler, request.ToArray(), _responses);
        Assert.Equal(
            (request.Length, 0, ConnectionPhase.AwaitResponse), (progress.Consumed, progress.Written, progress.Next));
    }

    /// <summary>Sends a partial request; returns the session's next action and the early response, null if
    /// none.</summary>
    public (ConnectionPhase Next, Response? Response) SendPart(ReadOnlySpan<byte> request)
    {
        _engine.BeginTurn(NowSeconds);
        _handler.BeginTurn(NowSeconds, MonotonicMilliseconds);
        _handler.Caller = Caller;
        HttpSession session = default;
        AdvanceResult progress = _engine.Advance(ref session, ref _handler, request.ToArray(), _responses);
        return (progress.Next, progress.Written == 0 ? null : Read(progress.Written, IsHead(request)));
    }

    /// <summary>The deferred response; null while it is pending.</summary>
    public Response? Resume()
    {
        AdvanceResult progress = _engine.Advance(ref _waiting, ref _handler, [], _responses);
        return progress.Next == ConnectionPhase.AwaitResponse ? null : Read(progress.Written, _isWaitingHead);
    }

    /// <summary>Sends a request and polls for its response, which awaits real storage.</summary>
    public Response SendAndWait(string method, string path, string body, params string[] headers)
    {
        const int SecondsMax = 60;
        DateTime end = DateTime.UtcNow.AddSeconds(SecondsMax);
        _engine.BeginTurn(NowSeconds);
        _handler.BeginTurn(NowSeconds, MonotonicMilliseconds);
        HttpSession session = default;
        byte[] request = Request(method, path, Encoding.UTF8.GetBytes(body), headers);
        AdvanceResult progress = _engine.Advance(ref session, ref _handler, request, _responses);
        while (progress.Next == ConnectionPhase.AwaitResponse)
        {
            Assert.True(DateTime.UtcNow < end, "no response from storage within 60 s");
            Thread.Sleep(1);
            progress = _engine.Advance(ref session, ref _handler, [], _responses);
        }
        return Read(progress.Written, IsHead(request));
    }

    /// <summary>Closes the connection that awaits the deferred response.</summary>
    public void Abandon() => HttpEngine.Abandon(ref _waiting, ref _handler);

    /// <inheritdoc cref="ApiHandler.BeginDrain"/>
    public void BeginDrain() => _handler.BeginDrain();

    /// <summary>Bytes allocated by a thousand warmed-up responses to a request.</summary>
    public long AllocatedBy(byte[] request)
    {
        byte[] received = new byte[request.Length];
        return Allocations.Of(() =>
        {
            request.CopyTo(received, 0);
            _engine.BeginTurn(NowSeconds);
            HttpSession session = default;
            _engine.Advance(ref session, ref _handler, received, _responses);
        });
    }

    public Response Send(string method, string path, byte[] body, params string[] headers) =>
        Send(Request(method, path, body, headers));

    public static byte[] Request(string method, string path, byte[] body, params string[] headers)
    {
        StringBuilder head = new($"{method} {path} HTTP/1.1\r\n");
        if (!headers.Any(header => header.StartsWith("Host:")))
            head.Append("Host: localhost\r\n");
        foreach (string header in headers)
            head.Append(header).Append("\r\n");
        head.Append($"Content-Length: {body.Length}\r\n\r\n");
        return [.. Encoding.UTF8.GetBytes(head.ToString()), .. body];
    }

    /// <summary>A request to the 100ms endpoint of app acme.</summary>
    public Response Hms100(string body, params string[] headers) => Send(
        "POST", "/hmsapi/acme.app.100ms.live/api/token", Encoding.UTF8.GetBytes(body), headers);

    /// <summary>A request to the LiveKit endpoint of an app.</summary>
    public Response LiveKit(string app, string body, params string[] headers) => Send(
        "POST", $"/livekit/{app}/token", Encoding.UTF8.GetBytes(body), headers);

    /// <summary>A request to the EnableX endpoint of app clinic, with its credentials.</summary>
    public Response EnableX(string room, string body) => Send(
        "POST", $"/v2/rooms/{room}/tokens", Encoding.UTF8.GetBytes(body), Basic(ClinicId, ClinicKey));

    public static string Basic(string user, string password) =>
        "Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    /// <summary>Reads the single response.</summary>
    private Response Read(int written, bool isHead) =>
        Assert.Single(Response.ReadAll(_responses.AsSpan(0, written), _ => isHead));

    private static bool IsHead(ReadOnlySpan<byte> request) => request.StartsWith("HEAD "u8);
}
