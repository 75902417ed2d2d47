using Appliance.Endpoints.Clients.RateLimits;
using Appliance.PolicyModel;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>The limiter's table of buckets, compared with a simple exact model.</summary>
public class RateLimiterTests
{
    private static readonly UInt128 Seed = new(0x0123456789ABCDEF, 0xFEDCBA9876543210);

    private static readonly Gen<RateLimit> Limits =
        Gen.Frequency((3, Gen.Int[1, 10]), (1, Gen.Int[1, 10_000])).SelectMany(perSecond =>
            Gen.Frequency((3, Gen.Int[1, 20]), (1, Gen.Int[1, Math.Min(100_000, perSecond * 3600)])).Select(
                burst => new RateLimit(perSecond, burst)));

    /// <summary>The client, the milliseconds since the previous step, and the number of requests at once.</summary>
    private static readonly Gen<(int Client, long After, int Times)> Step = Gen.Select(
        Gen.Int[0, 4],
        Gen.Frequency((3, Gen.Const(0L)), (3, Gen.Long[1, 1500]), (1, Gen.Long[1, 4_000_000])),
        Gen.Frequency((5, Gen.Int[1, 30]), (1, Gen.Int[1, 3000])));

    /// <summary>Times near the wrap-around of the table's counters.</summary>
    private static readonly Gen<long> Starts = Gen.Frequency(
        (1, Gen.Const(0L)), (1, Gen.Long[0, long.MaxValue / 20_000]),
        (2, Gen.Select(Gen.Int[1, 10_000], Gen.Long[-5000, 5000], (perSecond, off) => (1L << 40) / perSecond + off)),
        (2, Gen.Long[-5000, 5000].Select(off => (1L << 40) + off)));

    [Fact]
    public void Limiter_matches_the_exact_token_bucket_model() => Gen.Select(Limits, Starts, Step.Array[1, 30]).Sample(
        (limit, start, steps) =>
        {
            RateLimiter limiter = new(limit);
            ExactBuckets exact = new(limit);
            long now = start;
            foreach ((int client, long after, int times) in steps)
            {
                now += after;
                for (int i = 0; i < times; i++)
                    Assert.Equal(exact.Take(client, now), limiter.Take(HashOf(IpV4(client)), now));
            }
        }, iter: 300);

    /// <summary>Peek of the model has no side effect, so agreement shows that Peek of the limiter changes nothing
    /// either, for the client and for others.</summary>
    [Fact]
    public void Peek_predicts_Take_and_changes_nothing() => Gen.Select(
        Limits, Starts, Gen.Select(Step, Gen.Int[0, 7].Array[0, 4]).Array[1, 30]).Sample((limit, start, steps) =>
        {
            RateLimiter limiter = new(limit);
            ExactBuckets exact = new(limit);
            long now = start;
            foreach (((int client, long after, int times), int[] peeks) in steps)
            {
                now += after;
                for (int i = 0; i < Math.Min(times, 100); i++)
                {
                    foreach (int other in peeks)
                        Assert.Equal(exact.Peek(other, now), limiter.Peek(HashOf(IpV4(other)), now));
                    int wait = limiter.Peek(HashOf(IpV4(client)), now);
                    Assert.Equal(wait, limiter.Peek(HashOf(IpV4(client)), now));
                    Assert.Equal(exact.Take(client, now), limiter.Take(HashOf(IpV4(client)), now));
                    Assert.Equal(wait, exact.LastWait);
                }
            }
        }, iter: 300);

    [Fact]
    public void Peek_evicts_no_client()
    {
        RateLimiter limiter = new(new(PerSecond: 1, Burst: 1));
        UInt128[] sharing = AddressesOfOneSet(9);
        for (int i = 0; i < 8; i++)
            Assert.Equal(0, limiter.Take(HashOf(sharing[i]), 0));
        Assert.Equal(0, limiter.Peek(HashOf(sharing[8]), 0));
        Assert.All(sharing[..8], address => Assert.Equal(1, limiter.Peek(HashOf(address), 0)));
        Assert.Equal(0, limiter.Take(HashOf(sharing[8]), 0));
        Assert.Equal(1, limiter.Peek(HashOf(sharing[8]), 0));
    }

    /// <summary>The bucket is full after a long idle time, even if the table's counters wrapped around
    /// meanwhile.</summary>
    [Fact]
    public void Idle_client_finds_a_full_bucket_after_counters_wrapped_around() => Gen.Select(
        Limits, Starts, Gen.Long[0, 20], Gen.Double[0.02, 0.98]).Sample((limit, start, rounds, part) =>
        {
            RateLimiter limiter = new(limit);
            Drain(limiter, IpV4(1), start);
            long round = (1L << 40) / limit.PerSecond;
            Assert.Equal(limit.Burst, Drain(limiter, IpV4(1), start + rounds * round + (long)(part * round)));
        }, iter: 300);

    [Fact]
    public void Concurrent_takes_never_exceed_the_burst()
    {
        RateLimiter limiter = new(new(PerSecond: 7, Burst: 5000));
        int allowed = 0;
        RunConcurrently(4, _ =>
        {
            for (int i = 0; i < 5000; i++)
            {
                if (limiter.Take(HashOf(IpV4(1)), 42) == 0)
                    Interlocked.Increment(ref allowed);
            }
        });
        Assert.Equal(5000, allowed);
    }

    /// <summary>The clock of each thread lags by up to two seconds.</summary>
    [Fact]
    public void Threads_with_skewed_clocks_never_exceed_the_refill()
    {
        RateLimit limit = new(PerSecond: 1000, Burst: 100);
        RateLimiter limiter = new(limit);
        const int Milliseconds = 20_000, Lag = 2000, Threads = 4;
        int allowed = 0;
        // A thread that waits for a CPU must not lag by more than the allowed clock skew.
        using Barrier second = new(Threads);
        RunConcurrently(Threads, thread =>
        {
            Random random = new(thread);
            for (int now = 0; now < Milliseconds; now++)
            {
                if (now % 1000 == 0)
                    second.SignalAndWait();
                for (int i = 0; i < 3; i++)
                {
                    if (limiter.Take(HashOf(IpV4(1)), Math.Max(0, now - random.Next(Lag))) == 0)
                        Interlocked.Increment(ref allowed);
                }
            }
        });
        Assert.InRange(allowed, limit.Burst, limit.Burst + limit.PerSecond * Milliseconds / 1000);
    }

    [Fact]
    public void New_client_is_never_rejected_after_many_others()
    {
        RateLimiter limiter = new(new(PerSecond: 1, Burst: 1));
        for (int client = 0; client < 150_000; client++)
            Assert.Equal(0, limiter.Take(HashOf(IpV4(client)), 1000));
    }

    [Fact]
    public void Full_set_evicts_the_client_with_the_fullest_bucket()
    {
        RateLimiter limiter = new(new(PerSecond: 1, Burst: 10));
        UInt128[] sharing = AddressesOfOneSet(9);
        for (int i = 0; i < 8; i++)
        {
            for (int times = 0; times < (i == 5 ? 3 : 10); times++)
                Assert.Equal(0, limiter.Take(HashOf(sharing[i]), 0));
        }
        Assert.Equal(0, limiter.Take(HashOf(sharing[8]), 0));
        Assert.All(
            Enumerable.Range(0, 8).Where(i => i != 5), i => Assert.Equal(1, limiter.Take(HashOf(sharing[i]), 0)));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8::1", "2001:db8::ffff:2", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("2001:db8::1", "2001:db8:1::1", false)]
    [InlineData("::1", "127.0.0.1", false)]
    [InlineData("::1", "::", false)]
    [InlineData("::", "0.0.0.0", false)]
    public void Client_is_an_IPv4_address_or_an_IPv6_64_prefix(string one, string other, bool isSame)
    {
        RateLimiter limiter = new(new(PerSecond: 1, Burst: 1));
        Assert.Equal(0, limiter.Take(HashOf(Addresses.Bits(one)), 0));
        Assert.Equal(isSame ? 1 : 0, limiter.Take(HashOf(Addresses.Bits(other)), 0));
    }

    [Fact]
    public void Clients_share_no_bucket()
    {
        RateLimiter limiter = new(new(PerSecond: 1, Burst: 1));
        foreach (int client in Enumerable.Range(0, 10_000))
            Assert.Equal(0, limiter.Take(HashOf(IpV4(client)), 0));
    }

    [Fact]
    public void Take_and_Peek_allocate_nothing()
    {
        RateLimiter limiter = new(new(PerSecond: 1, Burst: 100));
        int client = 0;
        Assert.Equal(0, Allocations.Of(() => limiter.Take(HashOf(IpV4(client++)), client)));
        Assert.Equal(0, Allocations.Of(() => limiter.Peek(HashOf(IpV4(client++)), client)));
    }

    /// <summary>The reference implementation's output for the message 00 to 07 and the key 00 to 0f.</summary>
    [Fact]
    public void SipHash_matches_the_reference_output() => Assert.Equal(
        0x93F5F5799A932462, SipHash.Of(new(0x0F0E0D0C0B0A0908, 0x0706050403020100), 0x0706050403020100));

    private static ulong HashOf(UInt128 client) => RateLimiter.HashOf(Seed, client);

    private static int Drain(RateLimiter limiter, UInt128 client, long now)
    {
        int taken = 0;
        while (limiter.Take(HashOf(client), now) == 0)
            taken++;
        return taken;
    }

    private static void RunConcurrently(int count, Action<int> run)
    {
        Thread[] threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() => run(i)))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
    }

    /// <summary>Clients whose buckets are in one set, which is selected by the lowest 13 bits of the hash.</summary>
    private static UInt128[] AddressesOfOneSet(int count) =>
    [
        .. Enumerable.Range(0, int.MaxValue).Select(IpV4)
            .Where(address => SipHash.Of(Seed, (ulong)address) % 8192 == 77).Take(count),
    ];

    private static UInt128 IpV4(int number) => new(0, 0xFFFF_0A00_0000 + (ulong)number);

    /// <summary>Exact token buckets, which hold fractions of requests.</summary>
    private sealed class ExactBuckets(RateLimit limit)
    {
        private readonly Dictionary<int, (decimal Left, long At)> _buckets = [];

        /// <summary>The result of the last Take, in seconds.</summary>
        public int LastWait { get; private set; }

        public int Take(int client, long now)
        {
            decimal left = LeftOf(client, now);
            LastWait = WaitFor(left);
            _buckets[client] = (LastWait > 0 ? left : left - 1, now);
            return LastWait;
        }

        public int Peek(int client, long now) => WaitFor(LeftOf(client, now));

        private decimal LeftOf(int client, long now)
        {
            (decimal left, long at) = _buckets.GetValueOrDefault(client, (limit.Burst, now));
            return Math.Min(limit.Burst, left + (now - at) * limit.PerSecond / 1000m);
        }

        private int WaitFor(decimal left) => left < 1 ? (int)Math.Ceiling((1 - left) / limit.PerSecond) : 0;
    }
}
