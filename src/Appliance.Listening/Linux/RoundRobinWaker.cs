namespace Appliance.Listening.Linux;

/// <summary>Wakes one thread after the other, so that one that needs a place asks all of them in the end.</summary>
internal sealed class RoundRobinWaker(EventFd[] eventFds)
{
    private uint _next;

    public void SignalNext() => eventFds[Interlocked.Increment(ref _next) % (uint)eventFds.Length].Signal();
}
