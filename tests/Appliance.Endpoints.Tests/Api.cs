using System.Text;
using System.Text.Json;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Storage;
using Appliance.Tokens;

namespace Appliance.Endpoints.Tests;

/// <summary>An answer, read back from its bytes.</summary>
internal sealed record Response(int Status, IReadOnlyDictionary<string, string> Headers, byte[] BodyBytes)
{
    /// <summary>All of it, as it is sent.</summary>
    public byte[] Bytes { get; init; } = [];

    public string BodyText => Encoding.UTF8.GetString(BodyBytes);

    public JsonElement Body => JsonDocument.Parse(BodyBytes).RootElement;
}

/// <summary>The whole request path in process: bytes in, bytes out, with a clock that the test sets.</summary>
internal sealed class Api
{
    public const string ClinicId = "5f1d2c3b4a59687786950413";
    public const string ClinicKey = "clinic:key-of-at-least-32-bytes:of-text!";

    private readonly HttpEngine _engine = new(ApiHandler.Limits);
    private readonly byte[] _responses;
    private ApiHandler _handler;
    private HttpSession _waiting;

    /// <param name="policy">The tests' own if left out.</param>
    /// <param name="withApiKeys">Whether apps have the keys that their back ends show.</param>
    /// <param name="limits">What clients have used; new ones if left out.</param>
    /// <param name="proxies">Nobody is trusted if left out.</param>
    /// <param name="rooms">Memory if left out.</param>
    /// <param name="ledger">Memory if left out, which remembers from the beginning of time.</param>
    /// <param name="directory">Those of another, as if this were another thread of it.</param>
    /// <param name="log">Nobody listens if left out.</param>
    public Api(
        CompiledPolicy? policy = null, bool withApiKeys = true, RateLimiterSet? limits = null,
        TrustedProxies? proxies = null, IRoomStore? rooms = null, ILedger? ledger = null,
        RoomDirectory? directory = null, IServiceLog? log = null)
    {
        policy ??= Policies.Current;
        Tenants = new(Open(policy, withApiKeys));
        ApiServices services = new()
        {
            Tenants = Tenants,
            RateLimits = limits ?? new(policy, Random.Shared.NextBytes),
            Proxies = proxies ?? TrustedProxies.None,
            Rooms = Directory = directory ?? new(policy, rooms ?? new MemoryRoomStore()),
            Ledger = ledger ?? new MemoryLedger(nowSeconds: 0),
            Log = log,
        };
        _handler = new(services, new TokenIds(Random.Shared.NextBytes), ApiHandler.Limits, () => () => Wakes++);
        _responses = new byte[_engine.ResponseBytesMax];
    }

    public TenantsSource Tenants { get; }

    public RoomDirectory Directory { get; }

    /// <summary>Unix seconds; real time unless set, so that other libraries accept the tokens.</summary>
    public long NowSeconds { get; set; } = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    /// <summary>The clock that limits are measured by.</summary>
    public long MonotonicMilliseconds { get; set; }

    /// <summary>How often a connection was woken.</summary>
    public int Wakes { get; private set; }

    /// <summary>Who sends the requests.</summary>
    public Caller Caller { get; set; }

    public static string SecretOf(string app) => $"{app}-token-secret-of-at-least-32-bytes";

    /// <summary>The tenants of a policy, each with the secret that <see cref="SecretOf"/> says, or with one that ends
    /// differently.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="withApiKeys">Whether apps have the keys that their back ends show.</param>
    /// <param name="secretEnd">How each secret ends.</param>
    /// <param name="previousEnd">How the secret ends that signed until a rotation; null if there was none.</param>
    public static Tenants Open(
        CompiledPolicy policy, bool withApiKeys = true, string secretEnd = "", string? previousEnd = null) =>
        new(policy, policy.Apps.Select(app => Open(app, withApiKeys, secretEnd, previousEnd)));

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
        SessionProgress progress = _engine.Advance(ref session, ref _handler, request.ToArray(), _responses);
        Assert.Equal(request.Length, progress.Consumed);
        return Parse(_responses.AsSpan(0, progress.Written));
    }

    /// <summary>Begins a request whose answer has to wait; <see cref="Resume"/> gets it.</summary>
    public void Begin(ReadOnlySpan<byte> request)
    {
        _engine.BeginTurn(NowSeconds);
        _handler.BeginTurn(NowSeconds, MonotonicMilliseconds);
        _handler.Caller = Caller;
        _waiting = default;
        SessionProgress progress = _engine.Advance(ref _waiting, ref _handler, request.ToArray(), _responses);
        Assert.Equal(
            (request.Length, 0, SessionAction.AwaitResponse), (progress.Consumed, progress.Written, progress.Next));
    }

    /// <summary>What a request that is not whole waits for, and the answer that it has all the same; null if
    /// none.</summary>
    public (SessionAction Next, Response? Response) SendPart(ReadOnlySpan<byte> request)
    {
        _engine.BeginTurn(NowSeconds);
        _handler.BeginTurn(NowSeconds, MonotonicMilliseconds);
        _handler.Caller = Caller;
        HttpSession session = default;
        SessionProgress progress = _engine.Advance(ref session, ref _handler, request.ToArray(), _responses);
        return (progress.Next, progress.Written == 0 ? null : Parse(_responses.AsSpan(0, progress.Written)));
    }

    /// <summary>The answer to what was begun; null if it still has to wait.</summary>
    public Response? Resume()
    {
        SessionProgress progress = _engine.Advance(ref _waiting, ref _handler, [], _responses);
        return progress.Next == SessionAction.AwaitResponse ? null : Parse(_responses.AsSpan(0, progress.Written));
    }

    /// <summary>The answer to a request, however long real storage takes to give it.</summary>
    public Response SendAndWait(string method, string path, string body, params string[] headers)
    {
        const int SecondsMax = 60;
        DateTime end = DateTime.UtcNow.AddSeconds(SecondsMax);
        _engine.BeginTurn(NowSeconds);
        _handler.BeginTurn(NowSeconds, MonotonicMilliseconds);
        HttpSession session = default;
        byte[] request = Request(method, path, Encoding.UTF8.GetBytes(body), headers);
        SessionProgress progress = _engine.Advance(ref session, ref _handler, request, _responses);
        while (progress.Next == SessionAction.AwaitResponse)
        {
            Assert.True(DateTime.UtcNow < end, "storage does not answer");
            Thread.Sleep(1);
            progress = _engine.Advance(ref session, ref _handler, [], _responses);
        }
        return Parse(_responses.AsSpan(0, progress.Written));
    }

    /// <summary>The connection that waits has ended.</summary>
    public void Abandon() => HttpEngine.Abandon(ref _waiting, ref _handler);

    /// <summary>Bytes allocated by answering a request a thousand times, once everything is warm.</summary>
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

    private static Tenant Open(App app, bool withApiKey, string secretEnd, string? previousEnd)
    {
        bool hasApiKey = withApiKey && app.ApiKey is not null;
        return new(
            app, KeyOf(app, secretEnd), hasApiKey ? new Credential(Encoding.UTF8.GetBytes(ClinicKey)) : null,
            previousEnd is null ? null : KeyOf(app, previousEnd));
    }

    private static SigningKey KeyOf(App app, string secretEnd)
    {
        KeyVerdict verdict = SigningKey.TryCreate(
            Encoding.UTF8.GetBytes(SecretOf(app.Name) + secretEnd), out SigningKey? key);
        Assert.Equal(KeyVerdict.Ok, verdict);
        return key!;
    }

    private static Response Parse(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf("\r\n\r\n"u8);
        string[] lines = Encoding.ASCII.GetString(bytes[..end]).Split("\r\n");
        Dictionary<string, string> headers = lines.Skip(1)
            .Select(line => line.Split(": ", 2))
            .GroupBy(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(lines => lines.Key, lines => string.Join(", ", lines), StringComparer.OrdinalIgnoreCase);
        int status = int.Parse(lines[0].Split(' ')[1]);
        return new(status, headers, bytes[(end + 4)..].ToArray()) { Bytes = bytes.ToArray() };
    }
}
