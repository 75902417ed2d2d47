using Appliance.Bench;
using Appliance.LoadGenerator;
using Appliance.Listening;

namespace Appliance.Load;

/// <summary>The kinds of load. Each ends by itself, with 1 if not one request was answered with 200.</summary>
internal sealed class LoadCommands
{
    private const string Local = "127.0.0.1:8080";
    private const int Usage = 64;

    /// <summary>Each connection sends as soon as it is answered: finds the throughput.</summary>
    /// <param name="address">HOST:PORT or unix:PATH of the server.</param>
    /// <param name="connections">How many at a time.</param>
    /// <param name="threads">How many threads they are spread over.</param>
    /// <param name="duration">Seconds that are measured.</param>
    /// <param name="pipeline">Requests sent together; their answers are awaited together.</param>
    /// <param name="warmup">Seconds before, that are not.</param>
    /// <param name="pid">Of the server, to say what it spends.</param>
    /// <param name="sample">Seconds between looks at it.</param>
    /// <param name="output">-o, json or text.</param>
    public int Closed(
        string address = Local, int connections = 64, int threads = 1, int duration = 10, int pipeline = 1,
        int warmup = 2, int? pid = null, int sample = 1, string output = "text") =>
        Guard(address, connections, [threads, duration, pipeline, sample], () =>
        {
            Target target = MakeTarget(address);
            Window window = Window.AfterWarmUp(warmup, duration);
            ClosedLoop[] loops = [.. Shares(connections, threads)
                .Select(share => new ClosedLoop(target, share, pipeline, window))];
            Report report = new Watch(loops, pid, sample).Run("closed", connections, window);
            Array.ForEach(loops, loop => loop.Dispose());
            return Print(report with { Pipeline = pipeline }, output);
        });

    /// <summary>A fixed rate, latency counted from when each request was due.</summary>
    /// <param name="address">HOST:PORT or unix:PATH of the server.</param>
    /// <param name="rate">Requests a second.</param>
    /// <param name="connections">How many they are spread over.</param>
    /// <param name="duration">Seconds that are measured.</param>
    /// <param name="warmup">Seconds before, that are not.</param>
    /// <param name="pid">Of the server, to say what it spends.</param>
    /// <param name="sample">Seconds between looks at it.</param>
    /// <param name="output">-o, json or text.</param>
    public int Paced(
        string address = Local, int rate = 1000, int connections = 16, int duration = 10, int warmup = 1,
        int? pid = null, int sample = 1, string output = "text") =>
        Guard(address, connections, [rate, duration, sample], () =>
        {
            Window window = Window.AfterWarmUp(warmup, duration);
            List<Wait> waits = [];
            using PacedLoop loop = new(MakeTarget(address), connections, rate, window, waits);
            StallProbe probe = new();
            Report report = new Watch([loop], pid, sample).Run("paced", connections, window);
            return Print(report with
            {
                RatePerSecond = rate,
                LatenessMs = Percentiles.Of(loop.Lateness.Summarize()),
                Undisturbed = UndisturbedReport.Of(probe.End()?.Sift(waits)),
            }, output);
        });

    /// <summary>Connections that ask once and then are idle: says when the server closes them.</summary>
    /// <param name="address">HOST:PORT or unix:PATH of the server.</param>
    /// <param name="connections">How many are opened.</param>
    /// <param name="hold">Seconds to wait for the server to close them.</param>
    /// <param name="pid">Of the server, to say what it spends.</param>
    /// <param name="sample">Seconds between looks at it.</param>
    /// <param name="output">-o, json or text.</param>
    public int Idle(
        string address = Local, int connections = 1000, int hold = 60, int? pid = null, int sample = 1,
        string output = "text") =>
        Guard(address, connections, [hold, sample], () =>
            Hold("idle", new IdleLoop(MakeTarget(address), connections, hold), pid, sample, output));

    /// <summary>Connections that ask without end and never read: says when the server closes them.</summary>
    /// <param name="address">HOST:PORT or unix:PATH of the server.</param>
    /// <param name="connections">How many are opened.</param>
    /// <param name="hold">Seconds to wait for the server to close them.</param>
    /// <param name="pid">Of the server, to say what it spends.</param>
    /// <param name="sample">Seconds between looks at it.</param>
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
            Report report = new Watch([loop], pid, sample).Run(load, loop.Count, window: null);
            HoldReport hold = new(loop.Held, loop.ClosedByServer, Percentiles.Of(loop.Ages.Summarize()));
            return Print(report with { Hold = hold }, output);
        }
    }

    private static int Print(Report report, string output)
    {
        Console.Write(output == "json" ? ReportText.Json(report) + "\n" : ReportText.Text(report));
        return report.Answered > 0 || report.Hold is { Held: > 0 } ? 0 : 1;
    }

    /// <summary>Refuses what cannot work before anything is opened.</summary>
    private static int Guard(string address, int connections, ReadOnlySpan<int> counts, Func<int> run)
    {
        string? problem = !OperatingSystem.IsLinux() ? "This driver runs on Linux alone."
            : counts.ContainsAnyInRange(int.MinValue, 0) || connections < 1 ? "Numbers have to be 1 or more."
            : !ListenAddress.TryParse(address, out _, out string? why) ? why
            : DescriptorLimit.Problem(connections);
        if (problem is null)
            return run();
        Console.Error.WriteLine(problem);
        return Usage;
    }

    private static Target MakeTarget(string address) =>
        ListenAddress.TryParse(address, out ListenAddress? parsed, out string? problem)
            ? new(parsed!, TokenRequest.Bytes)
            : throw new ArgumentException(problem, nameof(address));

    private static IEnumerable<int> Shares(int connections, int threads) => Enumerable.Range(0, threads)
        .Select(thread => connections / threads + (thread < connections % threads ? 1 : 0))
        .Where(share => share > 0);
}
