using System.Text.Json;

namespace Appliance.Load;

/// <summary>Why a request was not answered.</summary>
internal enum Failure
{
    /// <summary>No connection could be made.</summary>
    NotConnected,
    /// <summary>The connection was reset.</summary>
    Reset,
    /// <summary>The connection was closed in good order.</summary>
    Closed,
    /// <summary>Nothing came in time.</summary>
    TimedOut,
    /// <summary>What came was no answer, or was not asked for.</summary>
    Garbled,
}

/// <summary>What became of one thread's requests; another thread may read the numbers while they grow.</summary>
internal sealed class Tally
{
    private const int StatusMax = 999;
    private const int Good = 200;

    private readonly long[] _statuses = new long[StatusMax + 1];
    private readonly long[] _failures = new long[Enum.GetValues<Failure>().Length];

    public Latencies Latencies { get; } = new();

    /// <summary>Each wait by itself, where that is wanted.</summary>
    public List<Wait>? Waits { get; init; }

    /// <summary>Answers with 200: what counts as goodput.</summary>
    public long Answered => Volatile.Read(ref _statuses[Good]);

    /// <summary>Requests that were answered otherwise or not at all.</summary>
    public long Failed => _statuses.Sum() - Answered + _failures.Sum();

    public void Count(int status, Wait wait)
    {
        _statuses[status]++;
        Record(wait);
    }

    /// <summary>The time that was waited in vain counts as well: leaving it out would flatter.</summary>
    public void Count(Failure failure, int requests, Wait wait)
    {
        _failures[(int)failure] += requests;
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
        Latencies.Add(other.Latencies);
    }

    private void Record(Wait wait)
    {
        Latencies.Record(wait.ToNs - wait.FromNs);
        Waits?.Add(wait);
    }

    public Dictionary<string, long> Statuses() => Enumerable.Range(0, _statuses.Length)
        .Where(status => _statuses[status] > 0)
        .ToDictionary(status => $"{status}", status => _statuses[status]);

    public Dictionary<string, long> Failures() => Enum.GetValues<Failure>().ToDictionary(
        failure => JsonNamingPolicy.CamelCase.ConvertName($"{failure}"),
        failure => _failures[(int)failure]);
}
