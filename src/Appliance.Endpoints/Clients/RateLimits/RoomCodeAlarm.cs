namespace Appliance.Endpoints.Clients.RateLimits;

/// <summary>
/// Counts wrong and rate-limited room codes over all addresses, and warns if there are more than
/// <see cref="GuessesMax"/> in a minute. It rejects nothing: otherwise one guesser could lock out everyone. It is
/// shared by all threads without a lock, reads no clock, and allocates at most once a minute.
/// <para>
/// The first warning is written when the limit is exceeded. No warning follows for a minute. The first guess after that
/// minute writes a warning with the minute's count if the limit was exceeded again. So warnings are at least a minute
/// apart.
/// </para>
/// </summary>
/// <param name="app">The app whose codes are guessed; null if the requests name none.</param>
/// <param name="log">Called on the counting thread.</param>
internal sealed class RoomCodeAlarm(string? app, IServiceLog log)
{
    /// <summary>Per minute. At a lower rate guessing takes centuries: see the arithmetic in docs/security.md.</summary>
    public const int GuessesMax = 300;

    private const long MinuteMilliseconds = 60_000;

    private Minute _minute = new(long.MinValue / 2, isSilent: false);

    /// <param name="isRateLimited">Whether the request was rejected before the lookup.</param>
    /// <param name="monotonicMilliseconds">Now, on a monotonic clock; threads may differ a little.</param>
    public void Count(bool isRateLimited, long monotonicMilliseconds)
    {
        Minute minute = Volatile.Read(ref _minute);
        if (monotonicMilliseconds - minute.StartMilliseconds >= MinuteMilliseconds)
            minute = Follow(minute, monotonicMilliseconds);
        // The count is atomic, so exactly one thread exceeds the limit.
        if (minute.Add(isRateLimited) != GuessesMax + 1 || minute.IsSilent)
            return;
        Minute silent = new(monotonicMilliseconds, isSilent: true);
        if (Interlocked.CompareExchange(ref _minute, silent, minute) == minute)
            log.RoomCodesGuessed(minute.GuessesOf(app, monotonicMilliseconds));
    }

    /// <summary>Starts the next minute. Only the thread that starts it reports the past minute.</summary>
    private Minute Follow(Minute past, long now)
    {
        // A minute that ended more than a minute ago is not reported again.
        bool warns = past.IsSilent && past.Count > GuessesMax && now - past.StartMilliseconds < 2 * MinuteMilliseconds;
        Minute next = new(now, isSilent: warns);
        Minute seen = Interlocked.CompareExchange(ref _minute, next, past);
        if (seen != past)
            return seen;
        if (warns)
            log.RoomCodesGuessed(past.GuessesOf(app, now));
        return next;
    }

    /// <summary>The counts of one minute.</summary>
    /// <param name="startMilliseconds">Its start.</param>
    /// <param name="isSilent">It started with a warning, so it writes no other.</param>
    private sealed class Minute(long startMilliseconds, bool isSilent)
    {
        private long _count;
        private long _rateLimited;

        public long StartMilliseconds => startMilliseconds;

        public bool IsSilent => isSilent;

        public long Count => Volatile.Read(ref _count);

        /// <summary>Counts one guess.</summary>
        /// <returns>The number of guesses, including this one.</returns>
        public long Add(bool isRateLimited)
        {
            if (isRateLimited)
                Interlocked.Increment(ref _rateLimited);
            return Interlocked.Increment(ref _count);
        }

        public RoomCodeGuesses GuessesOf(string? app, long now)
        {
            // The order matters: another thread may have added its guess only to the second number so far.
            long count = Volatile.Read(ref _count);
            long rateLimited = Math.Min(Volatile.Read(ref _rateLimited), count);
            return new(app, count - rateLimited, rateLimited, Math.Max(0, now - startMilliseconds));
        }
    }
}
