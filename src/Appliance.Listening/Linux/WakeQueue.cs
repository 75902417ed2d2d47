namespace Appliance.Listening.Linux;

/// <summary>Connections that other threads want woken. It keeps its room, and so comes to allocate nothing.</summary>
internal sealed class WakeQueue
{
    private readonly Lock _lock = new();
    private List<ulong> _queued = [];
    private List<ulong> _taken = [];

    /// <summary>True if it was empty: then the thread has to be told.</summary>
    public bool Add(ulong connection)
    {
        lock (_lock)
        {
            _queued.Add(connection);
            return _queued.Count == 1;
        }
    }

    /// <summary>All that were added since; valid until the next call, which is the same thread's.</summary>
    public List<ulong> TakeAll()
    {
        _taken.Clear();
        lock (_lock)
            (_queued, _taken) = (_taken, _queued);
        return _taken;
    }
}
