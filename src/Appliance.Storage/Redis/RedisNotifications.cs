using System.Diagnostics;

namespace Appliance.Storage.Redis;

/// <summary>Calls that are made in their order, by one thread at a time. Thread-safe.</summary>
internal sealed class RedisNotifications
{
    private readonly Lock _lock = new();
    private readonly Queue<Action> _queue = [];
    private bool _isDelivering;

    public void Enqueue(Action notification)
    {
        lock (_lock)
            _queue.Enqueue(notification);
    }

    /// <summary>Makes the queued calls, unless another thread does, or one of them is the caller. They take locks of
    /// their own, so the caller must hold none.</summary>
    public void Deliver()
    {
        while (true)
        {
            Action? next;
            lock (_lock)
            {
                if (_isDelivering || !_queue.TryDequeue(out next))
                    return;
                _isDelivering = true;
            }
            try
            {
                next();
            }
            finally
            {
                lock (_lock)
                {
                    Debug.Assert(_isDelivering);
                    _isDelivering = false;
                }
            }
        }
    }
}
