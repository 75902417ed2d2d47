namespace Appliance.Listening.Tests;

/// <summary>The rate limit of log lines.</summary>
public sealed class LogRateLimiterTests
{
    private const int Burst = 5;
    private const long Interval = 200;

    [Fact]
    public void Burst_passes_and_then_one_line_per_interval()
    {
        LogRateLimiter limiter = new(Burst, Interval);
        Assert.Equal(Burst, PassedOf(limiter, 1000, at: 5000));
        Assert.Equal(0, PassedOf(limiter, 10, at: 5199));
        Assert.Equal(1, PassedOf(limiter, 10, at: 5200));
        Assert.Equal(2, PassedOf(limiter, 10, at: 5600));
        Assert.Equal(Burst, PassedOf(limiter, 10, at: 60_000));
    }

    [Fact]
    public void Suppressed_lines_are_counted_until_the_count_is_taken()
    {
        LogRateLimiter limiter = new(Burst, Interval);
        Assert.Equal(0, limiter.TakeSuppressed());
        PassedOf(limiter, 1000, at: 0);
        Assert.Equal(1000 - Burst, limiter.TakeSuppressed());
        Assert.Equal(0, limiter.TakeSuppressed());
        PassedOf(limiter, 10, at: Interval);
        Assert.Equal(9, limiter.TakeSuppressed());
    }

    [Fact]
    public void Concurrent_threads_share_one_burst_and_lose_no_count()
    {
        const int Times = 100_000, Count = 4;
        LogRateLimiter limiter = new(Burst, Interval);
        int passed = 0;
        long suppressed = 0;
        Thread[] threads = [.. Enumerable.Range(0, Count).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < Times; i++)
            {
                if (limiter.TryPass(42))
                    Interlocked.Increment(ref passed);
                if (i % 1000 == 0)
                    Interlocked.Add(ref suppressed, limiter.TakeSuppressed());
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.Equal(Burst, passed);
        Assert.Equal(Count * Times - Burst, suppressed + limiter.TakeSuppressed());
    }

    [Fact]
    public void Clock_slightly_behind_grants_no_extra_line()
    {
        LogRateLimiter limiter = new(Burst, Interval);
        Assert.Equal(Burst, PassedOf(limiter, 10, at: 5000));
        Assert.Equal(0, PassedOf(limiter, 10, at: 4990));
    }

    private static int PassedOf(LogRateLimiter limiter, int times, long at) =>
        Enumerable.Range(0, times).Count(_ => limiter.TryPass(at));
}
