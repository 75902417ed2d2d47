using Appliance.Connections;
using Appliance.Http;

namespace Appliance.Fuzz;

/// <summary>Record of one connection.</summary>
internal sealed class Transcript
{
    /// <summary>All bytes sent by the server, in order.</summary>
    public List<byte> Sent { get; } = [];

    /// <summary>Methods of the requests that reached the handler.</summary>
    public List<HttpMethod> Methods { get; } = [];

    /// <summary>The next action after all bytes were received.</summary>
    public ConnectionPhase Next { get; set; } = ConnectionPhase.Idle;

    /// <summary>The last request was incomplete and got a timeout response.</summary>
    public bool TimedOut { get; set; }
}
