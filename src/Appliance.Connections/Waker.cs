namespace Appliance.Connections;

/// <summary>
/// Wakes a connection whose response is deferred (<see cref="ConnectionPhase.AwaitResponse"/>): its own thread advances
/// the protocol again. Callable from any thread and repeatedly; does nothing if the connection is closed.
/// </summary>
public readonly struct Waker
{
    private readonly IWakeable? _loop;
    private readonly ulong _connection;

    public Waker(IWakeable loop, ulong connection)
    {
        _loop = loop;
        _connection = connection;
    }

    public void Wake() => _loop?.Wake(_connection);
}

/// <summary>A loop whose connections can be woken.</summary>
public interface IWakeable
{
    /// <param name="connection">Identifies the connection uniquely, also among closed ones.</param>
    void Wake(ulong connection);
}
