using Appliance.LoadGenerator;

namespace Appliance.Load;

/// <summary>Runs loops, each on its own thread, and samples them, the server and this process.</summary>
internal sealed class MonitoredRun(ClientLoop[] loops, int? serverPid, int sampleSeconds)
{
    private readonly Thread[] _threads = [.. loops.Select(loop => new Thread(loop.Run) { IsBackground = true })];
    private readonly List<Sample> _samples = [];
    private ProcessSample? _server;

    /// <summary>Runs the loops to their end. CPU time before the measurement window does not count.</summary>
    /// <param name="load">The kind of load.</param>
    /// <param name="connections">The number of connections.</param>
    /// <param name="window">The measured time; null to measure from now until the loops end.</param>
    public Report Run(string load, int connections, MeasurementWindow? window)
    {
        foreach (Thread thread in _threads)
            thread.Start();
        long startNs = window?.StartNs ?? Clock.NowNs;
        long endNs = window?.EndNs ?? long.MaxValue;
        SleepUntil(startNs);
        TakeSample(startNs);
        ProcessSample? serverBefore = _server;
        ProcessSample driverBefore = ProcessSample.Read(Environment.ProcessId);
        while (Clock.NowNs < endNs && _threads.Any(thread => thread.IsAlive))
        {
            SleepUntil(Math.Min(startNs + _samples.Count * sampleSeconds * Clock.NsPerSecond, endNs));
            TakeSample(startNs);
        }
        ProcessSample driverAfter = ProcessSample.Read(Environment.ProcessId);
        foreach (Thread thread in _threads)
            thread.Join();
        Progress.Clear();

        LoadStatistics statistics = new();
        foreach (ClientLoop loop in loops)
            statistics.Add(loop.Statistics);
        double seconds = _samples[^1].AtSeconds;
        return new()
        {
            Load = load,
            Connections = connections,
            Seconds = Math.Round(seconds, 2),
            Answered = statistics.Succeeded,
            AnsweredPerSecond = Math.Round(statistics.Succeeded / seconds, 1),
            Failed = statistics.Failed,
            Statuses = Statuses(statistics),
            Failures = Failures(statistics),
            LatencyMs = Percentiles.Of(statistics.Latencies.Summarize()),
            Server = ProcessReport.Between(serverBefore, _server, seconds, statistics.Succeeded),
            Driver = ProcessReport.Between(driverBefore, driverAfter, seconds, statistics.Succeeded)!,
            Samples = _samples,
        };
    }

    private static Dictionary<string, long> Statuses(LoadStatistics statistics) =>
        Enumerable.Range(0, LoadStatistics.StatusMax + 1)
        .Where(status => statistics.CountOf(status) > 0)
        .ToDictionary(status => $"{status}", statistics.CountOf);

    private static Dictionary<string, long> Failures(LoadStatistics statistics) => Enum.GetValues<Failure>()
        .ToDictionary(failure => FailureNames.All[(int)failure], statistics.CountOf);

    private void TakeSample(long startNs)
    {
        _server = serverPid is { } pid ? ProcessSample.Read(pid) : null;
        double atSeconds = Math.Round((double)(Clock.NowNs - startNs) / Clock.NsPerSecond, 3);
        Sample sample = new(
            atSeconds,
            loops.Sum(loop => loop.Statistics.Succeeded),
            loops.Sum(loop => loop.Statistics.Failed),
            _server?.ResidentKb,
            _server?.Descriptors);
        _samples.Add(sample);
        Progress.Show(sample);
    }

    /// <summary>Returns early if every thread has ended.</summary>
    private void SleepUntil(long atNs)
    {
        foreach (Thread thread in _threads)
        {
            long leftMs = (atNs - Clock.NowNs) / Clock.NsPerMs;
            if (leftMs > 0)
                thread.Join((int)Math.Min(leftMs, int.MaxValue));
        }
    }
}
