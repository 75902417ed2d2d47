namespace Appliance.Listening.Linux;

/// <summary>
/// Connections by the time at which they began to wait, in buckets of half a second: finding one that has waited
/// longest, adding and removing take constant time. Like <see cref="TimerWheel{TConnection}"/> it costs a request
/// nothing: a connection lies in a bucket no later than its own, and the <see cref="Evictor{TConnection}"/> puts it
/// where it belongs when it is the oldest.
/// </summary>
internal sealed class AgeOrder<TConnection>(long nowMilliseconds)
    where TConnection : struct
{
    /// <summary>A tick is 512 ms.</summary>
    private const int TickShift = 9;

    /// <summary>Two minutes of ticks; what has waited longer lies in the oldest bucket, in order.</summary>
    private const int BucketCount = 256;

    private readonly Bucket[] _buckets = new Bucket[BucketCount];

    /// <summary>No bucket before this tick's has a connection.</summary>
    private long _oldest = nowMilliseconds >> TickShift;

    /// <summary>Adds a connection that is in no order.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="sinceMilliseconds">When it began to wait, not after now.</param>
    /// <param name="nowMilliseconds">Now, both on the monotonic clock.</param>
    public void Add(Connection<TConnection> connection, long sinceMilliseconds, long nowMilliseconds)
    {
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
        ref Bucket bucket = ref _buckets[Index(Math.Max(connection.AgeTick, _oldest))];
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

    /// <summary>The first in the oldest bucket, null if there is none.</summary>
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

    /// <summary>Whether one that began to wait at that time lies where it belongs.</summary>
    public bool IsInItsBucket(Connection<TConnection> connection, long sinceMilliseconds) =>
        sinceMilliseconds >> TickShift <= Math.Max(connection.AgeTick, _oldest);

    private static int Index(long tick) => (int)(tick & (BucketCount - 1));

    /// <summary>Puts what lies in older buckets than this tick's before what lies in that.</summary>
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

    /// <summary>A list through its connections.</summary>
    private struct Bucket
    {
        public Connection<TConnection>? First;
        public Connection<TConnection>? Last;

        /// <summary>Appends a list, from its first to its last connection.</summary>
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
