namespace Appliance.LoadGenerator;

/// <summary>The latency of the requests that no stall of the machine disturbed.</summary>
/// <param name="Latency">Null if every request was disturbed.</param>
/// <param name="DisturbedRequests">The number of excluded requests.</param>
/// <param name="Requests">The number of all requests.</param>
public readonly record struct UndisturbedLatency(LatencySummary? Latency, int DisturbedRequests, int Requests)
{
    /// <summary>The share of excluded requests, in ten-thousandths.</summary>
    public int DisturbedPerTenThousand => Requests == 0 ? 0 : (int)(10_000L * DisturbedRequests / Requests);
}
