namespace Appliance.LoadGenerator;

/// <summary>
/// A closed loop: every connection sends its next batch as soon as it has the responses to the previous one. It
/// measures throughput. Its latencies do not apply to clients that send without waiting for a response.
/// </summary>
public sealed class ClosedLoop(Target target, int connections, int pipeline, MeasurementWindow window)
    : ClientLoop(target, connections, batch: pipeline)
{
    private protected override bool IsDone => NowNs >= window.EndNs;

    private protected override void OnReady(ClientConnection connection) => Send(connection, Batch, NowNs);

    private protected override bool IsMeasured(ClientConnection connection) => window.Contains(NowNs);
}
