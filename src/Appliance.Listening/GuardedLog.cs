namespace Appliance.Listening;

/// <summary>Lets a line go for which there is no memory: the thread that serves must not end for it.</summary>
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
            // The pause shows in what clients see.
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
            // As above.
        }
    }

    public void EvictionBegan(bool isAdmin)
    {
        try
        {
            log.EvictionBegan(isAdmin);
        }
        catch (OutOfMemoryException)
        {
            // As above.
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
            // As above.
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
            // As above.
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
            // As above.
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
            // As it was about to say.
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
            // Its connection is reset in any case.
        }
    }
}
