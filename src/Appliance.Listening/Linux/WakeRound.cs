namespace Appliance.Listening.Linux;

/// <summary>Wakes one thread after the other, so that one that needs a place asks all of them in the end.</summary>
internal sealed class WakeRound(WakeUp[] wakeUps)
{
    private uint _next;

    public void SignalNext() => wakeUps[Interlocked.Increment(ref _next) % (uint)wakeUps.Length].Signal();
}
