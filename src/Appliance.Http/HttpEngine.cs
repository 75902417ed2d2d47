namespace Appliance.Http;

/// <summary>
/// Turns the bytes of connections into requests for a handler, and its answers into bytes. One per thread: it owns
/// that thread's scratch. It does no I/O, reads no clock, allocates nothing after construction and throws nothing,
/// whatever arrives.
/// <para>
/// Calling it: <see cref="BeginTurn"/> at every wake-up; then for each connection with news <see cref="Advance"/>
/// with all bytes not yet consumed, from the first on, and the free room of its send buffer. The consumed bytes are
/// dropped, the rest is kept at the front and passed again with what arrives. Chunked bodies are decoded in place, so
/// what was passed is not to be used for anything else.
/// </para>
/// </summary>
public sealed class HttpEngine
{
    private readonly HttpLimits _limits;
    private readonly HttpDate _date = new();
    private readonly byte[] _bodyScratch;
    private readonly byte[] _headerScratch = new byte[ResponseWriter.AddedHeaderBytesMax];

    /// <exception cref="ArgumentOutOfRangeException">A limit cannot be meant.</exception>
    public HttpEngine(HttpLimits limits)
    {
        limits.ThrowIfInvalid();
        _limits = limits;
        _bodyScratch = new byte[limits.ResponseBodyBytesMax];
        ResponseBytesMax = ResponseWriter.ResponseBytesMax(limits);
        ReceiveBytesMax = limits.RequestBytesMax;
    }

    /// <summary>With less room than this, <see cref="Advance"/> returns <see cref="SessionAction.Flush"/>.</summary>
    public int ResponseBytesMax { get; }

    /// <summary>No request, as sent, is longer: a receive buffer never needs to be larger.</summary>
    public int ReceiveBytesMax { get; }

    /// <summary>From now on every answer says Connection: close, and its connection closes.</summary>
    public bool Draining { get; set; }

    /// <summary>
    /// Bytes that can be kept for the connection at hand; set it before each <see cref="Advance"/>. A request that
    /// announces more is refused with 503 before its body is read, one that has more before it is handled, and an
    /// answer that has more is replaced by 503. No limit at first.
    /// </summary>
    public int BufferableBytes { get; set; } = int.MaxValue;

    /// <summary>Sets the time that answers tell. Cheap where the second is still the same.</summary>
    public void BeginTurn(long unixTimeSeconds) => _date.Set(unixTimeSeconds);

    /// <summary>
    /// Answers every complete pipelined request in `received` into `answers`, in order, until one of them runs out. The
    /// answers are ready to be sent.
    /// </summary>
    public SessionProgress Advance<THandler>(
        ref HttpSession session, ref THandler handler, Span<byte> received, Span<byte> responses)
        where THandler : IRequestHandler, allows ref struct
    {
        try
        {
            return AdvanceUnsealed(ref session, ref handler, received, responses, start: 0);
        }
        finally
        {
            handler.Seal(responses);
        }
    }

    /// <summary>
    /// As <see cref="Advance"/>, but into `answers` from `start` on, for answers of several connections in one buffer:
    /// before any of them is sent, the caller has the handler <see cref="IRequestHandler.Seal"/> the buffer.
    /// </summary>
    public SessionProgress AdvanceUnsealed<THandler>(
        ref HttpSession session, ref THandler handler, Span<byte> received, Span<byte> responses, int start)
        where THandler : IRequestHandler, allows ref struct
    {
        if (session.Has(SessionFlags.Closed))
            return new SessionProgress(received.Length, 0, SessionAction.Close);
        int consumed = 0;
        int written = 0;
        while (true)
        {
            if (session.Has(SessionFlags.Awaiting)
                && !TryFinish(ref session, ref handler, responses, start, ref written))
                return new SessionProgress(consumed, written, SessionAction.AwaitResponse);
            if (session.Has(SessionFlags.Closed))
                return new SessionProgress(consumed, written, SessionAction.Close);
            consumed += RequestReader.SkipEmptyLine(ref session, received[consumed..]);
            Span<byte> rest = received[consumed..];
            if (rest.IsEmpty)
                return new SessionProgress(consumed, written, SessionAction.Idle);
            session.Flags |= SessionFlags.RequestBegun;
            Span<byte> room = responses[(start + written)..];
            if (room.Length < ResponseBytesMax)
                return new SessionProgress(consumed, written, SessionAction.Flush);

            ParseResult read = RequestReader.Read(
                ref session, rest, _limits, out RequestHead head, out Extent body, out bool isHeadNew);
            // Whatever is here of the body: how the request was cut must not decide.
            int missingBytes = MissingBytes(session, rest);
            if (isHeadNew && IsBatch(session)
                && !TryAdmit(ref session, ref handler, head, rest, responses, start, ref written))
                return new SessionProgress(received.Length, written, SessionAction.Close, missingBytes);
            if (read.Verdict == Verdict.NeedMore)
            {
                SessionProgress wait = AwaitRest(ref session, rest, isHeadNew && head.ExpectsContinue, room);
                bool isRefused = wait.Next == SessionAction.Close;
                return wait with
                {
                    Consumed = isRefused ? received.Length : consumed, Written = written + wait.Written,
                };
            }
            if (read.Verdict == Verdict.Reject)
            {
                written += Reject(ref session, room, read.Reason);
                return new SessionProgress(received.Length, written, SessionAction.Close);
            }
            if (read.Consumed > BufferableBytes)
            {
                written += Reject(ref session, room, RejectReason.OutOfBuffers);
                return new SessionProgress(received.Length, written, SessionAction.Close);
            }
            var response = new HttpResponse(_bodyScratch, _headerScratch);
            handler.Handle(head.ToRequest(rest, body.In(rest)), ref response);
            consumed += read.Consumed;
            session.Flags |= FlagsFrom(in head);
            if (response.IsDeferred)
            {
                session.Flags |= SessionFlags.Awaiting;
                session.Ticket = response.Ticket;
                return new SessionProgress(consumed, written, SessionAction.AwaitResponse);
            }
            written += Complete(ref session, ref handler, in response, responses, start + written);
        }
    }

    /// <summary>
    /// Answers 408 where a request was begun and did not arrive in time (RFC 9110 §15.5.9), and 503 where its answer
    /// did not; writes nothing between requests or without room. The connection is then to be closed.
    /// </summary>
    /// <returns>Bytes written.</returns>
    public int WriteTimeout(ref HttpSession session, Span<byte> responses) => EndWith(
        ref session, session.Has(
            SessionFlags.Awaiting) ? RejectReason.ResponseTimedOut : RejectReason.RequestTimedOut, responses);

    /// <summary>
    /// Answers 503 where a request was begun and what arrives of it cannot be kept; writes nothing between requests or
    /// without room. The connection is then to be closed.
    /// </summary>
    /// <returns>Bytes written.</returns>
    public int WriteOutOfBuffers(ref HttpSession session, Span<byte> responses) =>
        EndWith(ref session, RejectReason.OutOfBuffers, responses);

    /// <summary>The connection has ended, perhaps while an answer was awaited, which the handler then hears.</summary>
    public static void Abandon<THandler>(ref HttpSession session, ref THandler handler)
        where THandler : IRequestHandler, allows ref struct
    {
        if (session.Has(SessionFlags.Awaiting))
            handler.Abandon(session.Ticket);
        session.Flags = SessionFlags.Closed;
    }

    /// <summary>Writes the answer that was left for later, if it is there. It comes first, so there is room.</summary>
    private bool TryFinish<THandler>(
        ref HttpSession session, ref THandler handler, Span<byte> responses, int start, ref int written)
        where THandler : IRequestHandler, allows ref struct
    {
        var response = new HttpResponse(_bodyScratch, _headerScratch);
        if (!handler.TryFinish(session.Ticket, ref response))
            return false;
        written += Complete(ref session, ref handler, in response, responses, start + written);
        return true;
    }

    private int EndWith(ref HttpSession session, RejectReason reason, Span<byte> responses)
    {
        bool isAnswered = session.Has(SessionFlags.RequestBegun) && !session.Has(SessionFlags.Closed)
            && responses.Length >= ResponseBytesMax;
        int written = isAnswered ? Reject(ref session, responses, reason) : 0;
        session.Flags |= SessionFlags.Closed;
        return written;
    }

    /// <summary>Whether the body is longer than that of other requests may be, or may become so.</summary>
    private bool IsBatch(in HttpSession session) =>
        session.HeadBytes > 0 && (session.ContentLength > _limits.BodyBytesMax || session.Has(SessionFlags.Batch));

    /// <summary>False, with the handler's answer written, if the body of a batch is not to be read.</summary>
    private bool TryAdmit<THandler>(
        ref HttpSession session, ref THandler handler, in RequestHead head, ReadOnlySpan<byte> rest,
        Span<byte> responses, int start, ref int written)
        where THandler : IRequestHandler, allows ref struct
    {
        var response = new HttpResponse(_bodyScratch, _headerScratch);
        if (handler.TryAdmit(head.ToRequest(rest, default), ref response))
            return true;
        response.CloseConnection = true;
        written += Complete(ref session, ref handler, in response, responses, start + written);
        return false;
    }

    private static int MissingBytes(in HttpSession session, ReadOnlySpan<byte> rest) =>
        Math.Max(0, session.HeadBytes + session.ContentLength - rest.Length);

    /// <summary>The rest of a request is waited for, or refused if there is no room for it.</summary>
    /// <param name="session">The connection's.</param>
    /// <param name="rest">What is here of the request.</param>
    /// <param name="isContinueDue">The client waits for 100 (Continue).</param>
    /// <param name="room">For what is written.</param>
    private SessionProgress AwaitRest(
        ref HttpSession session, ReadOnlySpan<byte> rest, bool isContinueDue, Span<byte> room)
    {
        if (session.HeadBytes == 0)
            return new SessionProgress(0, 0, SessionAction.ReceiveHead);
        int missingBytes = MissingBytes(session, rest);
        if (session.HeadBytes + session.ContentLength > BufferableBytes)
        {
            int refusal = Reject(ref session, room, RejectReason.OutOfBuffers);
            return new SessionProgress(0, refusal, SessionAction.Close, missingBytes);
        }
        int written = isContinueDue ? ResponseWriter.WriteContinue(room) : 0;
        return new SessionProgress(0, written, SessionAction.ReceiveBody, missingBytes);
    }

    private int Reject(ref HttpSession session, Span<byte> room, RejectReason reason)
    {
        int written = ResponseWriter.WriteRejection(room, reason, _date.Line, session.Has(SessionFlags.HeadOnly));
        session.Flags |= SessionFlags.Closed;
        return written;
    }

    /// <summary>What has to be known of a head when its request is answered.</summary>
    private static SessionFlags FlagsFrom(in RequestHead head) =>
        (head.Method == HttpMethod.Head ? SessionFlags.HeadOnly : 0)
        | (head.IsHttp10 ? SessionFlags.Http10 : 0)
        | (head.IsPersistent ? 0 : SessionFlags.NotPersistent);

    /// <summary>Writes the handler's answer and readies the session for the next request, or closes it.</summary>
    private int Complete<THandler>(
        ref HttpSession session, ref THandler handler, in HttpResponse response, Span<byte> responses, int start)
        where THandler : IRequestHandler, allows ref struct
    {
        Span<byte> room = responses[start..];
        if (!ResponseWriter.IsValid(in response))
            return Reject(ref session, room, RejectReason.ResponseInvalid);
        if (response.BodyLength > BufferableBytes)
            return Reject(ref session, room, RejectReason.OutOfBuffers);
        int requests = session.Requests + 1;
        bool isLast = _limits.RequestsPerConnectionMax > 0 && requests >= _limits.RequestsPerConnectionMax;
        bool isClosing = Draining || isLast || response.CloseConnection || session.Has(SessionFlags.NotPersistent);
        ConnectionField connection = isClosing ? ConnectionField.Close
            : session.Has(SessionFlags.Http10) ? ConnectionField.KeepAlive
            : ConnectionField.Omitted;
        bool isHeadOnly = session.Has(SessionFlags.HeadOnly);
        session = new() { Requests = requests, Flags = isClosing ? SessionFlags.Closed : SessionFlags.None };
        int written = ResponseWriter.Write(room, in response, _date.Line, connection, isHeadOnly);
        if (response.IsUnsealed && !isHeadOnly && !StatusLines.HasNoBody(response.Status))
            handler.AddUnsealed(responses, start + written - response.BodyLength);
        return written;
    }
}
