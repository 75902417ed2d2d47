using Appliance.Storage;

namespace Appliance.Settings;

/// <summary>
/// The memory that the process needs at required, and how the rest below its limit is shared out. What clients without
/// a credential can make grow is part of it, so that they do not drive the process into its limit, where the kernel
/// would end it. Beside it there are only rooms that back ends make.
/// </summary>
internal static class MemoryPlan
{
    /// <summary>One request of the largest size has to fit: see <see cref="SettingCheck"/>.</summary>
    public const int BufferedBytesMin = 4 * Mebibyte;

    private const int Mebibyte = 1 << 20;

    /// <summary>Code and constants in use, the runtime, and the youngest generation of its heap.</summary>
    private const int BaseBytes = 7 * Mebibyte;

    /// <summary>Its cache has 8 MiB.</summary>
    private const int SqliteBytes = 10 * Mebibyte;

    /// <summary>Requests that wait for its reply, as many as there are connections.</summary>
    private const int RedisBytes = 8 * Mebibyte;

    /// <summary>A thread's stack, the buffers that it keeps for reuse, and what is small.</summary>
    private const int ThreadBytes = Mebibyte / 2;

    /// <summary>A connection's object, and what the kernel counts for its socket.</summary>
    private const int ConnectionBytes = 2560;

    /// <summary>A LiveKit participant's two objects, each of six times the setting when it is escaped.</summary>
    private const int MetadataCopies = 12;

    private const int LedgerBytesMin = Mebibyte;

    /// <summary>An entry of the ledger in memory, with what is free around it.</summary>
    private const int LedgerEntryBytes = 48;

    /// <summary>Null, or a sentence that says what is missing and what to do.</summary>
    /// <param name="settings">What is to be served.</param>
    /// <param name="heapBytesMax">What the runtime lets its heap have.</param>
    public static string? Validate(ServeSettings settings, long heapBytesMax)
    {
        long required = RequiredBytes(settings) + settings.Listener.BufferedBytesMax;
        if (settings.MemoryLimitBytes < required)
            return $"the memory limit is {InMebibytes(settings.MemoryLimitBytes.Value)} MiB, but "
                + $"{InMebibytes(required)} MiB are needed for {settings.Listener.Threads} threads, "
                + $"{settings.Listener.ConnectionsMax} connections and {settings.Listener.BufferedBytesMax} bytes of "
                + "buffers. Raise the limit, or lower threads, connections-max or buffered-bytes-max.";
        long heap = HeapBytes(settings);
        return heapBytesMax >= heap ? null
            : $"the runtime's heap may have {InMebibytes(heapBytesMax)} MiB, but {InMebibytes(heap)} MiB are needed "
                + $"for {settings.Listener.Threads} threads. Unset DOTNET_GCHeapHardLimit or lower threads.";
    }

    /// <summary>Threads that serve, where no setting says it: one a core, or as many as there is memory for.</summary>
    public static int Threads(ServeSettings settings)
    {
        long one = HeapBytesPerThread(settings) + NativeBytesPerThread(settings);
        ServeSettings withOne = settings with { Listener = settings.Listener with { Threads = 1 } };
        long spare = SpareBytes(withOne, BufferedBytesMin);
        return (int)Math.Min(settings.Listener.Threads, 1 + spare / one);
    }

    /// <summary>Buffers of connections, where no setting says it: a third of what is left.</summary>
    public static int BufferedBytes(ServeSettings settings) => (int)Math.Min(
        settings.Listener.BufferedBytesMax, BufferedBytesMin + SpareBytes(settings, BufferedBytesMin) / 3);

    /// <summary>Used tokens that are remembered in memory at a time: half of what the buffers leave.</summary>
    public static int LedgerEntries(ServeSettings settings) => (int)Math.Min(
        MemoryLedger.EntriesMaxDefault,
        (LedgerBytesMin + SpareBytes(settings, settings.Listener.BufferedBytesMax) / 2) / LedgerEntryBytes);

    /// <summary>What is left below the limit, bytes.</summary>
    private static long SpareBytes(ServeSettings settings, int bufferedBytes) => settings.MemoryLimitBytes is { } limit
        ? Math.Max(0, limit - RequiredBytes(settings) - bufferedBytes) : long.MaxValue / 2;

    /// <summary>Without the buffers of connections.</summary>
    private static long RequiredBytes(ServeSettings settings)
    {
        long threads = settings.Listener.Threads * NativeBytesPerThread(settings);
        long connections = settings.Listener.ConnectionsMax + settings.Listener.ReservedConnectionsMax;
        int storage = settings.DataDirectory is not null ? SqliteBytes
            : settings.Redis is not null ? RedisBytes : LedgerBytesMin;
        return HeapBytes(settings) + storage + threads + connections * ConnectionBytes;
    }

    /// <summary>Without rooms that are made, and requests to Redis.</summary>
    private static long HeapBytes(ServeSettings settings) =>
        BaseBytes + settings.Listener.Threads * HeapBytesPerThread(settings);

    private static long HeapBytesPerThread(ServeSettings settings) =>
        ThreadBytes + settings.Http.AnyBodyBytesMax + (long)MetadataCopies * settings.MetadataBytesMax;

    /// <summary>What a thread receives into and writes responses to.</summary>
    private static long NativeBytesPerThread(ServeSettings settings) => (long)settings.Http.RequestBytesMax
        + settings.Http.ResponseBodyBytesMax + settings.Listener.UnsentBytesMax;

    private static long InMebibytes(long bytes) => (bytes + Mebibyte - 1) / Mebibyte;
}
