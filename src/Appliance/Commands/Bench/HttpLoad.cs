using Appliance.LoadGenerator;

namespace Appliance.Commands.Bench;

/// <summary>A load test of a server: its parameters and its results.</summary>
internal sealed class HttpLoad
{
    /// <summary>Not measured.</summary>
    private const int WarmUpSeconds = 1;

    /// <summary>Long enough for a connection to be refused on this machine.</summary>
    private const long ConnectProbeNs = 50 * Clock.NsPerMs;

    private const int ProgressIntervalMilliseconds = 1000;

    public required HttpUrl Url { get; init; }

    public required Target Target { get; init; }

    public required int Connections { get; init; }

    public required int Threads { get; init; }

    /// <summary>Requests that are sent together.</summary>
    public required int Pipeline { get; init; }

    /// <summary>0: as fast as responses arrive.</summary>
    public required int RatePerSecond { get; init; }

    public required int Seconds { get; init; }

    public bool IsPaced => RatePerSecond > 0;

    public LoadStatistics Statistics { get; } = new();

    /// <summary>The load generator's own delay in sending; null without a fixed rate.</summary>
    public LatencySummary? Lateness { get; private set; }

    /// <summary>Whether the address refuses connections.</summary>
    public bool IsRefused()
    {
        long nowNs = Clock.NowNs;
        using ClosedLoop loop = new(Target, connections: 1, pipeline: 1, new(nowNs, nowNs, nowNs + ConnectProbeNs));
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
            while (!thread.Join(ProgressIntervalMilliseconds))
                Progress.Show(loops);
        }
        foreach (ClientLoop loop in loops)
            Statistics.Add(loop.Statistics);
    }
}
