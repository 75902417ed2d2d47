using System.Text;
using Appliance.Endpoints;
using Appliance.Endpoints.Vendors;
using Appliance.Hosting.Guide;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Storage.Memory;
using Appliance.Tokens;

namespace Appliance.Hosting.Benchmarks;

/// <summary>A whole request without a socket: parse the bytes, route, decide, issue and respond. Each request has its
/// own turn of the event loop.</summary>
public sealed class RequestBenchmark : IBenchmark
{
    /// <summary>How far the rate limits' clock advances per request, so that no request is limited.</summary>
    private const long TurnMilliseconds = 1000;

    private readonly HttpEngine _engine;
    private readonly byte[] _request;
    private readonly byte[] _responses;
    private readonly long _nowSeconds;
    private ApiHandler _handler;
    private long _monotonicMilliseconds;

    public RequestBenchmark(
        CompiledPolicy policy, SampleRequest sample, ReadOnlySpan<byte> secret, SigningKey key, long nowSeconds)
    {
        HttpLimits limits = new();
        _engine = new(limits);
        _responses = new byte[_engine.ResponseBytesMax];
        _nowSeconds = nowSeconds;
        _request = BytesOf(sample, secret);
        Credential apiKey = new(secret);
        List<Tenant> tenants = [];
        foreach (App app in policy.Apps)
            tenants.Add(new(app, key, apiKey, VendorApis.Of(app)));
        ApiServices services = new()
        {
            Vendors = VendorApis.All,
            Tenants = new(new(policy, tenants)),
            RateLimits = new(policy, VendorApis.Of, SystemRandom.Fill),
            Rooms = new(policy, new MemoryRoomStore()),
            Ledger = new MemoryLedger(nowSeconds),
        };
        _handler = new(services, new TokenIds(SystemRandom.Fill), limits);
    }

    public string Name => "request";

    public string? FindError()
    {
        ReadOnlySpan<byte> response = _responses.AsSpan(0, RespondOnce());
        if (response.StartsWith("HTTP/1.1 20"u8))
            return null;
        int headEnd = response.IndexOf("\r\n\r\n"u8);
        return $"The app's API issues no token: {Encoding.UTF8.GetString(response[(headEnd + 4)..])}";
    }

    public void Run(long times)
    {
        for (long i = 0; i < times; i++)
            RespondOnce();
    }

    private int RespondOnce()
    {
        _monotonicMilliseconds += TurnMilliseconds;
        _engine.BeginTurn(_nowSeconds);
        _handler.BeginTurn(_nowSeconds, _monotonicMilliseconds);
        HttpSession session = default;
        return _engine.Advance(ref session, ref _handler, _request, _responses).Written;
    }

    private static byte[] BytesOf(SampleRequest sample, ReadOnlySpan<byte> secret)
    {
        SampleCall call = sample.Call ?? new("", "");
        string credentials = call.NeedsAppKey
            ? $"Authorization: Basic {Convert.ToBase64String(
                [.. Encoding.UTF8.GetBytes(sample.App.PublicId + ":"), .. secret])}\r\n"
            : "";
        byte[] body = Encoding.UTF8.GetBytes(call.Body);
        string head = $"POST {call.Path} HTTP/1.1\r\nHost: localhost:8080\r\n{credentials}"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
        return [.. Encoding.UTF8.GetBytes(head), .. body];
    }
}
