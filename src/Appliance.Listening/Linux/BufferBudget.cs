namespace Appliance.Listening.Linux;

/// <summary>
/// The bytes that all threads together keep for their connections, and when the collector has to be told: nothing
/// else is allocated here, so that it would never look by itself for what a rush has left behind.
/// </summary>
internal sealed class BufferBudget(int bytesMax)
{
    private const long DroppedBytesMax = 4 << 20;
    private const int PeriodMilliseconds = 1000;

    /// <summary>What most requests need, should they arrive in parts.</summary>
    private const int SmallBytesMax = 4096;

    private long _takenBytes;
    private long _droppedBytes;
    private long _collectedMilliseconds;

    /// <summary>
    /// False if more would be kept than may be. The last quarter is for small buffers: whoever fills the rest with
    /// large ones does not keep ordinary requests from arriving in parts.
    /// </summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _takenBytes, bytes) <= (bytes <= SmallBytesMax ? bytesMax : bytesMax - bytesMax / 4))
            return true;
        Interlocked.Add(ref _takenBytes, -bytes);
        return false;
    }

    private bool IsCollectionDue
    {
        get
        {
            long dropped = Volatile.Read(ref _droppedBytes);
            return dropped >= DroppedBytesMax && Volatile.Read(ref _takenBytes) <= dropped;
        }
    }

    /// <summary>Until <see cref="Collect"/> has something to do; -1 while it has not.</summary>
    public int WaitMilliseconds(long nowMilliseconds) => IsCollectionDue
        ? (int)Math.Clamp(
            Volatile.Read(ref _collectedMilliseconds) + PeriodMilliseconds - nowMilliseconds, 0, PeriodMilliseconds)
        : -1;

    public void Return(int bytes) => Interlocked.Add(ref _takenBytes, -bytes);

    /// <summary>So many bytes were left to the collector.</summary>
    public void Drop(int bytes) => Interlocked.Add(ref _droppedBytes, bytes);

    /// <summary>
    /// Gives the memory of a rush back to the system, once it is over: a collection when as much is in use would find
    /// little. To be called every turn.
    /// </summary>
    public void Collect(long nowMilliseconds)
    {
        if (!IsCollectionDue)
            return;
        long last = Volatile.Read(ref _collectedMilliseconds);
        if (nowMilliseconds - last < PeriodMilliseconds
            || Interlocked.CompareExchange(ref _collectedMilliseconds, nowMilliseconds, last) != last)
            return;
        Interlocked.Exchange(ref _droppedBytes, 0);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
