using System.Text;
using Appliance.Connections;

namespace Appliance.Http.Tests;

/// <summary>
/// One connection without a socket. Like a listener, it buffers unconsumed bytes and passes them again with more, and
/// it asserts the engine's contract. Received bytes and response space both end directly before a guard page.
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

    public ConnectionPhase Next { get; private set; } = ConnectionPhase.Idle;

    public bool IsClosed => Next == ConnectionPhase.Close;

    public int Requests => _handler.Requests;

    /// <summary>The last value that the engine returned.</summary>
    public int MissingBytes { get; private set; }

    /// <summary>Number of received, unconsumed bytes.</summary>
    public int Buffered { get; private set; }

    /// <summary>All bytes that the server sent, in order.</summary>
    public byte[] Sent => [.. _sent];

    public string SentText => Encoding.Latin1.GetString(Sent);

    /// <summary>
    /// The sent bytes and the next action: the part that must not depend on how the stream is split. 100 (Continue) is
    /// removed, because it depends on whether the body arrives with the head.
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
            AdvanceResult progress = Step();
            Next = progress.Next;
            MissingBytes = progress.MissingBytes;
        }
        while (Next == ConnectionPhase.Flush);
        return this;
    }

    public Conversation TimeOut() => End(_engine.WriteTimeout);

    public Conversation RunBuffersExhausted() => End(_engine.WriteBuffersExhausted);

    /// <summary>Sends a stream, split at these positions.</summary>
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

    /// <summary>Sends a stream, after asserting that every split of it gives the same outcome.</summary>
    public static Conversation Of(string stream, HttpLimits? limits = null)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(stream);
        Splits.AssertSame(bytes, limits);
        return Of(bytes, limits: limits);
    }

    /// <summary>End address of the memory that received bytes are passed in.</summary>
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
        Next = ConnectionPhase.Close;
        return this;
    }

    private AdvanceResult Step()
    {
        Span<byte> received = GuardedMemory.Last(Buffered, ref _receivedMemory);
        Span<byte> responses = GuardedMemory.Last(_responseRoom, ref _responseMemory);
        _buffer.AsSpan(0, Buffered).CopyTo(received);
        AdvanceResult progress = _engine.Advance(ref _session, ref _handler, received, responses);
        Assert.InRange(progress.Consumed, 0, Buffered);
        Assert.InRange(progress.Written, 0, responses.Length);
        _sent.AddRange(responses[..progress.Written]);
        received[progress.Consumed..].CopyTo(_buffer);
        Buffered -= progress.Consumed;
        if (progress.Next == ConnectionPhase.Idle)
            Assert.Equal(0, Buffered);
        if (progress.Next is ConnectionPhase.ReceiveHead or ConnectionPhase.ReceiveBody)
            Assert.True(Buffered < _engine.ReceiveBytesMax, "a full receive buffer must be handled or rejected");
        if (progress.Next == ConnectionPhase.Flush)
            Assert.True(progress.Written > 0, "Flush returned although a response would fit");
        return progress;
    }
}
