using Appliance.Connections;
using Appliance.Listening.Linux;
using Appliance.Listening.Portable;

namespace Appliance.Listening;

/// <summary>
/// Accepts connections and speaks <typeparamref name="TProtocol"/> on them until stopped: with epoll on Linux, with
/// System.Net.Sockets elsewhere. A protocol that is a struct lets the compiler bind its calls directly.
/// </summary>
public sealed class Listener<TProtocol, TConnection> : IDisposable
    where TProtocol : IProtocol<TConnection>
    where TConnection : struct
{
    private readonly ILoop _loop;

    private Listener(ILoop loop) => _loop = loop;

    /// <summary>The bound addresses in the order given, with the ports that the kernel chose.</summary>
    public IReadOnlyList<ListenAddress> BoundAddresses => _loop.BoundAddresses;

    /// <summary>Binds every address, then serves on its own threads.</summary>
    /// <param name="addresses">The addresses to listen on; if one fails, none is bound.</param>
    /// <param name="settings">Limits and deadlines.</param>
    /// <param name="protocolForThread">Creates the protocol of each thread, given its number from 0.</param>
    /// <param name="log">Receives events that concern an operator.</param>
    /// <exception cref="ListenException">An address cannot be bound; the message says what to do.</exception>
    /// <exception cref="ArgumentException">No address was given, or a setting is out of range.</exception>
    public static Listener<TProtocol, TConnection> Start(
        IReadOnlyList<ListenAddress> addresses,
        ListenerSettings settings,
        Func<int, TProtocol> protocolForThread,
        IListenerLog log)
    {
        // Constant in a build for Linux, so the portable loop is trimmed there.
        if (!OperatingSystem.IsLinux())
            return StartPortable(addresses, settings, protocolForThread, log);
        addresses = Prepare(addresses, settings);
        return new(LinuxLoop<TProtocol, TConnection>.Start(addresses, settings, protocolForThread, log));
    }

    /// <summary>
    /// Like <see cref="Start"/>, with the portable loop on every system, so that it can be tested on Linux.
    /// </summary>
    public static Listener<TProtocol, TConnection> StartPortable(
        IReadOnlyList<ListenAddress> addresses,
        ListenerSettings settings,
        Func<int, TProtocol> protocolForThread,
        IListenerLog log)
    {
        addresses = Prepare(addresses, settings);
        return new(PortableLoop<TProtocol, TConnection>.Start(addresses, settings, protocolForThread(0), log));
    }

    /// <summary>
    /// Graceful shutdown. Stops accepting, responds to requests already received and to those that idle connections
    /// send within <see cref="ListenerSettings.LastRequestMilliseconds"/>, and returns when every connection is closed.
    /// Connections still open after <see cref="ListenerSettings.DrainSeconds"/> are reset. Connections in the backlog
    /// are served too, except those of an inherited socket, which wait for the next process that gets it. Must not be
    /// called from a protocol.
    /// </summary>
    public void Stop() => _loop.Stop();

    /// <summary>
    /// Resets the connections that a <see cref="Stop"/> on another thread still waits for, so that it returns. Called
    /// before a stop, it makes that stop reset connections without waiting. Callable from any thread.
    /// </summary>
    public void Abort() => _loop.Abort();

    /// <summary>
    /// Wakes every worker thread and waits until each starts another event-loop turn: every write made before the call
    /// is then visible to all of them. Threads that have drained count as responsive. Must not be called on a worker
    /// thread.
    /// </summary>
    /// <param name="within">Maximum time to wait.</param>
    /// <returns>False if a thread did not respond within that time, or if the listener is stopped. The portable loop
    /// has no worker threads and returns true until a stop begins.</returns>
    public bool IsResponsive(TimeSpan within) => _loop.IsResponsive(within);

    public void Dispose() => Stop();

    /// <summary>The addresses; those of Unix sockets with owner, group and mode from the settings.</summary>
    private static ListenAddress[] Prepare(IReadOnlyList<ListenAddress> addresses, ListenerSettings settings)
    {
        if (addresses.Count == 0)
            throw new ArgumentException("No address to listen on was given.", nameof(addresses));
        if (!settings.TryValidate(out string? error))
            throw new ArgumentException(error, nameof(settings));
        var access = new SocketAccess(settings.UnixSocketMode, settings.UnixSocketOwner, settings.UnixSocketGroup);
        var prepared = new ListenAddress[addresses.Count];
        for (int index = 0; index < prepared.Length; index++)
        {
            prepared[index] = addresses[index] is ListenAddress.Unix unix
                ? unix with { Access = access } : addresses[index];
        }
        return prepared;
    }
}
