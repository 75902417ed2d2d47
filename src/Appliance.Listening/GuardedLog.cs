namespace Appliance.Listening;

/// <summary>Drops a log line for which the runtime has no memory: the exception would end a worker thread.</summary>
internal sealed class GuardedLog(IListenerLog log) : IListenerLog
{
    public void AcceptPaused(AcceptPause reason, bool isAdmin)
    {
        try
        {
            log.AcceptPaused(reason, isAdmin);
        }
        catch (OutOfMemoryException)
        {
            // Dropped: clients observe the pause as well.
        }
    }

    public void AcceptResumed(AcceptPause reason, bool isAdmin, long milliseconds, int waitingMax)
    {
        try
        {
            log.AcceptResumed(reason, isAdmin, milliseconds, waitingMax);
        }
        catch (OutOfMemoryException)
        {
            // Dropped.
        }
    }

    public void EvictionStarted(bool isAdmin)
    {
        try
        {
            log.EvictionStarted(isAdmin);
        }
        catch (OutOfMemoryException)
        {
            // Dropped.
        }
    }

    public void EvictionEnded(bool isAdmin, long milliseconds, int connections)
    {
        try
        {
            log.EvictionEnded(isAdmin, milliseconds, connections);
        }
        catch (OutOfMemoryException)
        {
            // Dropped.
        }
    }

    public void AddressLimited(UInt128 peerAddress, int suppressed)
    {
        try
        {
            log.AddressLimited(peerAddress, suppressed);
        }
        catch (OutOfMemoryException)
        {
            // Dropped.
        }
    }

    public void BuffersExhausted()
    {
        try
        {
            log.BuffersExhausted();
        }
        catch (OutOfMemoryException)
        {
            // Dropped.
        }
    }

    public void MemoryExhausted()
    {
        try
        {
            log.MemoryExhausted();
        }
        catch (OutOfMemoryException)
        {
            // Dropped: the line would report the same condition.
        }
    }

    public void ConnectionFailed(Exception exception)
    {
        try
        {
            log.ConnectionFailed(exception);
        }
        catch (OutOfMemoryException)
        {
            // Dropped: the connection is reset regardless.
        }
    }
}
