using Appliance.Connections;
using Appliance.Linux;

namespace Appliance.Listening.Linux;

/// <summary>
/// Chooses the connection to close when no slot is free for a new one: the one that has been idle longest or, if none
/// is idle, the one whose request head has been incomplete longest (slowloris). So clients that hold connections
/// without using them cannot lock others out. Covers the connections of one thread and one
/// <see cref="Surface{TConnection}"/>.
/// </summary>
internal sealed class Evictor<TConnection>(ListenerSettings settings, long nowMilliseconds)
    where TConnection : struct
{
    /// <summary>
    /// Milliseconds that every connection has for a request before it can be evicted: many network round trips.
    /// </summary>
    public const int AgeMillisecondsMin = 500;

    /// <summary>
    /// Maximum connections examined per eviction; most are skipped because they were used since they were ordered.
    /// </summary>
    private const int ExaminedMax = 64;

    private readonly AgeOrder<TConnection> _idle = new(nowMilliseconds);
    private readonly AgeOrder<TConnection> _heads = new(nowMilliseconds);

    /// <summary>Adds a connection that was opened now.</summary>
    public void Add(Connection<TConnection> connection, long nowMilliseconds) =>
        _idle.Add(connection, nowMilliseconds, nowMilliseconds);

    /// <summary>The connection to close, or null if all are in use or too young.</summary>
    public Connection<TConnection>? ChooseConnection(long nowMilliseconds) =>
        Choose(_idle, nowMilliseconds) ?? Choose(_heads, nowMilliseconds);

    private Connection<TConnection>? Choose(AgeOrder<TConnection> order, long now)
    {
        for (int examined = 0; examined < ExaminedMax && order.Oldest(now) is { } connection; examined++)
        {
            AgeOrder<TConnection>? proper = OrderOf(connection);
            // A connection in use counts as idle from now on.
            long since = proper is null ? now : connection.Deadline.StartedAtMilliseconds(settings);
            if (proper == order && order.IsInCorrectBucket(connection, since))
            {
                // All others are younger.
                if (now - since < AgeMillisecondsMin)
                    return null;
                if (order == _heads || !Sockets.IsReadable(connection.Socket))
                    return connection;
                // Its next request has already arrived and waits to be processed.
                since = now;
            }
            order.Remove(connection);
            (proper ?? _idle).Add(connection, since, now);
        }
        return null;
    }

    /// <summary>
    /// The order that the connection belongs to; null if it is in use, also while its responses are pending.
    /// </summary>
    private AgeOrder<TConnection>? OrderOf(Connection<TConnection> connection) => connection.Deadline.Phase switch
    {
        _ when connection.ResponsesBytes > 0 => null,
        ConnectionPhase.Idle => _idle,
        ConnectionPhase.ReceiveHead => _heads,
        _ => null,
    };
}
