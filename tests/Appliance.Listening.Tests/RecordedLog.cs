namespace Appliance.Listening.Tests;

/// <summary>Records pauses and limited addresses; any other event fails the test.</summary>
internal sealed class RecordedLog : IListenerLog
{
    public List<(UInt128 Address, int Suppressed)> Limited { get; } = [];

    /// <summary>Released for each pause.</summary>
    public SemaphoreSlim Pauses { get; } = new(0);

    public void AddressLimited(UInt128 peerAddress, int suppressed) => Limited.Add((peerAddress, suppressed));

    public void AcceptPaused(AcceptPause reason, bool isAdmin) => Pauses.Release();

    public void AcceptResumed(AcceptPause reason, bool isAdmin, long milliseconds, int waitingMax) =>
        Assert.Fail("unexpected resumption");

    public void EvictionStarted(bool isAdmin) => Assert.Fail("unexpected eviction");

    public void EvictionEnded(bool isAdmin, long milliseconds, int connections) =>
        Assert.Fail("unexpected eviction");

    public void BuffersExhausted() => Assert.Fail("unexpected event");

    public void MemoryExhausted() => Assert.Fail("unexpected event");

    public void ConnectionFailed(Exception exception) => Assert.Fail("unexpected event");
}
