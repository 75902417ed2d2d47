namespace Appliance.Listening.Portable;

/// <summary>One protocol for the connections of many threads: one call at a time, each a turn of its own.</summary>
internal sealed class SharedProtocol<TProtocol, TConnection>(TProtocol protocol, ListenerSettings settings)
    where TProtocol : IProtocol<TConnection>
    where TConnection : struct
{
    private readonly Lock _lock = new();
    private TProtocol _protocol = protocol;

    public int ReceiveBytesMax { get; } = protocol.ReceiveBytesMax;

    public int AnswerBytesMax { get; } = Math.Max(protocol.AnswerBytesMax, settings.UnsentBytesMax);

    public bool IsDraining { get; private set; }

    public void BeginDrain()
    {
        lock (_lock)
        {
            BeginTurn();
            _protocol.BeginDrain();
            IsDraining = true;
        }
    }

    public void Open(ref TConnection connection, in ConnectionOrigin origin)
    {
        lock (_lock)
        {
            BeginTurn();
            _protocol.Open(ref connection, origin);
        }
    }

    public Progress Advance(ref TConnection connection, Span<byte> received, Span<byte> answers)
    {
        lock (_lock)
        {
            BeginTurn();
            Progress progress = _protocol.Advance(ref connection, received, answers, start: 0);
            _protocol.Seal(answers);
            return progress;
        }
    }

    public int WriteTimeout(ref TConnection connection, Span<byte> answers)
    {
        lock (_lock)
        {
            BeginTurn();
            return _protocol.WriteTimeout(ref connection, answers);
        }
    }

    public void Abandon(ref TConnection connection)
    {
        lock (_lock)
        {
            BeginTurn();
            _protocol.Abandon(ref connection);
        }
    }

    private void BeginTurn() => _protocol.BeginTurn(
        new TurnTime(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), Environment.TickCount64));
}
