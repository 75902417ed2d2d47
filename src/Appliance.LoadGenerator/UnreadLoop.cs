namespace Appliance.LoadGenerator;

/// <summary>
/// Connections that send requests as long as the server accepts them and never read a response. This fills the server's
/// buffers, unlike slowhttptest's slow read, whose few responses all fit into the kernel's socket buffers.
/// </summary>
public sealed class UnreadLoop(Target target, int connections, int holdSeconds)
    : HoldingLoop(NeverReading(target), connections, batch: 64, holdSeconds)
{
    private protected override bool ReadsResponses => false;

    private protected override void OnReady(ClientConnection connection)
    {
        Hold(connection);
        SendRequests(connection);
    }

    /// <summary>Only EPOLLOUT is watched, so every event means that the connection is writable.</summary>
    private protected override void Receive(ClientConnection connection) => SendRequests(connection);

    private void SendRequests(ClientConnection connection)
    {
        while (connection.Socket >= 0 && connection.UnsentBytes == 0)
            Send(connection, Batch, NowNs);
    }

    /// <summary>The smallest receive buffer that the kernel allows, and no timeout.</summary>
    private static Target NeverReading(Target target) =>
        target with { TimeoutSeconds = int.MaxValue, ReceiveBufferBytes = 1 };
}
