using System.Text;

namespace Appliance.Http.Tests;

/// <summary>
/// One connection without a socket: it keeps unconsumed bytes and hands them back with more, as a listener does, and
/// holds the engine to its contract while it does.
/// </summary>
internal sealed class Conversation
{
    private readonly HttpEngine _engine;
    private readonly byte[] _answers;
    private readonly List<byte> _sent = [];
    private byte[] _buffer = [];
    private HttpSession _session;
    private EchoHandler _handler;

    public Conversation(HttpLimits? limits = null, int? answerRoom = null)
    {
        _engine = new HttpEngine(limits ?? new HttpLimits());
        _answers = new byte[answerRoom ?? (_engine.AnswerBytesMax + 500)];
        _engine.BeginTurn(784_111_777);
    }

    public HttpEngine Engine => _engine;

    public SessionNext Next { get; private set; } = SessionNext.Idle;

    public bool IsClosed => Next == SessionNext.Close;

    public int Requests => _handler.Requests;

    /// <summary>Received and not consumed.</summary>
    public int Buffered => _buffer.Length;

    /// <summary>Everything the server said, in order.</summary>
    public byte[] Sent => [.. _sent];

    public string SentText => Encoding.Latin1.GetString(Sent);

    public Conversation Receive(string text) => Receive(Encoding.Latin1.GetBytes(text));

    public Conversation Receive(ReadOnlySpan<byte> bytes)
    {
        if (IsClosed)
            return this;
        _buffer = [.. _buffer, .. bytes];
        do
        {
            SessionProgress progress = Step();
            Next = progress.Next;
        }
        while (Next == SessionNext.Flush);
        return this;
    }

    public Conversation TimeOut()
    {
        int written = _engine.WriteTimeout(ref _session, _answers);
        _sent.AddRange(_answers.AsSpan(0, written));
        Next = SessionNext.Close;
        return this;
    }

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

    public static Conversation Of(string stream, HttpLimits? limits = null) =>
        Of(Encoding.Latin1.GetBytes(stream), limits: limits);

    private SessionProgress Step()
    {
        SessionProgress progress = _engine.Advance(ref _session, ref _handler, _buffer, _answers);
        Assert.InRange(progress.Consumed, 0, _buffer.Length);
        Assert.InRange(progress.Written, 0, _answers.Length);
        _sent.AddRange(_answers.AsSpan(0, progress.Written));
        _buffer = _buffer[progress.Consumed..];
        if (progress.Next == SessionNext.Idle)
            Assert.Empty(_buffer);
        if (progress.Next is SessionNext.ReceiveHead or SessionNext.ReceiveBody)
            Assert.True(_buffer.Length < _engine.ReceiveBytesMax, "a full receive buffer must be decided on");
        if (progress.Next == SessionNext.Flush)
            Assert.True(progress.Written > 0, "there was room for an answer");
        return progress;
    }
}
