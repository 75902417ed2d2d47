using Appliance.Linux;

namespace Appliance.Listening.Linux;

/// <summary>
/// Wakes one thread per call, in turn, so that a thread that needs a slot eventually asks all others.
/// </summary>
internal sealed class RoundRobinWaker(EventFd[] eventFds)
{
    private uint _next;

    public void SignalNext() => eventFds[Interlocked.Increment(ref _next) % (uint)eventFds.Length].Signal();
}
