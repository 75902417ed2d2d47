using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Appliance.PolicyModel;

namespace Appliance.Endpoints.Clients.RateLimits;

/// <summary>
/// A token bucket per client in a table of fixed size, shared by all threads without a lock. It reads no clock.
/// <para>
/// A bucket is one number (the generic cell rate algorithm, ITU-T I.371): the time at which it is full again. The time
/// unit is a thousandth of a request: with a limit of n requests a second, n units pass each millisecond, so nothing is
/// rounded. Times keep only their lowest 40 bits and wrap around; a time that is not shortly ahead counts as past.
/// </para>
/// <para>
/// The table is set-associative, like a processor cache: the hash of a client's address selects a set of eight words. A
/// word holds the bucket and a tag, the part of the hash that identifies the client. A new client replaces the word
/// whose bucket is full or fullest. So a full table forgets usage, but never rejects one client because of another.
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

    /// <summary>Maximum lag between the clocks of two threads: each reads its clock once a turn.</summary>
    private const ulong ClockLagMillisecondsMax = 10_000;

    private readonly ulong _unitsPerMillisecond;
    private readonly ulong _capacityUnits;
    private readonly ulong _aheadUnitsMax;
    private readonly ulong[] _table;
    private readonly int _firstWord;

    /// <param name="limit">The bucket's size and refill rate.</param>
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

    /// <summary>The hash that identifies a client to <see cref="Take"/>; the same for all its requests.</summary>
    /// <param name="seed">128 unpredictable bits; they determine which clients share a set.</param>
    /// <param name="address">The client's address as IPv6 bits, IPv4 as ::ffff:a.b.c.d.</param>
    public static ulong HashOf(UInt128 seed, UInt128 address) => SipHash.Of(seed, ClientOf(address));

    /// <summary>Takes one request from the client's bucket.</summary>
    /// <param name="hash">From <see cref="HashOf"/>.</param>
    /// <param name="monotonicMilliseconds">Now, on a monotonic clock.</param>
    /// <returns>0 if the bucket had one; otherwise the seconds until it will.</returns>
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

    /// <summary>As <see cref="Take"/>, but takes nothing: the table is only read.</summary>
    public int Peek(ulong hash, long monotonicMilliseconds)
    {
        ulong tag = TagOf(hash);
        ulong now = UnitsAt(monotonicMilliseconds);
        Find(SetOf(hash), tag, now, out ulong seen);
        return SecondsUntilNext(UnitsUsed(seen, tag, now));
    }

    /// <summary>The unit of limiting: an IPv4 address, or the /64 of an IPv6 address, since a network assigns a whole
    /// /64 to one host. Addresses below ::/64 count individually: IPv4, localhost, and 0 for a Unix socket.</summary>
    private static ulong ClientOf(UInt128 address)
    {
        ulong network = (ulong)(address >> 64);
        return network == 0 ? (ulong)address : network;
    }

    private Span<ulong> SetOf(ulong hash) =>
        _table.AsSpan(_firstWord + (int)(hash & ((1 << SetBits) - 1)) * WordsPerSet, WordsPerSet);

    /// <summary>Never 0, because an unused word is 0.</summary>
    private static ulong TagOf(ulong hash) => Math.Max(hash >> InstantBits, 1);

    private ulong UnitsAt(long monotonicMilliseconds) =>
        unchecked((ulong)monotonicMilliseconds * _unitsPerMillisecond) & InstantMask;

    /// <summary>The client's word, or the word that a new client replaces.</summary>
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

    /// <summary>The units missing in the client's bucket; 0 if the word belongs to another client.</summary>
    private ulong UnitsUsed(ulong word, ulong tag, ulong now) => word >> InstantBits == tag ? UnitsAhead(word, now) : 0;

    /// <summary>The units missing in a bucket.</summary>
    private ulong UnitsAhead(ulong word, ulong now)
    {
        ulong ahead = (word - now) & InstantMask;
        return ahead <= _aheadUnitsMax ? ahead : 0;
    }

    /// <summary>Seconds until the bucket holds one request; 0 if it does now.</summary>
    private int SecondsUntilNext(ulong usedUnits)
    {
        if (usedUnits + RequestUnits <= _capacityUnits)
            return 0;
        ulong missing = usedUnits + RequestUnits - _capacityUnits;
        ulong unitsPerSecond = _unitsPerMillisecond * MillisecondsPerSecond;
        return (int)((missing + unitsPerSecond - 1) / unitsPerSecond);
    }
}
