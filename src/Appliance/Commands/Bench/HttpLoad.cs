using Appliance.LoadGenerator;

namespace Appliance.Commands.Bench;

/// <summary>A run of load against a server: what is asked for, and what it came to.</summary>
internal sealed class HttpLoad
{
    /// <summary>Before what is measured.</summary>
    private const int WarmUpSeconds = 1;

    /// <summary>Long enough to be refused on this machine.</summary>
    private const long KnockNs = 50 * Clock.NsPerMs;

    private const int LookMilliseconds = 1000;

    public required HttpUrl Url { get; init; }

    public required Target Target { get; init; }

    public required int Connections { get; init; }

    public required int Threads { get; init; }

    /// <summary>Requests that are sent together.</summary>
    public required int Pipeline { get; init; }

    /// <summary>0 for as many as there can be.</summary>
    public required int RatePerSecond { get; init; }

    public required int Seconds { get; init; }

    public bool IsPaced => RatePerSecond > 0;

    public LoadStatistics Statistics { get; } = new();

    /// <summary>How late the driver itself was to send; null where it has no pace.</summary>
    public LatencySummary? Lateness { get; private set; }

    /// <summary>Nobody listens there.</summary>
    public bool IsRefused()
    {
        long nowNs = Clock.NowNs;
        using ClosedLoop loop = new(Target, connections: 1, pipeline: 1, new(nowNs, nowNs, nowNs + KnockNs));
        loop.Run();
        return loop.Statistics.CountOf(Failure.NotConnected) > 0;
    }

    public void Run()
    {
        MeasurementWindow window = MeasurementWindow.AfterWarmUp(WarmUpSeconds, Seconds);
        if (IsPaced)
            RunPaced(window);
        else
            RunClosed(window);
        Progress.Clear();
    }

    private void RunPaced(in MeasurementWindow window)
    {
        using ConstantRateLoop loop = new(Target, Connections, RatePerSecond, window);
        Await([loop]);
        Lateness = loop.Lateness.Summarize();
    }

    private void RunClosed(in MeasurementWindow window)
    {
        ClientLoop[] loops = new ClientLoop[Threads];
        for (int thread = 0; thread < Threads; thread++)
        {
            int share = Connections / Threads + (thread < Connections % Threads ? 1 : 0);
            loops[thread] = new ClosedLoop(Target, share, Pipeline, window);
        }
        Await(loops);
        foreach (ClientLoop loop in loops)
            loop.Dispose();
    }

    private void Await(ClientLoop[] loops)
    {
        Thread[] threads = new Thread[loops.Length];
        for (int thread = 0; thread < threads.Length; thread++)
        {
            threads[thread] = new(loops[thread].Run) { IsBackground = true };
            threads[thread].Start();
        }
        foreach (Thread thread in threads)
        {
            while (!thread.Join(LookMilliseconds))
                Progress.Show(loops);
        }
        foreach (ClientLoop loop in loops)
            Statistics.Add(loop.Statistics);
    }
}
