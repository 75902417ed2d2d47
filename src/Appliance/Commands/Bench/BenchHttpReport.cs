using System.Globalization;
using System.Text;
using Appliance.Hosting.Results;
using Appliance.LoadGenerator;

namespace Appliance.Commands.Bench;

/// <summary>The result of a load test, as text and as JSON.</summary>
internal static class BenchHttpReport
{
    /// <summary>Decimals of milliseconds.</summary>
    private const int MsDecimals = 4;
    private const int NsPerDecimal = 100;

    public static void WriteText(ResultWriter result, HttpLoad load)
    {
        List<string[]> lines =
        [
            [load.IsPaced ? "paced" : "closed", Description(load)],
            ["goodput", Number(load.Statistics.Succeeded / load.Seconds) + " successful responses/s, "
                + Number(load.Statistics.Succeeded) + " in total"],
            ["failed", Number(load.Statistics.Failed) + Kinds(load.Statistics)],
            ["latency", Times(load.Statistics.Latencies.Summarize())],
        ];
        if (load.IsPaced)
            lines.Add(["driver lateness", Times(load.Lateness)]);
        Table.Write(result, lines.Count, index => lines[index]);
    }

    public static void WriteJson(ResultWriter result, HttpLoad load)
    {
        JsonResult json = new(result);
        json.Open("{"u8);
        json.Member("load"u8, load.IsPaced ? "paced" : "closed");
        json.Member("address"u8, load.Target.Address.ToString());
        json.Member("connections"u8, load.Connections);
        if (load.IsPaced)
        {
            json.Member("ratePerSecond"u8, load.RatePerSecond);
        }
        else
        {
            json.Member("threads"u8, load.Threads);
            json.Member("pipeline"u8, load.Pipeline);
        }
        json.Member("seconds"u8, load.Seconds);
        json.Member("responses"u8, load.Statistics.Succeeded);
        json.Member("responsesPerSecond"u8, load.Statistics.Succeeded * 10 / load.Seconds, decimals: 1);
        json.Member("failed"u8, load.Statistics.Failed);
        WriteCounts(json, load.Statistics);
        WriteTimes(json, "latencyMs"u8, load.Statistics.Latencies.Summarize());
        WriteTimes(json, "latenessMs"u8, load.Lateness);
        json.Close("}"u8);
        result.Text("\n");
    }

    private static string Description(HttpLoad load)
    {
        string pace = load.IsPaced ? Number(load.RatePerSecond) + " requests/s"
            : "pipelined " + Number(load.Pipeline) + ", threads " + Number(load.Threads);
        return load.Target.Address + ", connections " + Number(load.Connections) + ", " + pace + ", "
            + Number(load.Seconds) + " s";
    }

    private static string Kinds(LoadStatistics statistics)
    {
        string kinds = "";
        for (int status = 0; status <= LoadStatistics.StatusMax; status++)
            Add("status " + Number(status), status is >= 200 and < 300 ? 0 : statistics.CountOf(status));
        for (int failure = 0; failure < FailureNames.All.Length; failure++)
            Add(FailureNames.All[failure], statistics.CountOf((Failure)failure));
        return kinds;

        void Add(string kind, long count)
        {
            if (count > 0)
                kinds += (kinds == "" ? ": " : ", ") + kind + " " + Number(count);
        }
    }

    private static string Times(LatencySummary? summary) => summary is not { } ns
        ? "none"
        : "p50 " + Ms(ns.P50Ns) + " ms, p90 " + Ms(ns.P90Ns) + ", p99 " + Ms(ns.P99Ns) + ", p99.9 " + Ms(ns.P999Ns)
            + ", max " + Ms(ns.MaxNs);

    private static string Ms(long ns) => FixedPoint.ToText(ns / NsPerDecimal, MsDecimals);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static void WriteCounts(JsonResult json, LoadStatistics statistics)
    {
        json.Name("statuses"u8);
        json.Open("{"u8);
        for (int status = 0; status <= LoadStatistics.StatusMax; status++)
        {
            if (statistics.CountOf(status) > 0)
                json.Member(Encoding.ASCII.GetBytes(Number(status)), statistics.CountOf(status));
        }
        json.Close("}"u8);
        json.Name("failures"u8);
        json.Open("{"u8);
        for (int failure = 0; failure < FailureNames.All.Length; failure++)
            json.Member(Encoding.ASCII.GetBytes(FailureNames.All[failure]), statistics.CountOf((Failure)failure));
        json.Close("}"u8);
    }

    /// <summary>Omitted if nothing was measured.</summary>
    private static void WriteTimes(JsonResult json, ReadOnlySpan<byte> name, LatencySummary? summary)
    {
        if (summary is not { } ns)
            return;
        json.Name(name);
        json.Open("{"u8);
        json.Member("p50"u8, ns.P50Ns / NsPerDecimal, MsDecimals);
        json.Member("p90"u8, ns.P90Ns / NsPerDecimal, MsDecimals);
        json.Member("p99"u8, ns.P99Ns / NsPerDecimal, MsDecimals);
        json.Member("p999"u8, ns.P999Ns / NsPerDecimal, MsDecimals);
        json.Member("max"u8, ns.MaxNs / NsPerDecimal, MsDecimals);
        json.Close("}"u8);
    }
}
