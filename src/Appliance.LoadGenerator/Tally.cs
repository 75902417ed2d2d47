namespace Appliance.LoadGenerator;

/// <summary>What became of one thread's requests; another thread may read the numbers while they grow.</summary>
internal sealed class Tally
{
    public const int StatusMax = 999;

    private readonly long[] _statuses = new long[StatusMax + 1];
    private readonly long[] _failures = new long[FailureNames.All.Length];
    private long _answered;
    private long _failed;

    public Latencies Latencies { get; } = new();

    /// <summary>Each wait by itself, where that is wanted.</summary>
    public List<Wait>? Waits { get; init; }

    /// <summary>Answers that say success, a status of 200 to 299: what counts as goodput.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>Requests that were answered otherwise or not at all.</summary>
    public long Failed => Volatile.Read(ref _failed);

    public long CountOf(int status) => _statuses[status];

    public long CountOf(Failure failure) => _failures[(int)failure];

    public void Count(int status, Wait wait)
    {
        _statuses[status]++;
        if (status is >= 200 and < 300)
            _answered++;
        else
            _failed++;
        Record(wait);
    }

    /// <summary>The time that was waited in vain counts as well: leaving it out would flatter.</summary>
    public void Count(Failure failure, int requests, Wait wait)
    {
        _failures[(int)failure] += requests;
        _failed += requests;
        if (failure != Failure.TimedOut)
            return;
        for (int request = 0; request < requests; request++)
            Record(wait);
    }

    public void Add(Tally other)
    {
        for (int status = 0; status <= StatusMax; status++)
            _statuses[status] += other._statuses[status];
        for (int failure = 0; failure < _failures.Length; failure++)
            _failures[failure] += other._failures[failure];
        _answered += other._answered;
        _failed += other._failed;
        Latencies.Add(other.Latencies);
    }

    private void Record(Wait wait)
    {
        Latencies.Record(wait.ToNs - wait.FromNs);
        Waits?.Add(wait);
    }
}
