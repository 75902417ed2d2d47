namespace Appliance.LoadGenerator;

/// <summary>The results of one thread's requests. Other threads may read <see cref="Succeeded"/> and
/// <see cref="Failed"/> meanwhile.</summary>
public sealed class LoadStatistics
{
    public const int StatusMax = 999;

    private readonly long[] _statuses = new long[StatusMax + 1];
    private readonly long[] _failures = new long[FailureNames.All.Length];
    private long _succeeded;
    private long _failed;

    public LatencyHistogram Latencies { get; } = new();

    /// <summary>The time range of each request; null if they are not collected.</summary>
    public List<TimeRange>? RequestTimes { get; init; }

    /// <summary>The number of responses with a status of 200 to 299: the goodput.</summary>
    public long Succeeded => Volatile.Read(ref _succeeded);

    /// <summary>The number of requests with another status or without a response.</summary>
    public long Failed => Volatile.Read(ref _failed);

    public long CountOf(int status) => _statuses[status];

    public long CountOf(Failure failure) => _failures[(int)failure];

    public void Count(int status, TimeRange request)
    {
        _statuses[status]++;
        if (status is >= 200 and < 300)
            _succeeded++;
        else
            _failed++;
        Record(request);
    }

    /// <summary>A timeout is recorded with the time waited; omitting it would improve the percentiles.</summary>
    public void Count(Failure failure, int requests, TimeRange request)
    {
        _failures[(int)failure] += requests;
        _failed += requests;
        if (failure != Failure.TimedOut)
            return;
        for (int index = 0; index < requests; index++)
            Record(request);
    }

    public void Add(LoadStatistics other)
    {
        for (int status = 0; status <= StatusMax; status++)
            _statuses[status] += other._statuses[status];
        for (int failure = 0; failure < _failures.Length; failure++)
            _failures[failure] += other._failures[failure];
        _succeeded += other._succeeded;
        _failed += other._failed;
        Latencies.Add(other.Latencies);
    }

    private void Record(TimeRange request)
    {
        Latencies.Record(request.ToNs - request.FromNs);
        RequestTimes?.Add(request);
    }
}
