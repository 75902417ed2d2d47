using Appliance.Endpoints.Clients.RateLimits;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>The alarm for guesses of room codes, raised at most once a minute.</summary>
public sealed class RoomCodeAlarmTests
{
    private const int Max = RoomCodeAlarm.GuessesMax;

    /// <summary>Milliseconds since the previous step, number of guesses at once, and whether they are rate
    /// limited.</summary>
    private static readonly Gen<(long After, int Times, bool IsRateLimited)> Step = Gen.Select(
        Gen.Frequency((3, Gen.Long[0, 2000]), (3, Gen.Long[55_000, 65_000]), (1, Gen.Long[0, 1_000_000])),
        Gen.Frequency((3, Gen.Int[1, 100]), (2, Gen.Int[Max - 1, Max + 2]), (1, Gen.Int[1, 2000])),
        Gen.Bool);

    private readonly RecordedLog _log = new();

    [Fact]
    public void Alarm_is_raised_over_the_limit_and_throttled_for_a_minute()
    {
        RoomCodeAlarm alarm = new("acme", _log);
        Count(alarm, Max, at: 5000);
        Assert.Empty(_log.Guesses);
        Count(alarm, 1, at: 7000);
        Assert.Equal([new("acme", Max + 1, 0, 2000)], _log.Guesses);
        Count(alarm, 10_000, at: 7001);
        Count(alarm, 10_000, at: 66_999, isRateLimited: true);
        Assert.Single(_log.Guesses);
        // The next alarm reports the guesses of the minute that ended.
        Count(alarm, 1, at: 67_000);
        Assert.Equal(new("acme", 10_000, 10_000, 60_000), _log.Guesses[1]);
        Count(alarm, 10_000, at: 67_001);
        Assert.Equal(2, _log.Guesses.Count);
    }

    [Fact]
    public void Minute_below_the_limit_ends_the_alarm()
    {
        RoomCodeAlarm alarm = new(app: null, _log);
        Count(alarm, Max + 1, at: 0);
        Count(alarm, Max, at: 30_000);
        Count(alarm, Max, at: 60_000);
        Assert.Single(_log.Guesses);
        Count(alarm, 1, at: 60_001);
        Assert.Equal(2, _log.Guesses.Count);
    }

    [Fact]
    public void Guesses_below_the_limit_raise_no_alarm()
    {
        RoomCodeAlarm alarm = new(app: null, _log);
        for (long minute = 0; minute < 100; minute++)
            Count(alarm, Max, at: minute * 60_000);
        Assert.Empty(_log.Guesses);
    }

    [Fact]
    public void Old_guesses_are_not_reported()
    {
        RoomCodeAlarm alarm = new(app: null, _log);
        Count(alarm, Max + 1, at: 0);
        Count(alarm, 1000, at: 1);
        Count(alarm, 1, at: 120_000);
        Assert.Single(_log.Guesses);
        Count(alarm, Max, at: 120_001);
        Assert.Equal(2, _log.Guesses.Count);
    }

    /// <summary>Compared with a list of all guesses.</summary>
    [Fact]
    public void Alarm_is_raised_at_most_once_a_minute_and_only_over_the_limit() => Step.Array[1, 40].Sample(steps =>
    {
        List<(long At, RoomCodeGuesses Guesses)> raised = [];
        List<(long At, bool IsRateLimited)> all = [];
        long now = 0;
        RoomCodeAlarm alarm = new(app: null, new RecordedLog { OnGuesses = guesses => raised.Add((now, guesses)) });
        foreach ((long after, int times, bool isRateLimited) in steps)
        {
            now += after;
            for (int i = 0; i < times; i++)
            {
                all.Add((now, isRateLimited));
                alarm.Count(isRateLimited, now);
            }
            // A step over the limit needs an alarm now or within the last minute.
            Assert.True(times <= Max || raised.Count > 0 && now - raised[^1].At < 60_000);
        }
        for (int i = 0; i < raised.Count; i++)
        {
            (long at, RoomCodeGuesses guesses) = raised[i];
            Assert.True(i == 0 || at - raised[i - 1].At >= 60_000);
            Assert.True(guesses.Wrong + guesses.RateLimited > Max);
            Assert.InRange(guesses.Milliseconds, 0, 2 * 60_000 - 1);
            (long At, bool IsRateLimited)[] near = [.. all.Where(
                guess => guess.At >= at - guesses.Milliseconds && guess.At <= at)];
            Assert.InRange(guesses.Wrong, 0, near.Count(guess => !guess.IsRateLimited));
            Assert.InRange(guesses.RateLimited, 0, near.Count(guess => guess.IsRateLimited));
        }
    }, iter: 300);

    [Fact]
    public void Concurrent_guesses_raise_one_alarm()
    {
        int raised = 0;
        RoomCodeAlarm alarm = new(app: null, new RecordedLog { OnGuesses = _ => Interlocked.Increment(ref raised) });
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(thread => new Thread(() =>
        {
            for (int i = 0; i < 20_000; i++)
                alarm.Count(isRateLimited: i % 2 == 0, 42 + thread);
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.Equal(1, raised);
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        RoomCodeAlarm alarm = new("acme", new RecordedLog { OnGuesses = _ => { } });
        Assert.Equal(0, Allocations.Of(() => alarm.Count(isRateLimited: false, 1000)));
    }

    private static void Count(RoomCodeAlarm alarm, int times, long at, bool isRateLimited = false)
    {
        for (int i = 0; i < times; i++)
            alarm.Count(isRateLimited, at);
    }
}
