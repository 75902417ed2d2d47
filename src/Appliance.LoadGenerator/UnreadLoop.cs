namespace Appliance.LoadGenerator;

/// <summary>
/// Connections that ask as much as the server takes and never read an answer. That is more than slowhttptest's slow
/// read does, whose few answers all fit into what the kernel keeps for the server.
/// </summary>
internal sealed class UnreadLoop(Target target, int connections, int holdSeconds)
    : HoldingLoop(Deaf(target), connections, batch: 64, holdSeconds)
{
    protected override bool Reads => false;

    protected override void Ready(ClientConnection connection)
    {
        Hold(connection);
        Ask(connection);
    }

    /// <summary>Its events are those of writing.</summary>
    protected override void Receive(ClientConnection connection) => Ask(connection);

    private void Ask(ClientConnection connection)
    {
        while (connection.Socket >= 0 && connection.UnsentBytes == 0)
            Send(connection, Batch, NowNs);
    }

    /// <summary>The kernel takes as little as it can for it, and nothing is waited for.</summary>
    private static Target Deaf(Target target) =>
        target with { PatienceSeconds = int.MaxValue, ReceiveBufferBytes = 1 };
}
