using System.Diagnostics;

namespace Appliance.Storage.Redis;

/// <summary>
/// Throttles log messages: every failing redemption, and a flapping connection, would repeat the same message.
/// Thread-safe.
/// </summary>
/// <param name="report">Writes a sentence to the log.</param>
internal sealed class RedisReportThrottle(Action<string> report)
{
    private const int EntriesMax = 64;
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _reportedAt = [];
    private RedisFaultKind? _state;

    /// <summary>Reports a state that differs from the last reported one, unless it was reported within the last minute.
    /// The caller repeats the call while the state lasts, so that a suppressed report follows later.</summary>
    /// <param name="state">Null is the initial state: available.</param>
    /// <param name="sentence">Its details may vary; only the state is compared.</param>
    public void ReportState(RedisFaultKind? state, string sentence)
    {
        lock (_lock)
        {
            if (state == _state || !ShouldReport(state is { } kind ? $"{(int)kind}" : ""))
                return;
            _state = state;
        }
        report(sentence);
    }

    /// <summary>Reports a warning that does not depend on the state, at most once a minute.</summary>
    public void Warn(string sentence)
    {
        lock (_lock)
        {
            if (!ShouldReport(sentence))
                return;
        }
        report(sentence);
    }

    private bool ShouldReport(string key)
    {
        if (_reportedAt.TryGetValue(key, out long at) && Stopwatch.GetElapsedTime(at) < RepeatInterval)
            return false;
        if (_reportedAt.Count >= EntriesMax)
            _reportedAt.Clear();
        _reportedAt[key] = Stopwatch.GetTimestamp();
        return true;
    }
}
