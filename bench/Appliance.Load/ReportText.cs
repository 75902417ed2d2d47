using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Appliance.Load;

/// <summary>Formats a report as text and as JSON.</summary>
internal static class ReportText
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Json(Report report) => JsonSerializer.Serialize(report, Options);

    public static string Text(Report report)
    {
        StringBuilder text = new();
        Line(text, report.Load, $"{report.Connections} connections{Pace(report)}, {report.Seconds:F1} s");
        Line(text, "goodput", $"{report.AnsweredPerSecond:F0} successful responses/s, {report.Answered} in total");
        Line(text, "failed", $"{report.Failed}{Kinds(report)}");
        Line(text, "latency", Times(report.LatencyMs));
        if (report.Undisturbed is { } undisturbed)
        {
            Line(text, "undisturbed", $"{Times(undisturbed.LatencyMs)}; without {undisturbed.DisturbedShare:P1} "
                + "of the requests, which met a stall of the machine");
        }
        if (report.LatenessMs is not null)
            Line(text, "driver late", Times(report.LatenessMs));
        if (report.Hold is { } hold)
        {
            Line(text, "held", $"{hold.Held}, {hold.ClosedByServer} closed by the server");
            Line(text, "closed after", Times(hold.AgesMs));
        }
        if (report.Server is { } server)
        {
            Line(text, "server", $"{Cpu(server)}; resident {server.ResidentKb} kB, peak {server.ResidentPeakKb} kB; "
                + $"{server.Descriptors?.ToString() ?? "unknown"} descriptors");
        }
        Line(text, "driver", Cpu(report.Driver));
        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, string value) => text.AppendLine($"{name,-13} {value}");

    private static string Pace(Report report) =>
        (report.Pipeline is { } pipeline ? $", pipelined {pipeline}" : "")
        + (report.RatePerSecond is { } rate ? $", {rate} requests/s" : "");

    private static string Kinds(Report report)
    {
        string[] kinds =
        [
            .. report.Statuses.Where(status => status.Key != "200")
                .Select(status => $"status {status.Key}: {status.Value}"),
            .. report.Failures.Where(failure => failure.Value > 0)
                .Select(failure => $"{failure.Key}: {failure.Value}"),
        ];
        return kinds.Length == 0 ? "" : $" ({string.Join(", ", kinds)})";
    }

    private static string Times(Percentiles? ms) => ms is null
        ? "none"
        : $"p50 {ms.P50} ms, p90 {ms.P90}, p99 {ms.P99}, p99.9 {ms.P999}, max {ms.Max}";

    private static string Cpu(ProcessReport process) =>
        $"{process.CpuMicrosecondsPerResponse?.ToString() ?? "?"} us CPU per response, {process.CpuCores} cores";
}
