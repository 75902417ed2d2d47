namespace Appliance.LoadGenerator;

/// <summary>
/// Holds connections that only occupy the server's connection slots. It ends when the server has closed all of them, or
/// when the hold time, counted from the last connection held, is over.
/// </summary>
public abstract class HoldingLoop(Target target, int connections, int batch, int holdSeconds)
    : ClientLoop(target, connections, batch)
{
    private readonly HashSet<ClientConnection> _holding = [];
    private int _notHeldYet = connections;
    private long _endNs;

    /// <summary>The number of connections that were held.</summary>
    public int Held { get; private set; }

    public int ClosedByServer => Held - _holding.Count;

    /// <summary>For each connection that the server closed, the time since its last activity.</summary>
    public LatencyHistogram Ages { get; } = new();

    private protected override bool IsDone => _notHeldYet == 0 && (_holding.Count == 0 || NowNs >= _endNs);

    private protected override bool IsMeasured(ClientConnection connection) => !_holding.Contains(connection);

    private protected override bool OnLost(ClientConnection connection)
    {
        if (_holding.Remove(connection))
            Ages.Record(NowNs - connection.SinceNs);
        else
            _notHeldYet--;
        return false;
    }

    private protected void Hold(ClientConnection connection)
    {
        connection.SinceNs = NowNs;
        _holding.Add(connection);
        _notHeldYet--;
        Held++;
        _endNs = NowNs + holdSeconds * Clock.NsPerSecond;
    }
}
