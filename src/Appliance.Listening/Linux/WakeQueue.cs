namespace Appliance.Listening.Linux;

/// <summary>Connections to be woken, queued by other threads. It reuses its lists, so it stops allocating.</summary>
internal sealed class WakeQueue
{
    private readonly Lock _lock = new();
    private List<ulong> _queued = [];
    private List<ulong> _taken = [];

    /// <summary>True if the queue was empty: then the thread must be signaled.</summary>
    public bool Add(ulong connection)
    {
        lock (_lock)
        {
            _queued.Add(connection);
            return _queued.Count == 1;
        }
    }

    /// <summary>
    /// All connections added since the last call; valid until the next call. For the owning thread only.
    /// </summary>
    public List<ulong> TakeAll()
    {
        _taken.Clear();
        lock (_lock)
            (_queued, _taken) = (_taken, _queued);
        return _taken;
    }
}
