using Appliance.Connections;
using Appliance.Endpoints;
using Appliance.Http;
using Appliance.Tokens;

namespace Appliance.Hosting.Serving;

/// <summary>The state of a connection: its HTTP session and its caller.</summary>
public struct HttpConnection
{
    public HttpSession Session;
    public Caller Caller;
    public Waker Waker;
}

/// <summary>Connects the listener to HTTP and the endpoints; one per thread. It and the handler are structs, so that
/// the loop calls both without indirection.</summary>
public struct HttpProtocol : IProtocol<HttpConnection>
{
    private readonly HttpEngine _engine;
    private readonly Func<int, Surface> _surfaceOf;
    private readonly CurrentConnection _current = new();
    private ApiHandler _handler;

    /// <param name="services">The services shared by all threads.</param>
    /// <param name="limits">Limits of requests and responses.</param>
    /// <param name="surfaceOf">The surface of the address with this index in the listener.</param>
    public HttpProtocol(ApiServices services, HttpLimits limits, Func<int, Surface> surfaceOf)
    {
        _surfaceOf = surfaceOf;
        _engine = new(limits);
        _handler = new(services, new TokenIds(SystemRandom.Fill), limits, _current.WakeOf);
    }

    public readonly int ReceiveBytesMax => _engine.ReceiveBytesMax;

    public readonly int ResponseBytesMax => _engine.ResponseBytesMax;

    public readonly void BeginTurn(in TurnTime now)
    {
        long unixSeconds = now.UnixMilliseconds / 1000;
        _engine.BeginTurn(unixSeconds);
        _handler.BeginTurn(unixSeconds, now.MonotonicMilliseconds);
    }

    public readonly void BeginDrain()
    {
        _engine.Draining = true;
        _handler.BeginDrain();
    }

    public readonly void Open(ref HttpConnection connection, in ConnectionOrigin origin)
    {
        connection.Waker = origin.Waker;
        connection.Caller = new()
        {
            Address = origin.PeerAddress,
            Surface = _surfaceOf(origin.AddressIndex),
            IsReserved = origin.IsReserved,
        };
    }

    public AdvanceResult Advance(
        ref HttpConnection connection, Span<byte> received, Span<byte> responses, int start, int bufferableBytes)
    {
        _engine.BufferableBytes = bufferableBytes;
        _handler.Caller = connection.Caller;
        _current.Waker = connection.Waker;
        return _engine.AdvanceUnsealed(ref connection.Session, ref _handler, received, responses, start);
    }

    public readonly void Seal(Span<byte> responses) => _handler.Seal(responses);

    public readonly int WriteTimeout(ref HttpConnection connection, Span<byte> responses) =>
        _engine.WriteTimeout(ref connection.Session, responses);

    public readonly int WriteBuffersExhausted(ref HttpConnection connection, Span<byte> responses) =>
        _engine.WriteBuffersExhausted(ref connection.Session, responses);

    public void Abandon(ref HttpConnection connection) =>
        HttpEngine.Abandon(ref connection.Session, ref _handler);

    /// <summary>The connection whose requests are being handled.</summary>
    private sealed class CurrentConnection
    {
        public Waker Waker { get; set; }

        /// <summary>A delegate that wakes this connection later; allocated only for deferred responses.</summary>
        public Action WakeOf()
        {
            Waker waker = Waker;
            return waker.Wake;
        }
    }
}
