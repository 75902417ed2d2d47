using Appliance.Linux;

namespace Appliance.LoadGenerator;

/// <summary>
/// Sends at a constant rate. Latency is measured from when a request was due, so it includes the time that the request
/// waited for an idle connection or for this thread (no coordinated omission).
/// </summary>
public sealed class ConstantRateLoop : ClientLoop
{
    /// <summary>The shortest interval between wake-ups, to limit their cost; due requests are sent together.</summary>
    private const long WakeUpIntervalNsMin = 50_000;

    private readonly Queue<IdleConnection> _idle = new();

    private readonly TimerFd _timer;
    private readonly MeasurementWindow _window;
    private readonly double _periodNs;
    private readonly long _requests;
    private readonly long _timeoutAtNs;
    private long _sent;
    private long _wokenAtNs;
    private long _wakeUpAtNs;

    /// <param name="target">The server, the request and the timeout.</param>
    /// <param name="connections">The number of connections that share the requests.</param>
    /// <param name="ratePerSecond">Requests per second.</param>
    /// <param name="window">The warm-up and the measured time.</param>
    /// <param name="requestTimes">Receives the time range of each request; null to fill only the histogram.</param>
    public ConstantRateLoop(
        Target target, int connections, int ratePerSecond, MeasurementWindow window,
        List<TimeRange>? requestTimes = null)
        : base(target, connections, batch: 1)
    {
        Statistics = new() { RequestTimes = requestTimes };
        _window = window;
        _periodNs = (double)Clock.NsPerSecond / ratePerSecond;
        _requests = (long)Math.Round((window.EndNs - window.BeginNs) / _periodNs);
        _timeoutAtNs = window.EndNs + target.TimeoutSeconds * Clock.NsPerSecond;
        _timer = new();
        Epoll.Add(_timer.Descriptor, Libc.EpollIn, ulong.MaxValue);
    }

    public override LoadStatistics Statistics { get; }

    /// <summary>The time from when a request was due and its connection idle until it was sent: the load generator's
    /// own share of the latency.</summary>
    public LatencyHistogram Lateness { get; } = new();

    private protected override bool IsDone => NowNs >= _timeoutAtNs || _sent == _requests && !AwaitsResponses();

    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    private protected override void OnReady(ClientConnection connection) =>
        _idle.Enqueue(new(connection, connection.OpenCount, NowNs));

    private protected override bool IsMeasured(ClientConnection connection) => _window.Contains(connection.DueNs);

    private protected override void HandleOtherEvent()
    {
        _timer.Clear();
        _wokenAtNs = NowNs;
    }

    private protected override void EndTurn()
    {
        while (_sent < _requests && DueNs(_sent) <= NowNs && _idle.TryDequeue(out IdleConnection idle))
        {
            bool isLost = idle.Connection.Socket < 0 || idle.Connection.OpenCount != idle.OpenCount;
            if (isLost)
                continue;
            long dueNs = DueNs(_sent++);
            if (_window.Contains(dueNs))
                Lateness.Record(NowNs - Math.Max(dueNs, idle.SinceNs));
            Send(idle.Connection, 1, dueNs);
        }
        ScheduleNext();
    }

    /// <summary>Counts requests without a response, and due requests that were never sent, as timed out.</summary>
    private protected override void Finish()
    {
        foreach (ClientConnection connection in Connections)
        {
            if (connection.InFlight > 0)
                Fail(connection, Failure.TimedOut);
        }
        for (; _sent < _requests; _sent++)
        {
            if (_window.Contains(DueNs(_sent)))
                Statistics.Count(Failure.TimedOut, 1, new TimeRange(DueNs(_sent), NowNs));
        }
    }

    /// <summary>Sets the timer to when the next request is due. A request that is already due waits for a connection,
    /// whose next event wakes the loop.</summary>
    private void ScheduleNext()
    {
        if (_sent == _requests || DueNs(_sent) <= NowNs)
            return;
        long atNs = Math.Max(DueNs(_sent), _wokenAtNs + WakeUpIntervalNsMin);
        if (atNs != _wakeUpAtNs)
            _timer.Set(atNs);
        _wakeUpAtNs = atNs;
    }

    private bool AwaitsResponses() => Array.Exists(Connections, connection => connection.InFlight > 0);

    private long DueNs(long request) => _window.BeginNs + (long)(request * _periodNs);

    /// <summary>An idle connection; a different <see cref="ClientConnection.OpenCount"/> means that it was reopened
    /// since.</summary>
    private readonly struct IdleConnection(ClientConnection connection, int openCount, long sinceNs)
    {
        public readonly ClientConnection Connection = connection;
        public readonly int OpenCount = openCount;
        public readonly long SinceNs = sinceNs;
    }
}
