namespace Appliance.Listening.Linux;

/// <summary>
/// Finds the connections whose deadline has passed by looking at all of them once a second: a thousand take a few
/// microseconds, and setting a deadline costs nothing.
/// </summary>
internal sealed class Sweep<TConnection>(ConnectionTable<TConnection> connections)
    where TConnection : struct
{
    private const int PeriodMilliseconds = 1000;

    private long _nextMilliseconds;
    private int _cursor;

    /// <summary>How long the thread may sleep before a sweep is due.</summary>
    public int WaitMilliseconds(long nowMilliseconds) =>
        (int)Math.Clamp(_nextMilliseconds - nowMilliseconds, 0, PeriodMilliseconds);

    /// <summary>True once a period; then <see cref="NextExpired"/> goes through them.</summary>
    public bool TryBegin(long nowMilliseconds)
    {
        if (nowMilliseconds < _nextMilliseconds)
            return false;
        _nextMilliseconds = nowMilliseconds + PeriodMilliseconds;
        _cursor = 0;
        return true;
    }

    /// <summary>The next connection whose time is up, or null; it may be closed before the next call.</summary>
    public Connection<TConnection>? NextExpired(long nowMilliseconds)
    {
        while (_cursor < connections.Slots)
        {
            Connection<TConnection> connection = connections[_cursor++];
            if (connection.Socket >= 0 && connection.Deadline.AtMilliseconds <= nowMilliseconds)
                return connection;
        }
        return null;
    }
}
