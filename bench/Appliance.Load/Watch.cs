using Appliance.LoadGenerator;

namespace Appliance.Load;

/// <summary>Runs loops, each on a thread, and meanwhile looks at what they, the server and the driver do.</summary>
internal sealed class Watch(ClientLoop[] loops, int? serverPid, int sampleSeconds)
{
    private readonly Thread[] _threads = [.. loops.Select(loop => new Thread(loop.Run) { IsBackground = true })];
    private readonly List<Sample> _samples = [];
    private ProcessSample? _server;

    /// <summary>Runs to the end. What is spent before the window is warming up and not counted.</summary>
    /// <param name="load">The kind of load.</param>
    /// <param name="connections">How many there are.</param>
    /// <param name="window">What is measured; null for everything until the loops end.</param>
    public Report Run(string load, int connections, Window? window)
    {
        foreach (Thread thread in _threads)
            thread.Start();
        long startNs = window?.StartNs ?? Clock.NowNs;
        long endNs = window?.EndNs ?? long.MaxValue;
        SleepUntil(startNs);
        Look(startNs);
        ProcessSample? serverBefore = _server;
        ProcessSample driverBefore = ProcessSample.Read(Environment.ProcessId);
        while (Clock.NowNs < endNs && _threads.Any(thread => thread.IsAlive))
        {
            SleepUntil(Math.Min(startNs + _samples.Count * sampleSeconds * Clock.NsPerSecond, endNs));
            Look(startNs);
        }
        ProcessSample driverAfter = ProcessSample.Read(Environment.ProcessId);
        foreach (Thread thread in _threads)
            thread.Join();
        Progress.Clear();

        Tally tally = new();
        foreach (ClientLoop loop in loops)
            tally.Add(loop.Tally);
        double seconds = _samples[^1].AtSeconds;
        return new()
        {
            Load = load,
            Connections = connections,
            Seconds = Math.Round(seconds, 2),
            Answered = tally.Answered,
            AnsweredPerSecond = Math.Round(tally.Answered / seconds, 1),
            Failed = tally.Failed,
            Statuses = Statuses(tally),
            Failures = Failures(tally),
            LatencyMs = Percentiles.Of(tally.Latencies.Summarize()),
            Server = ProcessReport.Between(serverBefore, _server, seconds, tally.Answered),
            Driver = ProcessReport.Between(driverBefore, driverAfter, seconds, tally.Answered)!,
            Samples = _samples,
        };
    }

    private static Dictionary<string, long> Statuses(Tally tally) => Enumerable.Range(0, Tally.StatusMax + 1)
        .Where(status => tally.CountOf(status) > 0)
        .ToDictionary(status => $"{status}", tally.CountOf);

    private static Dictionary<string, long> Failures(Tally tally) => Enum.GetValues<Failure>()
        .ToDictionary(failure => FailureNames.All[(int)failure], tally.CountOf);

    private void Look(long startNs)
    {
        _server = serverPid is { } pid ? ProcessSample.Read(pid) : null;
        double atSeconds = Math.Round((double)(Clock.NowNs - startNs) / Clock.NsPerSecond, 3);
        Sample sample = new(
            atSeconds,
            loops.Sum(loop => loop.Tally.Answered),
            loops.Sum(loop => loop.Tally.Failed),
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
