using Appliance.Linux;

namespace Appliance.Listening.Linux;

/// <summary>
/// The ordinary or the admin addresses of one thread, with their connections. Each surface has its own slots, epoll set
/// and pauses, so that load on the ordinary addresses does not lock the operator out.
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
