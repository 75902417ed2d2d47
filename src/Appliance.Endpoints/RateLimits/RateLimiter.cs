using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Appliance.PolicyModel;

namespace Appliance.Endpoints;

/// <summary>
/// A token bucket for each client, shared by all threads without a lock, in a table that never grows. It reads no
/// clock.
/// <para>
/// A bucket is one number (the generic cell rate algorithm, ITU-T I.371): the instant at which it is full again. Time
/// is counted in thousandths of a request, of which so many come back each millisecond as the limit has requests a
/// second: so nothing is ever rounded. Instants are the lowest 40 bits of it, and one that is not just ahead counts as
/// past, so that they may wrap around.
/// </para>
/// <para>
/// The table is one of sets, as a processor's cache is: a client's address says which set, and its bucket is in one of
/// the set's eight words with a part of the hash that tells it from others. A new client takes the word whose bucket
/// is full, or nearest to it. So a full table forgets what somebody has used, and refuses nobody for another's sake.
/// </para>
/// </summary>
internal sealed class RateLimiter
{
    private const int SetBits = 13;
    private const int WordsPerSet = 8;
    private const int CacheLineBytes = WordsPerSet * sizeof(ulong);
    private const int InstantBits = 40;
    private const ulong InstantMask = (1UL << InstantBits) - 1;
    private const ulong RequestUnits = 1000;
    private const ulong MillisecondsPerSecond = 1000;

    /// <summary>How far behind others a thread's clock may be: each reads it once for all that has arrived.</summary>
    private const ulong ClockLagMillisecondsMax = 10_000;

    private readonly ulong _unitsPerMillisecond;
    private readonly ulong _capacityUnits;
    private readonly ulong _aheadUnitsMax;
    private readonly ulong[] _table;
    private readonly int _firstWord;

    /// <param name="limit">The size of the buckets and how fast they fill.</param>
    public unsafe RateLimiter(RateLimit limit)
    {
        _unitsPerMillisecond = (ulong)limit.PerSecond;
        _capacityUnits = (ulong)limit.Burst * RequestUnits;
        _aheadUnitsMax = _capacityUnits + ClockLagMillisecondsMax * _unitsPerMillisecond;
        // Pinned, so that each set stays in one cache line.
        _table = GC.AllocateArray<ulong>((WordsPerSet << SetBits) + WordsPerSet - 1, pinned: true);
        nuint behindLine = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_table)) % CacheLineBytes;
        _firstWord = (int)((CacheLineBytes - behindLine) % CacheLineBytes / sizeof(ulong));
    }

    /// <summary>What <see cref="Take"/> knows a client by: the same for every request.</summary>
    /// <param name="seed">128 bits that nobody can predict: it decides which clients share a set.</param>
    /// <param name="address">The client's: the bits of an IPv6 address, IPv4 as ::ffff:a.b.c.d.</param>
    public static ulong HashOf(UInt128 seed, UInt128 address) => SipHash.Of(seed, ClientOf(address));

    /// <summary>Takes a request out of the client's bucket.</summary>
    /// <param name="hash">What <see cref="HashOf"/> says.</param>
    /// <param name="monotonicMilliseconds">Now, on a clock that only ever grows.</param>
    /// <returns>0 if there was one; else after how many seconds there will be.</returns>
    public int Take(ulong hash, long monotonicMilliseconds)
    {
        Span<ulong> set = SetOf(hash);
        ulong tag = TagOf(hash);
        ulong now = UnitsAt(monotonicMilliseconds);
        while (true)
        {
            ref ulong word = ref Find(set, tag, now, out ulong seen);
            ulong used = UnitsUsed(seen, tag, now);
            int waitSeconds = SecondsUntilNext(used);
            if (waitSeconds > 0)
                return waitSeconds;
            ulong taken = (tag << InstantBits) | ((now + used + RequestUnits) & InstantMask);
            if (Interlocked.CompareExchange(ref word, taken, seen) == seen)
                return 0;
        }
    }

    /// <summary>Returns what <see cref="Take"/> would return now. Takes nothing: the table is only read.</summary>
    public int Peek(ulong hash, long monotonicMilliseconds)
    {
        ulong tag = TagOf(hash);
        ulong now = UnitsAt(monotonicMilliseconds);
        Find(SetOf(hash), tag, now, out ulong seen);
        return SecondsUntilNext(UnitsUsed(seen, tag, now));
    }

    /// <summary>Who counts as one client: an IPv4 address, or the /64 of an IPv6 one, which is what a network gives to
    /// a single host. What is below ::/64 is no network: IPv4, this machine, and 0 for a Unix socket.</summary>
    private static ulong ClientOf(UInt128 address)
    {
        ulong network = (ulong)(address >> 64);
        return network == 0 ? (ulong)address : network;
    }

    private Span<ulong> SetOf(ulong hash) =>
        _table.AsSpan(_firstWord + (int)(hash & ((1 << SetBits) - 1)) * WordsPerSet, WordsPerSet);

    /// <summary>A word that nobody has taken yet is 0, so that no client's tag may be.</summary>
    private static ulong TagOf(ulong hash) => Math.Max(hash >> InstantBits, 1);

    private ulong UnitsAt(long monotonicMilliseconds) =>
        unchecked((ulong)monotonicMilliseconds * _unitsPerMillisecond) & InstantMask;

    /// <summary>The client's word, or the one that a new client takes.</summary>
    private ref ulong Find(Span<ulong> set, ulong tag, ulong now, out ulong seen)
    {
        int index = 0;
        ulong min = ulong.MaxValue;
        seen = 0;
        for (int i = 0; i < set.Length; i++)
        {
            ulong word = Volatile.Read(ref set[i]);
            if (word >> InstantBits == tag)
            {
                seen = word;
                return ref set[i];
            }
            ulong ahead = UnitsAhead(word, now);
            if (ahead >= min)
                continue;
            min = ahead;
            seen = word;
            index = i;
        }
        return ref set[index];
    }

    /// <summary>What is missing in a client's bucket; 0 if the word is another client's.</summary>
    private ulong UnitsUsed(ulong word, ulong tag, ulong now) => word >> InstantBits == tag ? UnitsAhead(word, now) : 0;

    /// <summary>What is missing in a bucket.</summary>
    private ulong UnitsAhead(ulong word, ulong now)
    {
        ulong ahead = (word - now) & InstantMask;
        return ahead <= _aheadUnitsMax ? ahead : 0;
    }

    /// <summary>After how many seconds a bucket holds a request; 0 if it does now.</summary>
    private int SecondsUntilNext(ulong usedUnits)
    {
        if (usedUnits + RequestUnits <= _capacityUnits)
            return 0;
        ulong missing = usedUnits + RequestUnits - _capacityUnits;
        ulong unitsPerSecond = _unitsPerMillisecond * MillisecondsPerSecond;
        return (int)((missing + unitsPerSecond - 1) / unitsPerSecond);
    }
}
