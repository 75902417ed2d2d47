using Appliance.Bench;
using Appliance.Listening;
using Appliance.LoadGenerator;

namespace Appliance.Load;

/// <summary>The kinds of load. Each exits with 1 if no request succeeded, and with 64 for wrong arguments.</summary>
internal sealed class LoadCommands
{
    private const string Local = "127.0.0.1:8080";
    private const int Usage = 64;

    /// <summary>Measures throughput: each connection sends as soon as it has the response.</summary>
    /// <param name="address">HOST:PORT or unix:PATH of the server.</param>
    /// <param name="connections">Number of connections.</param>
    /// <param name="threads">Number of threads that share the connections.</param>
    /// <param name="duration">Measured seconds.</param>
    /// <param name="pipeline">Requests sent together; the next ones follow after all their responses.</param>
    /// <param name="warmup">Seconds of warm-up, not measured.</param>
    /// <param name="pid">Process ID of the server, to report its CPU time and memory.</param>
    /// <param name="sample">Sample interval in seconds.</param>
    /// <param name="output">-o, json or text.</param>
    public int Closed(
        string address = Local, int connections = 64, int threads = 1, int duration = 10, int pipeline = 1,
        int warmup = 2, int? pid = null, int sample = 1, string output = "text") =>
        Guard(address, connections, [threads, duration, pipeline, sample], () =>
        {
            Target target = MakeTarget(address);
            MeasurementWindow window = MeasurementWindow.AfterWarmUp(warmup, duration);
            ClosedLoop[] loops = [.. Shares(connections, threads)
                .Select(share => new ClosedLoop(target, share, pipeline, window))];
            Report report = new MonitoredRun(loops, pid, sample).Run("closed", connections, window);
            Array.ForEach(loops, loop => loop.Dispose());
            return Print(report with { Pipeline = pipeline }, output);
        });

    /// <summary>Measures latency at a constant rate, from when each request was due.</summary>
    /// <param name="address">HOST:PORT or unix:PATH of the server.</param>
    /// <param name="rate">Requests per second.</param>
    /// <param name="connections">Number of connections that share the requests.</param>
    /// <param name="duration">Measured seconds.</param>
    /// <param name="warmup">Seconds of warm-up, not measured.</param>
    /// <param name="pid">Process ID of the server, to report its CPU time and memory.</param>
    /// <param name="sample">Sample interval in seconds.</param>
    /// <param name="output">-o, json or text.</param>
    public int Paced(
        string address = Local, int rate = 1000, int connections = 16, int duration = 10, int warmup = 1,
        int? pid = null, int sample = 1, string output = "text") =>
        Guard(address, connections, [rate, duration, sample], () =>
        {
            MeasurementWindow window = MeasurementWindow.AfterWarmUp(warmup, duration);
            List<TimeRange> requestTimes = [];
            using ConstantRateLoop loop = new(MakeTarget(address), connections, rate, window, requestTimes);
            StallProbe probe = new();
            Report report = new MonitoredRun([loop], pid, sample).Run("paced", connections, window);
            return Print(report with
            {
                RatePerSecond = rate,
                LatenessMs = Percentiles.Of(loop.Lateness.Summarize()),
                Undisturbed = UndisturbedReport.Of(probe.Stop()?.Filter(requestTimes)),
            }, output);
        });

    /// <summary>Measures when the server closes idle connections, after one request each.</summary>
    /// <param name="address">HOST:PORT or unix:PATH of the server.</param>
    /// <param name="connections">Number of connections.</param>
    /// <param name="hold">Seconds to wait for the server to close them.</param>
    /// <param name="pid">Process ID of the server, to report its CPU time and memory.</param>
    /// <param name="sample">Sample interval in seconds.</param>
    /// <param name="output">-o, json or text.</param>
    public int Idle(
        string address = Local, int connections = 1000, int hold = 60, int? pid = null, int sample = 1,
        string output = "text") =>
        Guard(address, connections, [hold, sample], () =>
            Hold("idle", new IdleLoop(MakeTarget(address), connections, hold), pid, sample, output));

    /// <summary>Measures when the server closes connections that send without pause and never read.</summary>
    /// <param name="address">HOST:PORT or unix:PATH of the server.</param>
    /// <param name="connections">Number of connections.</param>
    /// <param name="hold">Seconds to wait for the server to close them.</param>
    /// <param name="pid">Process ID of the server, to report its CPU time and memory.</param>
    /// <param name="sample">Sample interval in seconds.</param>
    /// <param name="output">-o, json or text.</param>
    public int Unread(
        string address = Local, int connections = 100, int hold = 60, int? pid = null, int sample = 1,
        string output = "text") =>
        Guard(address, connections, [hold, sample], () =>
            Hold("unread", new UnreadLoop(MakeTarget(address), connections, hold), pid, sample, output));

    private static int Hold(string load, HoldingLoop loop, int? pid, int sample, string output)
    {
        using (loop)
        {
            Report report = new MonitoredRun([loop], pid, sample).Run(load, loop.Count, window: null);
            HoldReport hold = new(loop.Held, loop.ClosedByServer, Percentiles.Of(loop.Ages.Summarize()));
            return Print(report with { Hold = hold }, output);
        }
    }

    private static int Print(Report report, string output)
    {
        Console.Write(output == "json" ? ReportText.Json(report) + "\n" : ReportText.Text(report));
        return report.Answered > 0 || report.Hold is { Held: > 0 } ? 0 : 1;
    }

    /// <summary>Checks the arguments before any connection is opened.</summary>
    private static int Guard(string address, int connections, ReadOnlySpan<int> counts, Func<int> run)
    {
        string? error = !OperatingSystem.IsLinux() ? "The load generator needs epoll: run it on Linux."
            : counts.ContainsAnyInRange(int.MinValue, 0) || connections < 1
                ? "An option is 0 or negative: use at least 1."
            : !ListenAddress.TryParse(address, out _, out string? addressError) ? addressError
            : DescriptorLimit.ErrorFor(connections);
        if (error is null)
            return run();
        Console.Error.WriteLine(error);
        return Usage;
    }

    private static Target MakeTarget(string address) =>
        ListenAddress.TryParse(address, out ListenAddress? parsed, out string? error)
            ? new(parsed!, TokenRequest.Bytes)
            : throw new ArgumentException(error, nameof(address));

    private static IEnumerable<int> Shares(int connections, int threads) => Enumerable.Range(0, threads)
        .Select(thread => connections / threads + (thread < connections % threads ? 1 : 0))
        .Where(share => share > 0);
}
