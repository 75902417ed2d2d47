namespace Appliance.Http;

/// <summary>
/// The answer a handler fills in; the engine then writes it. It begins as an empty 200. For HEAD it is filled in
/// as for GET: the engine sends the length and leaves the body out. A 401 needs its WWW-Authenticate and a 405 its
/// Allow, each through <see cref="AddHeader"/>.
/// </summary>
public ref struct HttpResponse
{
    private readonly Span<byte> _headerBuffer;
    private int _headerLength;

    /// <summary>The engine hands in its scratch; a test may hand in any.</summary>
    public HttpResponse(Span<byte> bodyBuffer, Span<byte> headerBuffer)
    {
        Status = HttpStatus.Ok;
        BodyBuffer = bodyBuffer;
        _headerBuffer = headerBuffer;
    }

    public HttpStatus Status { get; set; }

    public ContentKind ContentKind { get; set; }

    /// <summary>Adds Cache-Control: no-store (RFC 9111 §5.2.2.5), as every answer that carries a token must.</summary>
    public bool NoStore { get; set; }

    /// <summary>Close the connection after this answer, and say so in it.</summary>
    public bool CloseConnection { get; set; }

    /// <summary>
    /// Some of the body's bytes are filled in later, but before the answer is sent: the handler is told where the body
    /// went (<see cref="IRequestHandler.AddUnsealed"/>), unless it is not sent at all, and when the time has come
    /// (<see cref="IRequestHandler.Seal"/>). So it can do for several answers at once what costs less together.
    /// </summary>
    public bool IsUnsealed { get; set; }

    /// <summary>Where to write the body: <see cref="HttpLimits.ResponseBodyBytesMax"/> bytes of scratch.</summary>
    public Span<byte> BodyBuffer { get; }

    /// <summary>How much of <see cref="BodyBuffer"/> is the body.</summary>
    public int BodyLength { get; set; }

    /// <summary>The answer comes later: <see cref="IRequestHandler.TryFinish"/> will be asked for it.</summary>
    internal bool IsDeferred { get; private set; }

    internal long Ticket { get; private set; }

    /// <summary>The lines added so far.</summary>
    public readonly ReadOnlySpan<byte> Headers => _headerBuffer[.._headerLength];

    /// <summary>What does not fit is a mistake of ours; the engine answers 500 instead.</summary>
    internal bool HeadersOverflowed { get; private set; }

    /// <summary>
    /// Leaves the answer for later, whatever else is filled in. Requests behind this one wait, so that answers keep
    /// their order; the request's bytes are gone by then.
    /// </summary>
    /// <param name="ticket">What <see cref="IRequestHandler.TryFinish"/> will be asked for.</param>
    public void Defer(long ticket)
    {
        IsDeferred = true;
        Ticket = ticket;
    }

    /// <summary>Adds one whole "Name: value\r\n" line. All lines together have 1 KiB.</summary>
    public void AddHeader(scoped ReadOnlySpan<byte> line)
    {
        if (!line.TryCopyTo(_headerBuffer[_headerLength..]))
        {
            HeadersOverflowed = true;
            return;
        }
        _headerLength += line.Length;
    }
}
