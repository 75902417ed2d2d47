namespace Appliance.LoadGenerator;

/// <summary>Connections that ask once, read the answer, and then say nothing.</summary>
internal sealed class IdleLoop(Target target, int connections, int holdSeconds)
    : HoldingLoop(target, connections, batch: 1, holdSeconds)
{
    private readonly HashSet<ClientConnection> _asked = [];

    protected override void Ready(ClientConnection connection)
    {
        if (_asked.Add(connection))
            Send(connection, 1, NowNs);
        else
            Hold(connection);
    }
}
