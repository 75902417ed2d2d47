using Appliance.Endpoints;
using Appliance.Http;
using Appliance.Listening;
using Appliance.Tokens;

namespace Appliance.Serving;

/// <summary>Joins the listener, which knows bytes, to HTTP and the endpoints: one a thread. It and the handler are
/// structs, so that the loop calls both without indirection.</summary>
internal struct HttpProtocol : IProtocol<HttpSession>
{
    private readonly HttpEngine _engine;
    private ApiHandler _handler;

    public HttpProtocol(Tenants tenants)
    {
        HttpLimits limits = new();
        _engine = new(limits);
        _handler = new(tenants, new TokenIds(SystemRandom.Fill), limits);
    }

    public readonly int ReceiveBytesMax => _engine.ReceiveBytesMax;

    public readonly int AnswerBytesMax => _engine.AnswerBytesMax;

    public void BeginTurn(long unixTimeMilliseconds)
    {
        long unixTimeSeconds = unixTimeMilliseconds / 1000;
        _engine.BeginTurn(unixTimeSeconds);
        _handler.NowSeconds = unixTimeSeconds;
    }

    public readonly void BeginDrain() => _engine.Draining = true;

    public Progress Advance(ref HttpSession session, Span<byte> received, Span<byte> answers)
    {
        SessionProgress progress = _engine.Advance(ref session, ref _handler, received, answers);
        return new(progress.Consumed, progress.Written, progress.Next switch
        {
            SessionNext.ReceiveHead => Next.ReceiveHead,
            SessionNext.ReceiveBody => Next.ReceiveBody,
            SessionNext.Idle => Next.Idle,
            SessionNext.Flush => Next.Flush,
            _ => Next.Close,
        });
    }

    public int WriteTimeout(ref HttpSession session, Span<byte> answers) => _engine.WriteTimeout(ref session, answers);
}
