namespace Appliance.Listening;

/// <summary>
/// Rate-limits the log lines of one event and counts suppressed lines. Thread-safe without a lock or allocation: a
/// token bucket in one number, the time at which it is full again.
/// </summary>
/// <param name="burst">The number of lines that may be written at once.</param>
/// <param name="intervalMilliseconds">The time after which the bucket gains another line.</param>
public sealed class LogRateLimiter(int burst, long intervalMilliseconds)
{
    private long _fullAtMilliseconds = long.MinValue;
    private long _suppressed;

    /// <summary>One line per 10 s, for the lines of one thread.</summary>
    internal static LogRateLimiter OncePer10Seconds() => new(burst: 1, intervalMilliseconds: 10_000);

    /// <summary>
    /// When suppressed lines can be reported: milliseconds on the monotonic clock; never without any.
    /// </summary>
    public long SuppressedDueMilliseconds => Volatile.Read(ref _suppressed) > 0
        ? Volatile.Read(ref _fullAtMilliseconds) - (burst - 1) * intervalMilliseconds : long.MaxValue;

    /// <summary>Whether the line may be written; otherwise it counts as suppressed.</summary>
    /// <param name="monotonicMilliseconds">The current time on a monotonic clock; threads may differ slightly.</param>
    public bool TryPass(long monotonicMilliseconds)
    {
        long fullAt = Volatile.Read(ref _fullAtMilliseconds);
        while (true)
        {
            long next = Math.Max(fullAt, monotonicMilliseconds) + intervalMilliseconds;
            if (next - monotonicMilliseconds > burst * intervalMilliseconds)
            {
                Interlocked.Increment(ref _suppressed);
                return false;
            }
            long seen = Interlocked.CompareExchange(ref _fullAtMilliseconds, next, fullAt);
            if (seen == fullAt)
                return true;
            fullAt = seen;
        }
    }

    /// <summary>The number of lines suppressed since the last call.</summary>
    public long TakeSuppressed() => Interlocked.Exchange(ref _suppressed, 0);
}
