namespace Appliance.Listening.Linux;

/// <summary>
/// The ordinary addresses of one thread, or its admin ones, and the connections that came in there. Each has its own
/// places, watch and pauses: what ordinary clients do does not keep the operator out.
/// </summary>
internal sealed class Surface<TConnection> : IDisposable
    where TConnection : struct
{
    public Surface(
        ListeningSocket[] sockets, int firstAddress, ListenerSettings settings, ConnectionLimit limit,
        IListenerLog log, Func<bool, bool> evict, RoundRobinWaker otherThreads)
    {
        IsAdmin = settings.IsAdmin(firstAddress);
        Evictor = new(settings, Environment.TickCount64);
        Acceptor = new(Epoll, sockets, firstAddress, IsAdmin, limit, log, evict, otherThreads);
    }

    public bool IsAdmin { get; }

    public Epoll Epoll { get; } = new();

    public Acceptor Acceptor { get; }

    public Evictor<TConnection> Evictor { get; }

    public void Dispose() => Epoll.Dispose();
}
