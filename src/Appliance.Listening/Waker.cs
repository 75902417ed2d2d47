namespace Appliance.Listening;

/// <summary>
/// Wakes one connection that waits in <see cref="NextAction.AwaitResponse"/>: its protocol is advanced again on its own thread. It
/// may be called from any thread, any number of times, also when the connection has ended: then nothing happens.
/// </summary>
public readonly struct Waker
{
    private readonly IWakeable? _loop;
    private readonly ulong _connection;

    internal Waker(IWakeable loop, ulong connection)
    {
        _loop = loop;
        _connection = connection;
    }

    public void Wake() => _loop?.Wake(_connection);
}

/// <summary>What has connections to wake.</summary>
internal interface IWakeable
{
    /// <param name="connection">What tells the connection from all others, earlier ones included.</param>
    void Wake(ulong connection);
}
