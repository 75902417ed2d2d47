using Appliance.Listening.Linux;

namespace Appliance.LoadGenerator;

/// <summary>
/// A fixed rate. Latency counts from when a request was due, so that one which had to wait for a free connection, or
/// for this thread, is as slow as its client would find it (no coordinated omission).
/// </summary>
internal sealed class PacedLoop : ClientLoop
{
    /// <summary>More often would only cost; what became due meanwhile is sent together.</summary>
    private const long TickNsMin = 50_000;

    private readonly Queue<Free> _free = new();

    private readonly Ticker _ticker;
    private readonly Window _window;
    private readonly double _periodNs;
    private readonly long _requests;
    private readonly long _giveUpNs;
    private long _sent;
    private long _tickedNs;
    private long _nextTickNs;

    /// <param name="target">What is asked, of whom.</param>
    /// <param name="connections">How many the requests are spread over.</param>
    /// <param name="ratePerSecond">Requests a second.</param>
    /// <param name="window">What of it is measured.</param>
    /// <param name="waits">Gets each wait by itself; null where the sum will do.</param>
    public PacedLoop(Target target, int connections, int ratePerSecond, Window window, List<Wait>? waits = null)
        : base(target, connections, batch: 1)
    {
        Tally = new() { Waits = waits };
        _window = window;
        _periodNs = (double)Clock.NsPerSecond / ratePerSecond;
        _requests = (long)Math.Round((window.EndNs - window.BeginNs) / _periodNs);
        _giveUpNs = window.EndNs + target.PatienceSeconds * Clock.NsPerSecond;
        _ticker = new();
        Epoll.Add(_ticker.Descriptor, Native.EpollIn, ulong.MaxValue);
    }

    public override Tally Tally { get; }

    /// <summary>How late this thread was with requests that had a free connection: the driver's own share.</summary>
    public Latencies Lateness { get; } = new();

    protected override bool IsDone => NowNs >= _giveUpNs || _sent == _requests && !AwaitsResponses();

    public override void Dispose()
    {
        _ticker.Dispose();
        base.Dispose();
    }

    protected override void Ready(ClientConnection connection) =>
        _free.Enqueue(new(connection, connection.Opens, NowNs));

    protected override bool IsMeasured(ClientConnection connection) => _window.Holds(connection.DueNs);

    protected override void HandleOther()
    {
        _ticker.Clear();
        _tickedNs = NowNs;
    }

    protected override void EndTurn()
    {
        while (_sent < _requests && DueNs(_sent) <= NowNs && _free.TryDequeue(out Free free))
        {
            bool isGone = free.Connection.Socket < 0 || free.Connection.Opens != free.Opens;
            if (isGone)
                continue;
            long dueNs = DueNs(_sent++);
            if (_window.Holds(dueNs))
                Lateness.Record(NowNs - Math.Max(dueNs, free.SinceNs));
            Send(free.Connection, 1, dueNs);
        }
        AwaitNext();
    }

    /// <summary>What was never answered, or never even sent, was waited for all the same.</summary>
    protected override void End()
    {
        foreach (ClientConnection connection in Connections)
        {
            if (connection.InFlight > 0)
                Lose(connection, Failure.TimedOut);
        }
        for (; _sent < _requests; _sent++)
        {
            if (_window.Holds(DueNs(_sent)))
                Tally.Count(Failure.TimedOut, 1, new Wait(DueNs(_sent), NowNs));
        }
    }

    /// <summary>Ticks exactly when the next request is due. One that is over already waits for a connection, and
    /// that is an event by itself.</summary>
    private void AwaitNext()
    {
        if (_sent == _requests || DueNs(_sent) <= NowNs)
            return;
        long tickNs = Math.Max(DueNs(_sent), _tickedNs + TickNsMin);
        if (tickNs != _nextTickNs)
            _ticker.Set(tickNs);
        _nextTickNs = tickNs;
    }

    private bool AwaitsResponses()
    {
        foreach (ClientConnection connection in Connections)
        {
            if (connection.InFlight > 0)
                return true;
        }
        return false;
    }

    private long DueNs(long request) => _window.BeginNs + (long)(request * _periodNs);

    /// <summary>A connection that waits for a request, as which of its lives, and since when.</summary>
    private readonly struct Free(ClientConnection connection, int opens, long sinceNs)
    {
        public readonly ClientConnection Connection = connection;
        public readonly int Opens = opens;
        public readonly long SinceNs = sinceNs;
    }
}
