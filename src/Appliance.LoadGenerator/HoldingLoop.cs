namespace Appliance.LoadGenerator;

/// <summary>
/// Connections that only take up room. It ends when the hold is over, counted from when the last one began, or when
/// the server has closed all of them.
/// </summary>
internal abstract class HoldingLoop(Target target, int connections, int batch, int holdSeconds)
    : ClientLoop(target, connections, batch)
{
    private readonly HashSet<ClientConnection> _holding = [];
    private int _unsettled = connections;
    private long _endNs;

    /// <summary>Connections that got as far as being held.</summary>
    public int Held { get; private set; }

    public int ClosedByServer => Held - _holding.Count;

    /// <summary>Of those that the server closed, from when they last did anything.</summary>
    public Latencies Ages { get; } = new();

    protected override bool IsDone => _unsettled == 0 && (_holding.Count == 0 || NowNs >= _endNs);

    protected override bool IsMeasured(ClientConnection connection) => !_holding.Contains(connection);

    protected override bool Lost(ClientConnection connection)
    {
        if (_holding.Remove(connection))
            Ages.Record(NowNs - connection.SinceNs);
        else
            _unsettled--;
        return false;
    }

    protected void Hold(ClientConnection connection)
    {
        connection.SinceNs = NowNs;
        _holding.Add(connection);
        _unsettled--;
        Held++;
        _endNs = NowNs + holdSeconds * Clock.NsPerSecond;
    }
}
