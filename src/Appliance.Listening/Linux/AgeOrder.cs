using System.Diagnostics;

namespace Appliance.Listening.Linux;

/// <summary>
/// Orders connections by the time at which they began to wait, in buckets of half a second. Adding, removing and
/// finding the oldest take constant time. Requests cost nothing, as with <see cref="TimerWheel{TConnection}"/>: a
/// connection stays in its bucket although it was used since, and the <see cref="Evictor{TConnection}"/> moves it to
/// the correct bucket when it becomes the oldest.
/// </summary>
internal sealed class AgeOrder<TConnection>(long nowMilliseconds)
    where TConnection : struct
{
    /// <summary>A tick is 512 ms.</summary>
    private const int TickShift = 9;

    /// <summary>Two minutes of ticks. The oldest bucket also holds everything older, in order.</summary>
    private const int BucketCount = 256;

    private readonly Bucket[] _buckets = new Bucket[BucketCount];

    /// <summary>The buckets of all earlier ticks are empty.</summary>
    private long _oldest = nowMilliseconds >> TickShift;

    /// <summary>Adds a connection that is in no order.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="sinceMilliseconds">When it began to wait, not later than now; monotonic clock.</param>
    /// <param name="nowMilliseconds">The monotonic clock.</param>
    public void Add(Connection<TConnection> connection, long sinceMilliseconds, long nowMilliseconds)
    {
        Debug.Assert(connection.AgeOrder is null && sinceMilliseconds <= nowMilliseconds);
        long tickMin = (nowMilliseconds >> TickShift) - (BucketCount - 1);
        MergeUpTo(tickMin);
        long tick = Math.Max(sinceMilliseconds >> TickShift, tickMin);
        _oldest = Math.Min(_oldest, tick);
        connection.AgeOrder = this;
        connection.AgeTick = tick;
        _buckets[Index(tick)].Append(connection, connection);
    }

    public void Remove(Connection<TConnection> connection)
    {
        Debug.Assert(connection.AgeOrder == this);
        ref Bucket bucket = ref _buckets[Index(Math.Max(connection.AgeTick, _oldest))];
        Debug.Assert(connection.PreviousByAge is not null || bucket.First == connection);
        Debug.Assert(connection.NextByAge is not null || bucket.Last == connection);
        if (connection.PreviousByAge is { } previous)
            previous.NextByAge = connection.NextByAge;
        else
            bucket.First = connection.NextByAge;
        if (connection.NextByAge is { } next)
            next.PreviousByAge = connection.PreviousByAge;
        else
            bucket.Last = connection.PreviousByAge;
        connection.PreviousByAge = null;
        connection.NextByAge = null;
        connection.AgeOrder = null;
    }

    /// <summary>The first connection of the oldest bucket, or null if there are no connections.</summary>
    public Connection<TConnection>? Oldest(long nowMilliseconds)
    {
        long nowTick = nowMilliseconds >> TickShift;
        MergeUpTo(nowTick - (BucketCount - 1));
        for (; _oldest < nowTick; _oldest++)
        {
            if (_buckets[Index(_oldest)].First is { } connection)
                return connection;
        }
        return _buckets[Index(_oldest)].First;
    }

    /// <summary>Whether a connection that began to wait at this time is in the correct bucket.</summary>
    public bool IsInCorrectBucket(Connection<TConnection> connection, long sinceMilliseconds) =>
        sinceMilliseconds >> TickShift <= Math.Max(connection.AgeTick, _oldest);

    private static int Index(long tick) => (int)(tick & (BucketCount - 1));

    /// <summary>Moves the connections of all buckets older than this tick to the front of this tick's bucket.</summary>
    private void MergeUpTo(long tick)
    {
        if (_oldest >= tick)
            return;
        Bucket older = default;
        long end = Math.Min(tick, _oldest + BucketCount);
        for (; _oldest < end; _oldest++)
        {
            ref Bucket bucket = ref _buckets[Index(_oldest)];
            if (bucket is { First: { } first, Last: { } last })
                older.Append(first, last);
            bucket = default;
        }
        _oldest = tick;
        ref Bucket oldest = ref _buckets[Index(tick)];
        if (oldest is { First: { } youngerFirst, Last: { } youngerLast })
            older.Append(youngerFirst, youngerLast);
        oldest = older;
    }

    /// <summary>A doubly linked list through its connections.</summary>
    private struct Bucket
    {
        public Connection<TConnection>? First;
        public Connection<TConnection>? Last;

        /// <summary>Appends a list, given by its first and last connection.</summary>
        public void Append(Connection<TConnection> first, Connection<TConnection> last)
        {
            first.PreviousByAge = Last;
            if (Last is null)
                First = first;
            else
                Last.NextByAge = first;
            Last = last;
        }
    }
}
