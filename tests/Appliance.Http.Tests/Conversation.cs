using System.Text;

namespace Appliance.Http.Tests;

/// <summary>
/// One connection without a socket: it keeps unconsumed bytes and hands them back with more, as a listener does, and
/// holds the engine to its contract while it does. Both what was received and the room for answers end right before a
/// page that must not be touched.
/// </summary>
internal sealed class Conversation
{
    [ThreadStatic]
    private static GuardedMemory? _receivedMemory;

    [ThreadStatic]
    private static GuardedMemory? _responseMemory;

    private delegate int FinalWrite(ref HttpSession session, Span<byte> responses);

    private readonly HttpEngine _engine;
    private readonly int _responseRoom;
    private readonly List<byte> _sent = [];
    private byte[] _buffer = new byte[256];
    private HttpSession _session;
    private EchoHandler _handler;

    public Conversation(HttpLimits? limits = null, int? responseRoom = null)
    {
        _engine = new HttpEngine(limits ?? new HttpLimits());
        _responseRoom = responseRoom ?? (_engine.ResponseBytesMax + 500);
        _engine.BeginTurn(784_111_777);
    }

    public HttpEngine Engine => _engine;

    public SessionAction Next { get; private set; } = SessionAction.Idle;

    public bool IsClosed => Next == SessionAction.Close;

    public int Requests => _handler.Requests;

    /// <summary>As the engine said last.</summary>
    public int MissingBytes { get; private set; }

    /// <summary>Received and not consumed.</summary>
    public int Buffered { get; private set; }

    /// <summary>Everything the server said, in order.</summary>
    public byte[] Sent => [.. _sent];

    public string SentText => Encoding.Latin1.GetString(Sent);

    /// <summary>
    /// What must be the same however the stream is cut: all that was said, and what is waited for. Whether a client is
    /// told to continue depends on whether its body is late.
    /// </summary>
    public string Outcome => SentText.Replace("HTTP/1.1 100 Continue\r\n\r\n", "", StringComparison.Ordinal) + Next;

    public Conversation Receive(string text) => Receive(Encoding.Latin1.GetBytes(text));

    public Conversation Receive(ReadOnlySpan<byte> bytes)
    {
        if (IsClosed)
            return this;
        if (Buffered + bytes.Length > _buffer.Length)
            Array.Resize(ref _buffer, 2 * (Buffered + bytes.Length));
        bytes.CopyTo(_buffer.AsSpan(Buffered));
        Buffered += bytes.Length;
        do
        {
            SessionProgress progress = Step();
            Next = progress.Next;
            MissingBytes = progress.MissingBytes;
        }
        while (Next == SessionAction.Flush);
        return this;
    }

    public Conversation TimeOut() => End(_engine.WriteTimeout);

    public Conversation RunOutOfBuffers() => End(_engine.WriteOutOfBuffers);

    /// <summary>What a whole stream gets, cut at these positions.</summary>
    public static Conversation Of(ReadOnlySpan<byte> stream, IEnumerable<int>? cuts = null, HttpLimits? limits = null)
    {
        var conversation = new Conversation(limits);
        int from = 0;
        foreach (int cut in cuts ?? [])
        {
            conversation.Receive(stream[from..cut]);
            from = cut;
        }
        return conversation.Receive(stream[from..]);
    }

    /// <summary>What a text that a test is about gets, which is the same however it is cut.</summary>
    public static Conversation Of(string stream, HttpLimits? limits = null)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(stream);
        Splits.AssertSame(bytes, limits);
        return Of(bytes, limits: limits);
    }

    /// <summary>Where the memory ends that received bytes are handed over in.</summary>
    public static nuint EndOfReceived
    {
        get
        {
            GuardedMemory.Last(0, ref _receivedMemory);
            return _receivedMemory!.End;
        }
    }

    private Conversation End(FinalWrite write)
    {
        Span<byte> responses = GuardedMemory.Last(_responseRoom, ref _responseMemory);
        int written = write(ref _session, responses);
        _sent.AddRange(responses[..written]);
        Next = SessionAction.Close;
        return this;
    }

    private SessionProgress Step()
    {
        Span<byte> received = GuardedMemory.Last(Buffered, ref _receivedMemory);
        Span<byte> responses = GuardedMemory.Last(_responseRoom, ref _responseMemory);
        _buffer.AsSpan(0, Buffered).CopyTo(received);
        SessionProgress progress = _engine.Advance(ref _session, ref _handler, received, responses);
        Assert.InRange(progress.Consumed, 0, Buffered);
        Assert.InRange(progress.Written, 0, responses.Length);
        _sent.AddRange(responses[..progress.Written]);
        received[progress.Consumed..].CopyTo(_buffer);
        Buffered -= progress.Consumed;
        if (progress.Next == SessionAction.Idle)
            Assert.Equal(0, Buffered);
        if (progress.Next is SessionAction.ReceiveHead or SessionAction.ReceiveBody)
            Assert.True(Buffered < _engine.ReceiveBytesMax, "a full receive buffer must be decided on");
        if (progress.Next == SessionAction.Flush)
            Assert.True(progress.Written > 0, "there was room for an answer");
        return progress;
    }
}
