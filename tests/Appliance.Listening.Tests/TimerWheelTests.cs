using Appliance.Connections;
using Appliance.Listening.Linux;

namespace Appliance.Listening.Tests;

public sealed class TimerWheelTests
{
    private const int Connections = 20;

    /// <summary>Maximum lateness of the wheel: one tick.</summary>
    private const int TickMilliseconds = 512;

    /// <summary>A step of the test: an action on a connection, or time that passes.</summary>
    private enum Act
    {
        Begin,
        Cancel,
        Pass,
    }

    [Fact]
    public void Every_timer_expires_exactly_once_and_on_time()
    {
        Gen<(Act Act, int Connection, int Seconds, int PassedMilliseconds)[]> steps = Gen.Select(
            Gen.Enum<Act>(), Gen.Int[0, Connections - 1], Gen.Int[1, 90], Gen.Int[0, 3000]).Array[1, 200];
        Gen.Select(Gen.Long[0, 1L << 40], steps).Sample((start, taken) =>
        {
            long now = start;
            var wheel = new TimerWheel<int>(now);
            Connection<int>[] connections =
                [.. Enumerable.Range(0, Connections).Select(index => new Connection<int>(index) { Socket = index })];
            SortedDictionary<int, long> model = [];
            foreach ((Act act, int index, int seconds, int passed) in taken)
            {
                switch (act)
                {
                    case Act.Begin:
                        connections[index].Deadline.Begin(ConnectionPhase.Idle, now, new() { IdleSeconds = seconds });
                        wheel.Schedule(connections[index]);
                        model[index] = now + 1000L * seconds;
                        break;
                    case Act.Cancel:
                        wheel.Cancel(connections[index]);
                        model.Remove(index);
                        break;
                    default:
                        now += passed;
                        Pass(wheel, model, now);
                        break;
                }
                AssertWaitsLongEnough(wheel, model, now);
            }
            Pass(wheel, model, now + 100_000);
            Assert.Empty(model);
            Assert.Equal(-1, wheel.WaitMilliseconds(now + 100_000));
        }, iter: 2000);
    }

    [Fact]
    public void Timers_due_during_a_pause_of_days_expire()
    {
        var wheel = new TimerWheel<int>(0);
        var connection = new Connection<int>(0);
        connection.Deadline.Begin(ConnectionPhase.Idle, 0, new() { IdleSeconds = 60 });
        wheel.Schedule(connection);
        const long days = 5 * 86_400_000L;
        Assert.Same(connection, wheel.NextExpired(days));
        Assert.Null(wheel.NextExpired(days));
        Assert.Equal(-1, wheel.WaitMilliseconds(days));
    }

    private static void Pass(TimerWheel<int> wheel, SortedDictionary<int, long> model, long now)
    {
        while (wheel.NextExpired(now) is { } connection)
        {
            Assert.True(model.Remove(connection.TableIndex, out long deadline), "was not scheduled");
            Assert.True(deadline <= now, "too early");
        }
        Assert.All(model.Values, deadline => Assert.True(deadline > now - TickMilliseconds, "missed"));
    }

    /// <summary>
    /// A thread that waits as long as the wheel says wakes for the first deadline, at most a tick late.
    /// </summary>
    private static void AssertWaitsLongEnough(TimerWheel<int> wheel, SortedDictionary<int, long> model, long now)
    {
        int wait = wheel.WaitMilliseconds(now);
        if (model.Count == 0)
            return;
        Assert.True(wait >= 0);
        Assert.True(now + wait <= Math.Max(model.Values.Min(), now) + TickMilliseconds, "would sleep too long");
    }
}
