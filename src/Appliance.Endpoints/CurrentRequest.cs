namespace Appliance.Endpoints;

/// <summary>The client and the route of one thread's current request.</summary>
internal sealed class CurrentRequest
{
    /// <summary>The client of the connection.</summary>
    public Caller Caller { get; set; }

    /// <summary>Null if the path is unknown.</summary>
    public RouteDefinition? Route { get; set; }

    /// <summary>The route's path with placeholders for its parameters, for log lines; empty if the path is unknown.
    /// </summary>
    public string RoutePattern => Route?.Pattern ?? "";
}
