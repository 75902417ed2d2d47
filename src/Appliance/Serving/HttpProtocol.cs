using Appliance.Endpoints;
using Appliance.Http;
using Appliance.Listening;
using Appliance.Tokens;

namespace Appliance.Serving;

/// <summary>What is known of a connection: how far its requests are read, and whose they are.</summary>
internal struct HttpConnection
{
    public HttpSession Session;
    public Caller Caller;
}

/// <summary>Joins the listener, which knows bytes, to HTTP and the endpoints: one a thread. It and the handler are
/// structs, so that the loop calls both without indirection.</summary>
internal struct HttpProtocol : IProtocol<HttpConnection>
{
    private readonly HttpEngine _engine;
    private readonly Func<int, Surface> _surfaceOf;
    private ApiHandler _handler;

    /// <param name="tenants">The apps with their keys, the same for all threads.</param>
    /// <param name="rateLimits">What clients have used, the same for all threads.</param>
    /// <param name="proxies">Whose X-Forwarded-For is believed.</param>
    /// <param name="limits">On requests and answers.</param>
    /// <param name="surfaceOf">What the address is for that has this index among the listener's.</param>
    public HttpProtocol(
        TenantsSource tenants, RateLimits rateLimits, TrustedProxies proxies, HttpLimits limits,
        Func<int, Surface> surfaceOf)
    {
        _surfaceOf = surfaceOf;
        _engine = new(limits);
        _handler = new(tenants, rateLimits, new TokenIds(SystemRandom.Fill), limits, proxies);
    }

    public readonly int ReceiveBytesMax => _engine.ReceiveBytesMax;

    public readonly int AnswerBytesMax => _engine.AnswerBytesMax;

    public readonly void BeginTurn(in TurnTime now)
    {
        long unixSeconds = now.UnixMilliseconds / 1000;
        _engine.BeginTurn(unixSeconds);
        _handler.BeginTurn(unixSeconds, now.MonotonicMilliseconds);
    }

    public readonly void BeginDrain() => _engine.Draining = true;

    public readonly void Open(ref HttpConnection connection, in ConnectionOrigin origin) =>
        connection.Caller = new()
        {
            Address = origin.PeerAddress,
            Surface = _surfaceOf(origin.AddressIndex),
            IsReserved = origin.IsReserved,
        };

    public Progress Advance(ref HttpConnection connection, Span<byte> received, Span<byte> answers, int start)
    {
        _handler.Caller = connection.Caller;
        SessionProgress progress = _engine.AdvanceUnsealed(
            ref connection.Session, ref _handler, received, answers, start);
        return new(progress.Consumed, progress.Written, progress.Next switch
        {
            SessionNext.ReceiveHead => Next.ReceiveHead,
            SessionNext.ReceiveBody => Next.ReceiveBody,
            SessionNext.Idle => Next.Idle,
            SessionNext.Flush => Next.Flush,
            SessionNext.Await => Next.Await,
            _ => Next.Close,
        });
    }

    public readonly void Seal(Span<byte> answers) => _handler.Seal(answers);

    public readonly int WriteTimeout(ref HttpConnection connection, Span<byte> answers) =>
        _engine.WriteTimeout(ref connection.Session, answers);

    public void Abandon(ref HttpConnection connection) =>
        HttpEngine.Abandon(ref connection.Session, ref _handler);
}
