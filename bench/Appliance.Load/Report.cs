using Appliance.LoadGenerator;

namespace Appliance.Load;

/// <summary>Percentiles in milliseconds.</summary>
internal sealed record Percentiles(double P50, double P90, double P99, double P999, double Max)
{
    public static Percentiles? Of(LatencySummary? summary) => summary is { } ns
        ? new(Ms(ns.P50Ns), Ms(ns.P90Ns), Ms(ns.P99Ns), Ms(ns.P999Ns), Ms(ns.MaxNs))
        : null;

    private static double Ms(long ns) => Math.Round((double)ns / Clock.NsPerMs, 4);
}

/// <summary>The latency of the requests that no stall of the machine disturbed.</summary>
/// <param name="LatencyMs">Null if every request was disturbed.</param>
/// <param name="DisturbedShare">The share of excluded requests, from 0 to 1.</param>
internal sealed record UndisturbedReport(Percentiles? LatencyMs, double DisturbedShare)
{
    public static UndisturbedReport? Of(UndisturbedLatency? undisturbed) => undisturbed is { } latency
        ? new(Percentiles.Of(latency.Latency), latency.DisturbedPerTenThousand / 10_000.0)
        : null;
}

/// <summary>The resources that a process used during the measurement.</summary>
/// <param name="CpuMicrosecondsPerResponse">User and system time per successful response; null without one.</param>
/// <param name="CpuCores">User and system time per elapsed time: 1 is one core, fully used.</param>
/// <param name="ResidentKb">Resident memory at the end.</param>
/// <param name="ResidentPeakKb">Peak resident memory since the process started.</param>
/// <param name="Descriptors">Open descriptors at the end; null without permission to list them.</param>
internal sealed record ProcessReport(
    double? CpuMicrosecondsPerResponse, double CpuCores, long ResidentKb, long ResidentPeakKb, int? Descriptors)
{
    public static ProcessReport? Between(ProcessSample? before, ProcessSample? after, double seconds, long answered)
    {
        if (before is null || after is null)
            return null;
        double cpuSeconds = after.CpuSeconds - before.CpuSeconds;
        return new(
            answered == 0 ? null : Math.Round(cpuSeconds * 1e6 / answered, 2),
            Math.Round(cpuSeconds / seconds, 3),
            after.ResidentKb,
            after.ResidentPeakKb,
            after.Descriptors);
    }
}

/// <summary>Connections that were held, how many of them the server closed, and their ages then.</summary>
internal sealed record HoldReport(int Held, int ClosedByServer, Percentiles? AgesMs);

/// <summary>The state at a moment; responses and failures are counted from the start.</summary>
internal sealed record Sample(
    double AtSeconds, long Answered, long Failed, long? ResidentKb, int? Descriptors);

/// <summary>The result of a run; members that do not apply to its kind of load are null.</summary>
internal sealed record Report
{
    public required string Load { get; init; }

    public required int Connections { get; init; }

    /// <summary>Requests sent together.</summary>
    public int? Pipeline { get; init; }

    /// <summary>The constant rate at which requests were due.</summary>
    public int? RatePerSecond { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Responses with a status of 200 to 299.</summary>
    public required long Answered { get; init; }

    public required double AnsweredPerSecond { get; init; }

    public required long Failed { get; init; }

    /// <summary>The number of responses by status.</summary>
    public required IReadOnlyDictionary<string, long> Statuses { get; init; }

    /// <summary>The number of requests without a response, by cause.</summary>
    public required IReadOnlyDictionary<string, long> Failures { get; init; }

    public Percentiles? LatencyMs { get; init; }

    /// <summary>Also null if the process may not use real-time priority to detect stalls.</summary>
    public UndisturbedReport? Undisturbed { get; init; }

    /// <summary>How late the load generator itself sent requests.</summary>
    public Percentiles? LatenessMs { get; init; }

    public HoldReport? Hold { get; init; }

    public ProcessReport? Server { get; init; }

    public required ProcessReport Driver { get; init; }

    public required IReadOnlyList<Sample> Samples { get; init; }
}
