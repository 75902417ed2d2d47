using Appliance.Storage;
using Appliance.Storage.Memory;

namespace Appliance.Hosting.Serving;

/// <summary>
/// The minimum memory of the process, and how the rest below its limit is divided. The plan covers everything that
/// clients without a credential can make grow, so that they cannot drive the process to its limit, where the kernel
/// would kill it. It does not cover run-time rooms, which back ends create.
/// </summary>
public static class MemoryPlan
{
    /// <summary>A request of the largest size must fit, which a check of the settings ensures.</summary>
    public const int BufferedBytesMin = 4 * Mebibyte;

    private const int Mebibyte = 1 << 20;

    /// <summary>Resident code and constants, the runtime, and generation 0 of its heap.</summary>
    private const int BaseBytes = 7 * Mebibyte;

    /// <summary>A thread's stack, its pooled buffers and small objects.</summary>
    private const int ThreadBytes = Mebibyte / 2;

    /// <summary>A connection's object and the kernel memory of its socket.</summary>
    private const int ConnectionBytes = 2560;

    /// <summary>A participant's two JSON objects, each up to six times the setting when escaped.</summary>
    private const int MetadataCopies = 12;

    /// <summary>An entry of the in-memory ledger, with unused capacity.</summary>
    private const int LedgerEntryBytes = 48;

    /// <summary>Null, or a sentence with what is missing and the remedy.</summary>
    /// <param name="settings">The settings to validate.</param>
    /// <param name="heapBytesMax">The heap limit of the runtime, bytes.</param>
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
            : $"the runtime's heap is limited to {InMebibytes(heapBytesMax)} MiB, but {InMebibytes(heap)} MiB are "
                + $"needed for {settings.Listener.Threads} threads. Unset DOTNET_GCHeapHardLimit or lower threads.";
    }

    /// <summary>The default number of threads: one per core, or as many as the memory allows.</summary>
    public static int Threads(ServeSettings settings)
    {
        long perThread = HeapBytesPerThread(settings) + NativeBytesPerThread(settings);
        ServeSettings withOne = settings with { Listener = settings.Listener with { Threads = 1 } };
        long spare = SpareBytes(withOne, BufferedBytesMin);
        return (int)Math.Min(settings.Listener.Threads, 1 + spare / perThread);
    }

    /// <summary>The default buffer budget of connections: a third of the spare memory.</summary>
    public static int BufferedBytes(ServeSettings settings) => (int)Math.Min(
        settings.Listener.BufferedBytesMax, BufferedBytesMin + SpareBytes(settings, BufferedBytesMin) / 3);

    /// <summary>The capacity of the in-memory ledger: half of the memory that the buffers leave.</summary>
    public static int LedgerEntries(ServeSettings settings) => (int)Math.Min(
        MemoryLedger.EntriesMaxDefault,
        (MemoryBackend.LedgerBytesMin + SpareBytes(settings, settings.Listener.BufferedBytesMax) / 2)
            / LedgerEntryBytes);

    /// <summary>The memory left below the limit, bytes.</summary>
    private static long SpareBytes(ServeSettings settings, int bufferedBytes) => settings.MemoryLimitBytes is { } limit
        ? Math.Max(0, limit - RequiredBytes(settings) - bufferedBytes) : long.MaxValue / 2;

    /// <summary>The minimum without the buffer budget of connections.</summary>
    private static long RequiredBytes(ServeSettings settings)
    {
        long threads = settings.Listener.Threads * NativeBytesPerThread(settings);
        long connections = settings.Listener.ConnectionsMax + settings.Listener.ReservedConnectionsMax;
        int storage = StorageBackends.SelectedBy(settings.Storage).MemoryBytesMin;
        return HeapBytes(settings) + storage + threads + connections * ConnectionBytes;
    }

    /// <summary>Without run-time rooms and requests to shared storage.</summary>
    private static long HeapBytes(ServeSettings settings) =>
        BaseBytes + settings.Listener.Threads * HeapBytesPerThread(settings);

    private static long HeapBytesPerThread(ServeSettings settings) =>
        ThreadBytes + settings.Http.AnyBodyBytesMax + (long)MetadataCopies * settings.MetadataBytesMax;

    /// <summary>A thread's receive and response buffers.</summary>
    private static long NativeBytesPerThread(ServeSettings settings) => (long)settings.Http.RequestBytesMax
        + settings.Http.ResponseBodyBytesMax + settings.Listener.UnsentBytesMax;

    private static long InMebibytes(long bytes) => (bytes + Mebibyte - 1) / Mebibyte;
}
