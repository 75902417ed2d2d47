namespace Appliance.LoadGenerator;

/// <summary>
/// A closed loop: every connection sends a batch as soon as the one before is answered. It finds the throughput; its
/// latencies are those of a client that waits, and say little of one that does not.
/// </summary>
internal sealed class ClosedLoop(Target target, int connections, int pipeline, Window window)
    : ClientLoop(target, connections, batch: pipeline)
{
    protected override bool IsDone => NowNs >= window.EndNs;

    protected override void Ready(ClientConnection connection) => Send(connection, Batch, NowNs);

    protected override bool IsMeasured(ClientConnection connection) => window.Holds(NowNs);
}
