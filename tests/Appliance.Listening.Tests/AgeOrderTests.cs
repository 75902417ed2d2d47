using Appliance.Listening.Linux;

namespace Appliance.Listening.Tests;

public sealed class AgeOrderTests
{
    private const int Connections = 20;
    private const int TickShift = 9;

    /// <summary>The oldest bucket holds all ages beyond this number of ticks.</summary>
    private const int TicksMax = 255;

    private enum Act
    {
        Add,
        AddAged,
        Remove,
        Pass,
        PassLong,
    }

    [Fact]
    public void Oldest_connection_is_never_younger_than_another()
    {
        Gen<(Act Act, int Connection, int Milliseconds)[]> steps = Gen.Select(
            Gen.Enum<Act>(), Gen.Int[0, Connections - 1], Gen.Int[0, 40_000]).Array[1, 200];
        Gen.Select(Gen.Long[1L << 30, 1L << 40], steps).Sample((start, taken) =>
        {
            long now = start;
            AgeOrder<int> order = new(now);
            Connection<int>[] connections =
                [.. Enumerable.Range(0, Connections).Select(index => new Connection<int>(index))];
            Dictionary<Connection<int>, long> model = [];
            foreach ((Act act, int index, int milliseconds) in taken)
            {
                Connection<int> connection = connections[index];
                if (act == Act.Pass)
                    now += milliseconds / 10;
                else if (act == Act.PassLong)
                    now += 10L * milliseconds;
                else if (model.Remove(connection))
                    order.Remove(connection);
                else if (act != Act.Remove)
                {
                    model[connection] = act == Act.Add ? now : now - milliseconds;
                    order.Add(connection, model[connection], now);
                }
                Check(order, model, now);
            }
        });
    }

    [Fact]
    public void Connection_used_since_it_was_ordered_is_in_the_wrong_bucket()
    {
        AgeOrder<int> order = new(0);
        Connection<int> connection = new(0);
        order.Add(connection, 1000, 1000);
        Assert.Same(connection, order.Oldest(5000));
        Assert.True(order.IsInCorrectBucket(connection, 1000));
        Assert.False(order.IsInCorrectBucket(connection, 3000));
        order.Remove(connection);
        Assert.Null(order.Oldest(5000));
        Assert.Null(connection.AgeOrder);
    }

    private static void Check(AgeOrder<int> order, Dictionary<Connection<int>, long> model, long now)
    {
        Connection<int>? oldest = order.Oldest(now);
        Assert.Equal(model.Count == 0, oldest is null);
        if (oldest is null)
            return;
        Assert.Same(order, oldest.AgeOrder);
        Assert.Equal(model.Values.Min(Tick), Tick(model[oldest]));
        Assert.True(order.IsInCorrectBucket(oldest, model[oldest]));

        long Tick(long since) => Math.Max(since >> TickShift, (now >> TickShift) - TicksMax);
    }
}
