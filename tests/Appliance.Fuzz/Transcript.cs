using Appliance.Http;

namespace Appliance.Fuzz;

/// <summary>What came of a connection.</summary>
internal sealed class Transcript
{
    /// <summary>Everything that was sent, in order.</summary>
    public List<byte> Sent { get; } = [];

    /// <summary>Of the requests that reached the handler.</summary>
    public List<HttpMethod> Methods { get; } = [];

    /// <summary>What the connection waited for once everything had arrived.</summary>
    public SessionAction Next { get; set; } = SessionAction.Idle;

    /// <summary>The request begun last did not arrive whole, and was answered so; else nothing was begun.</summary>
    public bool TimedOut { get; set; }
}
