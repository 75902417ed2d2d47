namespace Appliance.LoadGenerator;

/// <summary>A load test of a server: its parameters and its results.</summary>
public sealed class HttpLoad
{
    /// <summary>Not measured.</summary>
    private const int WarmUpSeconds = 1;

    /// <summary>Long enough for a connection to be refused on this machine.</summary>
    private const long ConnectProbeNs = 50 * Clock.NsPerMs;

    private const int ProgressIntervalMilliseconds = 1000;

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

    /// <param name="onProgress">Called every second with the loops, which run meanwhile.</param>
    public void Run(Action<ClientLoop[]> onProgress)
    {
        MeasurementWindow window = MeasurementWindow.AfterWarmUp(WarmUpSeconds, Seconds);
        if (IsPaced)
            RunPaced(window, onProgress);
        else
            RunClosed(window, onProgress);
    }

    private void RunPaced(in MeasurementWindow window, Action<ClientLoop[]> onProgress)
    {
        using ConstantRateLoop loop = new(Target, Connections, RatePerSecond, window);
        Await([loop], onProgress);
        Lateness = loop.Lateness.Summarize();
    }

    private void RunClosed(in MeasurementWindow window, Action<ClientLoop[]> onProgress)
    {
        ClientLoop[] loops = new ClientLoop[Threads];
        for (int thread = 0; thread < Threads; thread++)
        {
            int share = Connections / Threads + (thread < Connections % Threads ? 1 : 0);
            loops[thread] = new ClosedLoop(Target, share, Pipeline, window);
        }
        Await(loops, onProgress);
        foreach (ClientLoop loop in loops)
            loop.Dispose();
    }

    private void Await(ClientLoop[] loops, Action<ClientLoop[]> onProgress)
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
                onProgress(loops);
        }
        foreach (ClientLoop loop in loops)
            Statistics.Add(loop.Statistics);
    }
}
