using Appliance.Listening.Linux;
using Appliance.Listening.Portable;

namespace Appliance.Listening;

/// <summary>
/// Accepts connections and speaks <typeparamref name="TProtocol"/> on them until it is stopped: by epoll on Linux, by
/// System.Net.Sockets elsewhere. A struct as protocol lets the compiler bind its calls.
/// </summary>
public sealed class Listener<TProtocol, TConnection> : IDisposable
    where TProtocol : IProtocol<TConnection>
    where TConnection : struct
{
    private readonly ILoop _loop;

    private Listener(ILoop loop) => _loop = loop;

    /// <summary>The addresses listened on, in the order given, with the ports that the kernel chose.</summary>
    public IReadOnlyList<ListenAddress> BoundAddresses => _loop.BoundAddresses;

    /// <summary>Binds every address, then serves on threads of its own.</summary>
    /// <param name="addresses">Where to listen; all or none.</param>
    /// <param name="settings">Limits and deadlines.</param>
    /// <param name="protocolForThread">Makes the protocol of each thread, given its number from 0.</param>
    /// <param name="log">Hears what an operator may want to know.</param>
    /// <exception cref="ListenException">An address cannot be had; the message says what to do.</exception>
    /// <exception cref="ArgumentException">There is no address, or a setting is out of range.</exception>
    public static Listener<TProtocol, TConnection> Start(
        IReadOnlyList<ListenAddress> addresses,
        ListenerSettings settings,
        Func<int, TProtocol> protocolForThread,
        IListenerLog log)
    {
        // A build for Linux knows this condition, so that the portable loop is trimmed away there.
        if (!OperatingSystem.IsLinux())
            return StartPortable(addresses, settings, protocolForThread, log);
        addresses = Prepare(addresses, settings);
        return new(LinuxLoop<TProtocol, TConnection>.Start(addresses, settings, protocolForThread, log));
    }

    /// <summary>As <see cref="Start"/>, by the portable loop on every system: to test it on Linux.</summary>
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
    /// Accepts no more, answers what was received and what idle connections send within
    /// <see cref="ListenerSettings.LastRequestMilliseconds"/>, and returns when every connection is closed, at the
    /// latest after <see cref="ListenerSettings.DrainSeconds"/>, when what is left is reset. Connections in the backlog
    /// are answered too, but for those of an inherited socket, which wait for the next process that has it. Not to be
    /// called from a protocol.
    /// </summary>
    public void Stop() => _loop.Stop();

    /// <summary>
    /// Resets what a <see cref="Stop"/> on another thread still waits for, so that it returns; before a stop, that stop
    /// will not wait. From any thread.
    /// </summary>
    public void Abort() => _loop.Abort();

    /// <summary>
    /// Wakes every thread that serves and waits until each has begun another turn, so that what another thread has
    /// written by now is seen by all of them. Threads that have drained count as well. From any thread but those.
    /// </summary>
    /// <param name="within">How long it waits for that.</param>
    /// <returns>False if one did not within that time, or if the listener is stopped. The portable loop has no threads
    /// of its own, and says true until a stop begins.</returns>
    public bool IsResponsive(TimeSpan within) => _loop.IsResponsive(within);

    public void Dispose() => Stop();

    /// <summary>The addresses, those of Unix sockets with the rights that their files are to have.</summary>
    private static ListenAddress[] Prepare(IReadOnlyList<ListenAddress> addresses, ListenerSettings settings)
    {
        if (addresses.Count == 0)
            throw new ArgumentException("There is no address to listen on.", nameof(addresses));
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
