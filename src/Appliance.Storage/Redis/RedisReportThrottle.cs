using System.Diagnostics;

namespace Appliance.Storage;

/// <summary>
/// Takes sentences to the log without repeating them: each redemption that fails would say the same, and so would a
/// connection that comes and goes. Any thread may call it.
/// </summary>
/// <param name="report">Takes a sentence for the log.</param>
internal sealed class RedisReportThrottle(Action<string> report)
{
    private const int EntriesMax = 64;
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _reportedAt = [];
    private RedisFaultKind? _state;

    /// <summary>Says in which state the storage is, if the last that was said is another one, and this one was not
    /// said in the last minute; to be called again then.</summary>
    /// <param name="state">Null is the ordinary one, in which it begins.</param>
    /// <param name="sentence">May have a detail that differs from time to time.</param>
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

    /// <summary>Says something that holds in any state.</summary>
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
