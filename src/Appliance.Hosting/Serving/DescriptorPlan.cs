using Appliance.Listening;
using Appliance.Storage;

namespace Appliance.Hosting.Serving;

/// <summary>
/// The file descriptors that the process needs besides connections, and how many connections the rest allows. A
/// connection without a descriptor gets no response, not even to a health check.
/// </summary>
public static class DescriptorPlan
{
    /// <summary>Standard streams, the runtime, a secret being reloaded, and the systemd socket.</summary>
    private const int BaseCount = 12;

    /// <summary>An epoll set and eventfds.</summary>
    private const int ThreadCount = 3;

    /// <summary>Null, or a sentence with what is missing and the remedy.</summary>
    public static string? Validate(ServeSettings settings)
    {
        if (settings.DescriptorsMax is not { } limit || Fitting(settings) >= 1)
            return null;
        int needed = OtherCount(settings) + settings.Listener.ReservedConnectionsMax + 1;
        return $"the limit of file descriptors is {limit}, but {needed} are needed for one "
            + $"connection, {settings.Listener.ReservedConnectionsMax} reserved ones and "
            + $"{settings.Listener.Threads} threads. Raise the hard limit (LimitNOFILE=, ulimit -Hn), or lower "
            + "threads or reserved-connections-max.";
    }

    /// <summary>The number of connections, up to <c>connections-max</c>, that have descriptors; at least one.</summary>
    public static int Connections(ServeSettings settings) =>
        Math.Clamp(Fitting(settings), 1, settings.Listener.ConnectionsMax);

    private static int Fitting(ServeSettings settings) => settings.DescriptorsMax is { } limit
        ? limit - OtherCount(settings) - settings.Listener.ReservedConnectionsMax : settings.Listener.ConnectionsMax;

    private static int OtherCount(ServeSettings settings)
    {
        int threads = settings.Listener.Threads;
        int storage = StorageBackends.SelectedBy(settings.Storage).DescriptorsMax;
        int perThread = ThreadCount + (settings.AdminAddresses.Length > 0 ? 1 : 0);
        return BaseCount + storage + threads * perThread
            + Sockets(settings.Addresses, threads) + Sockets(settings.AdminAddresses, threads);
    }

    /// <summary>Each thread has its own socket per TCP address; Unix and inherited sockets are shared.</summary>
    private static int Sockets(ListenAddress[] addresses, int threads)
    {
        int count = 0;
        foreach (ListenAddress address in addresses)
            count += address is ListenAddress.Tcp ? threads : 1;
        return count;
    }
}
