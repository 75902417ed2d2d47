using System.Diagnostics;

namespace Appliance.Storage.Sqlite;

/// <summary>A bounded queue from any thread to the writer thread; a full queue rejects tasks.</summary>
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
            int last = (_first + _count++) % _ring.Length;
            Debug.Assert(_ring[last] is null);
            _ring[last] = task;
            if (_count == 1)
                Monitor.Pulse(_lock);
            return true;
        }
    }

    /// <summary>Takes queued tasks, oldest first, as many as the span holds. Waits while the queue is empty.</summary>
    /// <returns>The number of tasks; 0 on a timeout or if the queue is closed and empty.</returns>
    public int Take(Span<StorageTask> tasks, TimeSpan timeout)
    {
        lock (_lock)
        {
            if (_count == 0 && !_isClosed)
                Monitor.Wait(_lock, timeout);
            int taken = Math.Min(_count, tasks.Length);
            for (int i = 0; i < taken; i++)
            {
                Debug.Assert(_ring[_first] is not null);
                tasks[i] = _ring[_first]!;
                _ring[_first] = null;
                _first = (_first + 1) % _ring.Length;
            }
            _count -= taken;
            return taken;
        }
    }

    /// <summary>Rejects further tasks; queued tasks can still be taken.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.PulseAll(_lock);
        }
    }
}
