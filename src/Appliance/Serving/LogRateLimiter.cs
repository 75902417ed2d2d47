namespace Appliance.Serving;

/// <summary>
/// Holds the lines of one event to a rate, and counts what is left out. Threads share it without a lock, and it
/// allocates nothing. It is a token bucket kept as one number, the instant at which it is full again.
/// </summary>
/// <param name="burst">Lines at once.</param>
/// <param name="intervalMilliseconds">After how long there may be another one.</param>
internal sealed class LogRateLimiter(int burst, long intervalMilliseconds)
{
    private long _fullAtMilliseconds = long.MinValue;
    private long _suppressed;

    /// <summary>Whether the line may be written. If not, it counts as left out.</summary>
    /// <param name="monotonicMilliseconds">Now, on a clock that only ever grows; threads may differ a little.</param>
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

    /// <summary>How many lines were left out since it was asked last.</summary>
    public long TakeSuppressed() => Interlocked.Exchange(ref _suppressed, 0);
}
