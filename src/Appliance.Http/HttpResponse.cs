namespace Appliance.Http;

/// <summary>
/// The response that a handler fills in and the engine serializes. Initially an empty 200. Fill it in for HEAD as for
/// GET: the engine sends Content-Length and omits the body. Add WWW-Authenticate to a 401 and Allow to a 405 with
/// <see cref="AddHeader"/>.
/// </summary>
public ref struct HttpResponse
{
    private readonly Span<byte> _headerBuffer;
    private int _headerLength;

    /// <summary>The engine passes its scratch buffers; a test may pass any buffers.</summary>
    public HttpResponse(Span<byte> bodyBuffer, Span<byte> headerBuffer)
    {
        Status = HttpStatus.Ok;
        BodyBuffer = bodyBuffer;
        _headerBuffer = headerBuffer;
    }

    public HttpStatus Status { get; set; }

    public ContentKind ContentKind { get; set; }

    /// <summary>Adds Cache-Control: no-store (RFC 9111 §5.2.2.5). Required for a response that carries a
    /// token.</summary>
    public bool NoStore { get; set; }

    /// <summary>Adds Connection: close and closes the connection after this response.</summary>
    public bool CloseConnection { get; set; }

    /// <summary>Scratch buffer for the body, <see cref="HttpLimits.ResponseBodyBytesMax"/> bytes.</summary>
    public Span<byte> BodyBuffer { get; }

    /// <summary>Length of the body in <see cref="BodyBuffer"/>.</summary>
    public int BodyLength { get; set; }

    /// <summary>The response is deferred and will be fetched with <see cref="IRequestHandler.TryFinish"/>.</summary>
    internal bool IsDeferred { get; private set; }

    internal long Ticket { get; private set; }

    /// <summary>Null if the body is complete.</summary>
    internal ISealer? Sealer { get; private set; }

    internal int UnsealedStart { get; private set; }

    /// <summary>The header lines added so far.</summary>
    public readonly ReadOnlySpan<byte> Headers => _headerBuffer[.._headerLength];

    /// <summary>The added header lines did not fit, a handler bug; the engine sends 500 instead.</summary>
    internal bool HeadersOverflowed { get; private set; }

    /// <summary>
    /// Defers the response; all other values are ignored. Pipelined requests behind this one wait, so that responses
    /// stay in order. The bytes of the request are not available when the response is completed.
    /// </summary>
    /// <param name="ticket">Identifies the response in <see cref="IRequestHandler.TryFinish"/>.</param>
    public void Defer(long ticket)
    {
        IsDeferred = true;
        Ticket = ticket;
    }

    /// <summary>
    /// Part of the body is filled in after <see cref="IRequestHandler.Handle"/>, but before the response is sent, which
    /// lets a handler batch work, such as signing, over several responses.
    /// </summary>
    /// <param name="sealer">Told where the part is in the buffer that is sent, unless the body is not sent. It fills in
    /// the part at the next <see cref="IRequestHandler.Seal"/>.</param>
    /// <param name="start">Offset of the part in the body.</param>
    public void LeaveUnsealed(ISealer sealer, int start)
    {
        Sealer = sealer;
        UnsealedStart = start;
    }

    /// <summary>Adds one complete "Name: value\r\n" line. All added lines together are limited to 1 KiB.</summary>
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
