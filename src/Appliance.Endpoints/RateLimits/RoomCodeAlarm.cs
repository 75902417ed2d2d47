namespace Appliance.Endpoints;

/// <summary>Guesses of room codes, from all addresses together.</summary>
/// <param name="App">The app that the requests named; null if they named none.</param>
/// <param name="Wrong">Codes that were looked up and are unknown.</param>
/// <param name="RateLimited">Requests that got their 429 before the look-up.</param>
/// <param name="Milliseconds">The time in which they came.</param>
public readonly record struct RoomCodeGuesses(string? App, long Wrong, long RateLimited, long Milliseconds);

/// <summary>
/// Counts wrong room codes and the requests that are held back for them, over all addresses, and tells of more than
/// <see cref="GuessesMax"/> in a minute. It refuses nobody: otherwise any guesser could lock everyone out. It is shared
/// by all threads without a lock, reads no clock, and allocates once a minute at most.
/// <para>
/// The first warning comes with the guess that is one too many. From then on a minute passes in silence, and the next
/// guess after it brings a warning with the count of that minute, if that was too many again. So warnings are at least
/// a minute apart.
/// </para>
/// </summary>
/// <param name="app">The app whose codes are guessed; null if the requests name none.</param>
/// <param name="log">Is told, on the thread that counts.</param>
internal sealed class RoomCodeAlarm(string? app, IServiceLog log)
{
    /// <summary>In a minute. Guesses that stay below need centuries: see the arithmetic in docs/security.md.</summary>
    public const int GuessesMax = 300;

    private const long MinuteMilliseconds = 60_000;

    private Minute _minute = new(long.MinValue / 2, isSilent: false);

    /// <param name="isRateLimited">Whether the code was not even looked up.</param>
    /// <param name="monotonicMilliseconds">Now, on a clock that only ever grows; threads may differ a little.</param>
    public void Count(bool isRateLimited, long monotonicMilliseconds)
    {
        Minute minute = Volatile.Read(ref _minute);
        if (monotonicMilliseconds - minute.StartMilliseconds >= MinuteMilliseconds)
            minute = Follow(minute, monotonicMilliseconds);
        // Exactly one thread gets the number that is one too many.
        if (minute.Add(isRateLimited) != GuessesMax + 1 || minute.IsSilent)
            return;
        Minute silent = new(monotonicMilliseconds, isSilent: true);
        if (Interlocked.CompareExchange(ref _minute, silent, minute) == minute)
            log.RoomCodesGuessed(minute.GuessesOf(app, monotonicMilliseconds));
    }

    /// <summary>The minute that begins now. The one thread that begins it tells of the minute before.</summary>
    private Minute Follow(Minute past, long now)
    {
        // What is older than the minute before is no news: its beginning was told.
        bool warns = past.IsSilent && past.Count > GuessesMax && now - past.StartMilliseconds < 2 * MinuteMilliseconds;
        Minute next = new(now, isSilent: warns);
        Minute seen = Interlocked.CompareExchange(ref _minute, next, past);
        if (seen != past)
            return seen;
        if (warns)
            log.RoomCodesGuessed(past.GuessesOf(app, now));
        return next;
    }

    /// <summary>The counts of a minute.</summary>
    /// <param name="startMilliseconds">When it begins.</param>
    /// <param name="isSilent">Whether it began with a warning, so that it has none of its own.</param>
    private sealed class Minute(long startMilliseconds, bool isSilent)
    {
        private long _count;
        private long _rateLimited;

        public long StartMilliseconds => startMilliseconds;

        public bool IsSilent => isSilent;

        public long Count => Volatile.Read(ref _count);

        /// <summary>Counts one guess.</summary>
        /// <returns>How many there are with it.</returns>
        public long Add(bool isRateLimited)
        {
            if (isRateLimited)
                Interlocked.Increment(ref _rateLimited);
            return Interlocked.Increment(ref _count);
        }

        public RoomCodeGuesses GuessesOf(string? app, long now)
        {
            // In this order: a guess of another thread may be in the second number and not yet in the first.
            long count = Volatile.Read(ref _count);
            long rateLimited = Math.Min(Volatile.Read(ref _rateLimited), count);
            return new(app, count - rateLimited, rateLimited, Math.Max(0, now - startMilliseconds));
        }
    }
}
