using Appliance.LoadGenerator;

namespace Appliance.Load;

/// <summary>Milliseconds.</summary>
internal sealed record Percentiles(double P50, double P90, double P99, double P999, double Max)
{
    public static Percentiles? Of(LatencySummary? summary) => summary is { } ns
        ? new(Ms(ns.P50Ns), Ms(ns.P90Ns), Ms(ns.P99Ns), Ms(ns.P999Ns), Ms(ns.MaxNs))
        : null;

    private static double Ms(long ns) => Math.Round((double)ns / Clock.NsPerMs, 4);
}

/// <summary>The times of those requests that no stall of the machine disturbed.</summary>
/// <param name="LatencyMs">Null if none was left.</param>
/// <param name="DisturbedShare">The part of all requests that was left out, from 0 to 1.</param>
internal sealed record UndisturbedReport(Percentiles? LatencyMs, double DisturbedShare)
{
    public static UndisturbedReport? Of(Undisturbed? undisturbed) => undisturbed is { } sifted
        ? new(Percentiles.Of(sifted.Latency), sifted.DisturbedPerTenThousand / 10_000.0)
        : null;
}

/// <summary>What a process spent while it was watched.</summary>
/// <param name="CpuMicrosecondsPerResponse">User and system time over the answers with 200; null without any.</param>
/// <param name="CpuCores">The same time over the clock's: 1 is one core all the time.</param>
/// <param name="ResidentKb">Memory at the end.</param>
/// <param name="ResidentPeakKb">The most memory since the process started.</param>
/// <param name="Descriptors">Those open at the end; null if they cannot be seen.</param>
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

/// <summary>Connections that were held: how many, and after how long the server closed how many of them.</summary>
internal sealed record HoldReport(int Held, int ClosedByServer, Percentiles? AgesMs);

/// <summary>How things stood at a moment; answers and failures are counted from the start.</summary>
internal sealed record Sample(
    double AtSeconds, long Answered, long Failed, long? ResidentKb, int? Descriptors);

/// <summary>What a run came to; members that have no meaning for its kind of load are null.</summary>
internal sealed record Report
{
    public required string Load { get; init; }

    public required int Connections { get; init; }

    /// <summary>Requests sent together.</summary>
    public int? Pipeline { get; init; }

    /// <summary>Requests that were due.</summary>
    public int? RatePerSecond { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Answers with 200.</summary>
    public required long Answered { get; init; }

    public required double AnsweredPerSecond { get; init; }

    public required long Failed { get; init; }

    /// <summary>How many answers had which status.</summary>
    public required IReadOnlyDictionary<string, long> Statuses { get; init; }

    /// <summary>How many requests had no answer, and why.</summary>
    public required IReadOnlyDictionary<string, long> Failures { get; init; }

    public Percentiles? LatencyMs { get; init; }

    /// <summary>Null also where stalls cannot be watched for.</summary>
    public UndisturbedReport? Undisturbed { get; init; }

    /// <summary>How late the driver itself was to send.</summary>
    public Percentiles? LatenessMs { get; init; }

    public HoldReport? Hold { get; init; }

    public ProcessReport? Server { get; init; }

    public required ProcessReport Driver { get; init; }

    public required IReadOnlyList<Sample> Samples { get; init; }
}
