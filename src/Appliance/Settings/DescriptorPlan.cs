using Appliance.Listening;

namespace Appliance.Settings;

/// <summary>
/// The file descriptors that the process needs besides its connections, and for how many connections the rest is
/// enough. A connection without a descriptor waits unanswered, a health check's as well.
/// </summary>
internal static class DescriptorPlan
{
    /// <summary>Standard streams, the runtime's, a secret that is read again, and a call to systemd.</summary>
    private const int BaseCount = 12;

    /// <summary>Its files, and those that it opens for a moment.</summary>
    private const int SqliteCount = 14;

    /// <summary>Its connections, while new ones take their place.</summary>
    private const int RedisCount = 8;

    /// <summary>What a thread waits with and what wakes it.</summary>
    private const int ThreadCount = 3;

    /// <summary>Null, or a sentence that says what is missing and what to do.</summary>
    public static string? Validate(ServeSettings settings)
    {
        if (settings.DescriptorsMax is not { } limit || Fitting(settings) >= 1)
            return null;
        int needed = OtherCount(settings) + settings.Listener.ReservedConnectionsMax + 1;
        return $"the limit of file descriptors is {limit}, but {needed} are needed for one "
            + $"connection beside {settings.Listener.ReservedConnectionsMax} reserved ones and "
            + $"{settings.Listener.Threads} threads. Raise the hard limit (LimitNOFILE=, ulimit -Hn), or lower "
            + "threads or reserved-connections-max.";
    }

    /// <summary>The connections of <c>connections-max</c> that there are descriptors for, at least one.</summary>
    public static int Connections(ServeSettings settings) =>
        Math.Clamp(Fitting(settings), 1, settings.Listener.ConnectionsMax);

    private static int Fitting(ServeSettings settings) => settings.DescriptorsMax is { } limit
        ? limit - OtherCount(settings) - settings.Listener.ReservedConnectionsMax : settings.Listener.ConnectionsMax;

    private static int OtherCount(ServeSettings settings)
    {
        int threads = settings.Listener.Threads;
        int storage = settings.DataDirectory is not null ? SqliteCount : settings.Redis is not null ? RedisCount : 0;
        int ofThread = ThreadCount + (settings.AdminAddresses.Length > 0 ? 1 : 0);
        return BaseCount + storage + threads * ofThread
            + Sockets(settings.Addresses, threads) + Sockets(settings.AdminAddresses, threads);
    }

    /// <summary>Every thread has its own socket for a TCP address; others are shared.</summary>
    private static int Sockets(ListenAddress[] addresses, int threads)
    {
        int count = 0;
        foreach (ListenAddress address in addresses)
            count += address is ListenAddress.Tcp ? threads : 1;
        return count;
    }
}
