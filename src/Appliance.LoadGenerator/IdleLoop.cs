namespace Appliance.LoadGenerator;

/// <summary>Connections that send one request, read the response, and then stay idle (keep-alive).</summary>
public sealed class IdleLoop(Target target, int connections, int holdSeconds)
    : HoldingLoop(target, connections, batch: 1, holdSeconds)
{
    private readonly HashSet<ClientConnection> _requested = [];

    private protected override void OnReady(ClientConnection connection)
    {
        if (_requested.Add(connection))
            Send(connection, 1, NowNs);
        else
            Hold(connection);
    }
}
