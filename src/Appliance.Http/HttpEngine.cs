using System.Diagnostics;
using Appliance.Connections;

namespace Appliance.Http;

/// <summary>
/// Parses the received bytes of connections into requests, calls a handler and serializes its responses. One instance
/// per thread, because it owns that thread's scratch buffers. It does no I/O, reads no clock, allocates nothing after
/// construction and never throws on any input.
/// <para>
/// Call <see cref="BeginTurn"/> at every wake-up. Then call <see cref="Advance"/> for each ready connection with all
/// unconsumed bytes and the free part of its send buffer. Discard the consumed bytes; keep the rest and pass it again
/// with the next bytes appended. Chunked bodies are decoded in place, so the caller must not use the passed bytes for
/// anything else.
/// </para>
/// </summary>
public sealed class HttpEngine
{
    private readonly HttpLimits _limits;
    private readonly HttpDate _date = new();
    private readonly byte[] _bodyScratch;
    private readonly byte[] _headerScratch = new byte[ResponseWriter.AddedHeaderBytesMax];

    /// <exception cref="ArgumentOutOfRangeException">A limit is out of range.</exception>
    public HttpEngine(HttpLimits limits)
    {
        limits.ThrowIfInvalid();
        _limits = limits;
        _bodyScratch = new byte[limits.ResponseBodyBytesMax];
        ResponseBytesMax = ResponseWriter.ResponseBytesMax(limits);
        ReceiveBytesMax = limits.RequestBytesMax;
    }

    /// <summary>
    /// Bytes of free send buffer needed to handle a request; with less, <see cref="Advance"/> returns
    /// <see cref="ConnectionPhase.Flush"/>.
    /// </summary>
    public int ResponseBytesMax { get; }

    /// <summary>Maximum encoded size of a request; a receive buffer never needs to be larger.</summary>
    public int ReceiveBytesMax { get; }

    /// <summary>Graceful shutdown: every further response has Connection: close and its connection closes.</summary>
    public bool Draining { get; set; }

    /// <summary>
    /// Bytes of the buffer budget that the current connection may use; set it before each <see cref="Advance"/>. A
    /// request whose head and Content-Length exceed it gets 503 before its body is read; a complete request that
    /// exceeds it gets 503 before it is handled. A larger response is replaced by 503. Unlimited by default.
    /// </summary>
    public int BufferableBytes { get; set; } = int.MaxValue;

    /// <summary>Sets the time of the Date field. Cheap while the second is unchanged.</summary>
    public void BeginTurn(long unixTimeSeconds) => _date.Set(unixTimeSeconds);

    /// <summary>
    /// Handles every complete pipelined request in <paramref name="received"/> and writes the responses in order to
    /// <paramref name="responses"/>, until the requests or the free space run out. The responses are ready to send.
    /// </summary>
    public AdvanceResult Advance<THandler>(
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
    /// Same as <see cref="Advance"/>, but writes from <paramref name="start"/> on, so that one buffer holds the
    /// responses of several connections. The caller must call <see cref="IRequestHandler.Seal"/> on the buffer before
    /// it sends any of them.
    /// </summary>
    public AdvanceResult AdvanceUnsealed<THandler>(
        ref HttpSession session, ref THandler handler, Span<byte> received, Span<byte> responses, int start)
        where THandler : IRequestHandler, allows ref struct
    {
        if (session.Has(SessionFlags.Closed))
            return new AdvanceResult(received.Length, 0, ConnectionPhase.Close);
        int consumed = 0;
        int written = 0;
        while (true)
        {
            if (session.Has(SessionFlags.Awaiting)
                && !TryFinish(ref session, ref handler, responses, start, ref written))
                return new AdvanceResult(consumed, written, ConnectionPhase.AwaitResponse);
            if (session.Has(SessionFlags.Closed))
                return new AdvanceResult(consumed, written, ConnectionPhase.Close);
            consumed += RequestReader.SkipEmptyLine(ref session, received[consumed..]);
            Span<byte> rest = received[consumed..];
            if (rest.IsEmpty)
                return new AdvanceResult(consumed, written, ConnectionPhase.Idle);
            session.Flags |= SessionFlags.RequestStarted;
            Span<byte> space = responses[(start + written)..];
            if (space.Length < ResponseBytesMax)
                return new AdvanceResult(consumed, written, ConnectionPhase.Flush);

            ParseResult read = RequestReader.Read(
                ref session, rest, _limits, out RequestHead head, out Extent body, out bool isHeadNew);
            // Based on the bytes received so far: how the request was split must not change the result.
            int missingBytes = MissingBytes(session, rest);
            if (isHeadNew && IsBatch(session)
                && !TryAdmit(ref session, ref handler, head, rest, responses, start, ref written))
                return new AdvanceResult(received.Length, written, ConnectionPhase.Close, missingBytes);
            if (read.Verdict == Verdict.NeedMore)
            {
                AdvanceResult wait = AwaitRest(ref session, rest, isHeadNew && head.ExpectsContinue, space);
                bool isRejected = wait.Next == ConnectionPhase.Close;
                return wait with
                {
                    Consumed = isRejected ? received.Length : consumed, Written = written + wait.Written,
                };
            }
            if (read.Verdict == Verdict.Reject)
            {
                written += Reject(ref session, space, read.Reason);
                return new AdvanceResult(received.Length, written, ConnectionPhase.Close);
            }
            if (read.Consumed > BufferableBytes)
            {
                written += Reject(ref session, space, RejectReason.BuffersExhausted);
                return new AdvanceResult(received.Length, written, ConnectionPhase.Close);
            }
            var response = new HttpResponse(_bodyScratch, _headerScratch);
            handler.Handle(head.ToRequest(rest, body.In(rest)), ref response);
            consumed += read.Consumed;
            session.Flags |= FlagsFrom(in head);
            if (response.IsDeferred)
            {
                session.Flags |= SessionFlags.Awaiting;
                session.Ticket = response.Ticket;
                return new AdvanceResult(consumed, written, ConnectionPhase.AwaitResponse);
            }
            written += Complete(ref session, in response, responses, start + written);
        }
    }

    /// <summary>
    /// Writes 408 if a request was not complete when its timeout expired (RFC 9110 §15.5.9), or 503 if its deferred
    /// response was not. Writes nothing between requests or if the free space is too small. The caller then closes the
    /// connection.
    /// </summary>
    /// <returns>Bytes written.</returns>
    public int WriteTimeout(ref HttpSession session, Span<byte> responses)
    {
        bool isDeferred = session.Has(SessionFlags.Awaiting);
        return EndWith(
            ref session, isDeferred ? RejectReason.ResponseTimedOut : RejectReason.RequestTimedOut, responses);
    }

    /// <summary>
    /// Writes 503 if the rest of an incomplete request exceeds the buffer budget. Writes nothing between requests or if
    /// the free space is too small. The caller then closes the connection.
    /// </summary>
    /// <returns>Bytes written.</returns>
    public int WriteBuffersExhausted(ref HttpSession session, Span<byte> responses) =>
        EndWith(ref session, RejectReason.BuffersExhausted, responses);

    /// <summary>The connection has ended. Abandons its deferred response, if any.</summary>
    public static void Abandon<THandler>(ref HttpSession session, ref THandler handler)
        where THandler : IRequestHandler, allows ref struct
    {
        if (session.Has(SessionFlags.Awaiting))
            handler.Abandon(session.Ticket);
        session.Flags = SessionFlags.Closed;
    }

    /// <summary>
    /// Writes the deferred response if it is complete. It is the first response written, so the space suffices.
    /// </summary>
    private bool TryFinish<THandler>(
        ref HttpSession session, ref THandler handler, Span<byte> responses, int start, ref int written)
        where THandler : IRequestHandler, allows ref struct
    {
        var response = new HttpResponse(_bodyScratch, _headerScratch);
        if (!handler.TryFinish(session.Ticket, ref response))
            return false;
        Debug.Assert(written == 0 && !response.IsDeferred);
        written += Complete(ref session, in response, responses, start + written);
        return true;
    }

    private int EndWith(ref HttpSession session, RejectReason reason, Span<byte> responses)
    {
        bool hasResponse = session.Has(SessionFlags.RequestStarted) && !session.Has(SessionFlags.Closed)
            && responses.Length >= ResponseBytesMax;
        int written = hasResponse ? Reject(ref session, responses, reason) : 0;
        session.Flags |= SessionFlags.Closed;
        return written;
    }

    /// <summary>Whether the body exceeds, or may come to exceed, the limit of a body that is not a batch.</summary>
    private bool IsBatch(in HttpSession session) =>
        session.HeadBytes > 0 && (session.ContentLength > _limits.BodyBytesMax || session.Has(SessionFlags.Batch));

    /// <summary>Returns false and writes the handler's response if it rejects the batch before its body is
    /// read.</summary>
    private bool TryAdmit<THandler>(
        ref HttpSession session, ref THandler handler, in RequestHead head, ReadOnlySpan<byte> rest,
        Span<byte> responses, int start, ref int written)
        where THandler : IRequestHandler, allows ref struct
    {
        var response = new HttpResponse(_bodyScratch, _headerScratch);
        if (handler.TryAdmit(head.ToRequest(rest, default), ref response))
            return true;
        response.CloseConnection = true;
        written += Complete(ref session, in response, responses, start + written);
        return false;
    }

    private static int MissingBytes(in HttpSession session, ReadOnlySpan<byte> rest) =>
        Math.Max(0, session.HeadBytes + session.ContentLength - rest.Length);

    /// <summary>Waits for the rest of a request, or rejects it if it exceeds the buffer budget.</summary>
    /// <param name="session">State of the connection.</param>
    /// <param name="rest">Bytes of the request received so far.</param>
    /// <param name="isContinueDue">The client waits for 100 (Continue).</param>
    /// <param name="space">Free space for the response.</param>
    private AdvanceResult AwaitRest(
        ref HttpSession session, ReadOnlySpan<byte> rest, bool isContinueDue, Span<byte> space)
    {
        if (session.HeadBytes == 0)
            return new AdvanceResult(0, 0, ConnectionPhase.ReceiveHead);
        int missingBytes = MissingBytes(session, rest);
        if (session.HeadBytes + session.ContentLength > BufferableBytes)
        {
            int rejection = Reject(ref session, space, RejectReason.BuffersExhausted);
            return new AdvanceResult(0, rejection, ConnectionPhase.Close, missingBytes);
        }
        int written = isContinueDue ? ResponseWriter.WriteContinue(space) : 0;
        return new AdvanceResult(0, written, ConnectionPhase.ReceiveBody, missingBytes);
    }

    private int Reject(ref HttpSession session, Span<byte> space, RejectReason reason)
    {
        Debug.Assert(space.Length >= ResponseBytesMax && !session.Has(SessionFlags.Closed));
        int written = ResponseWriter.WriteRejection(space, reason, _date.Line, session.Has(SessionFlags.HeadOnly));
        session.Flags |= SessionFlags.Closed;
        return written;
    }

    /// <summary>The properties of a head that are needed when its response is written.</summary>
    private static SessionFlags FlagsFrom(in RequestHead head) =>
        (head.Method == HttpMethod.Head ? SessionFlags.HeadOnly : 0)
        | (head.IsHttp10 ? SessionFlags.Http10 : 0)
        | (head.IsPersistent ? 0 : SessionFlags.NotPersistent);

    /// <summary>Writes the handler's response, then resets the session for the next request or closes it.</summary>
    private int Complete(ref HttpSession session, in HttpResponse response, Span<byte> responses, int start)
    {
        Span<byte> space = responses[start..];
        Debug.Assert(space.Length >= ResponseBytesMax);
        if (!ResponseWriter.IsValid(in response))
            return Reject(ref session, space, RejectReason.ResponseInvalid);
        if (response.BodyLength > BufferableBytes)
            return Reject(ref session, space, RejectReason.BuffersExhausted);
        int requests = session.Requests + 1;
        bool isLast = _limits.RequestsPerConnectionMax > 0 && requests >= _limits.RequestsPerConnectionMax;
        bool isClosing = Draining || isLast || response.CloseConnection || session.Has(SessionFlags.NotPersistent);
        ConnectionField connection = isClosing ? ConnectionField.Close
            : session.Has(SessionFlags.Http10) ? ConnectionField.KeepAlive
            : ConnectionField.Omitted;
        bool isHeadOnly = session.Has(SessionFlags.HeadOnly);
        session = new() { Requests = requests, Flags = isClosing ? SessionFlags.Closed : SessionFlags.None };
        int written = ResponseWriter.Write(space, in response, _date.Line, connection, isHeadOnly);
        Debug.Assert(written <= ResponseBytesMax);
        Debug.Assert(response.Sealer is null || (uint)response.UnsealedStart < (uint)response.BodyLength);
        if (response.Sealer is { } sealer && !isHeadOnly && !StatusLines.HasNoBody(response.Status))
            sealer.Place(responses, start + written - response.BodyLength + response.UnsealedStart);
        return written;
    }
}
