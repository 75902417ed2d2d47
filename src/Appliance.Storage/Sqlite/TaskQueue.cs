namespace Appliance.Storage;

/// <summary>Tasks on their way from any thread to the one that does them; it refuses what it has no room for.</summary>
internal sealed class TaskQueue(int capacity)
{
    private readonly StorageTask?[] _ring = new StorageTask?[capacity];
    private readonly object _lock = new();
    private int _first;
    private int _count;
    private bool _isClosed;

    public bool IsClosed
    {
        get
        {
            lock (_lock)
                return _isClosed;
        }
    }

    public bool TryAdd(StorageTask task)
    {
        lock (_lock)
        {
            if (_isClosed || _count == _ring.Length)
                return false;
            _ring[(_first + _count++) % _ring.Length] = task;
            if (_count == 1)
                Monitor.Pulse(_lock);
            return true;
        }
    }

    /// <summary>Takes what is there, oldest first, at most as many as there is room for; waits if nothing is.</summary>
    /// <returns>How many; 0 when nothing came in time, or nothing comes any more.</returns>
    public int Take(Span<StorageTask> tasks, TimeSpan timeout)
    {
        lock (_lock)
        {
            if (_count == 0 && !_isClosed)
                Monitor.Wait(_lock, timeout);
            int taken = Math.Min(_count, tasks.Length);
            for (int i = 0; i < taken; i++)
            {
                tasks[i] = _ring[_first]!;
                _ring[_first] = null;
                _first = (_first + 1) % _ring.Length;
            }
            _count -= taken;
            return taken;
        }
    }

    /// <summary>Takes nothing in any more; what is there can still be taken.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.PulseAll(_lock);
        }
    }
}
