using System.Text;
using Appliance.PolicyModel;
using BenchmarkDotNet.Attributes;

namespace Appliance.Bench;

/// <summary>
/// A room by its id, by the number of rooms. A stream of requests asks for rooms in no order, so that many rooms do
/// not fit the caches that a few fit: <see cref="AnyRoom"/> walks over all of them at random, and
/// <see cref="BusyRoom"/> over at most a hundred.
/// </summary>
[MemoryDiagnoser]
public class LookupBenchmarks
{
    private const int Asked = 10_000;
    private const int Busy = 100;

    private readonly byte[][] _any = new byte[Asked][];
    private readonly byte[][] _busy = new byte[Asked][];
    private readonly byte[][] _unknown = new byte[Asked][];
    private App _app = null!;

    [Params(10, 1_000, 100_000)]
    public int Rooms { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _app = GeneratedPolicies.Load(GeneratedPolicies.Text(Rooms)).Apps[0];
        Random random = new(1);
        int[] busy = [.. Enumerable.Range(0, Math.Min(Rooms, Busy)).Select(_ => random.Next(Rooms))];
        for (int i = 0; i < Asked; i++)
        {
            _any[i] = Encoding.UTF8.GetBytes(GeneratedPolicies.RoomId(random.Next(Rooms)));
            _busy[i] = Encoding.UTF8.GetBytes(GeneratedPolicies.RoomId(busy[random.Next(busy.Length)]));
            _unknown[i] = Encoding.UTF8.GetBytes(GeneratedPolicies.RoomId(Rooms + random.Next(Rooms)));
        }
        if (_any.Any(id => _app.IndexOfRoom(id) < 0) || _unknown.Any(id => _app.IndexOfRoom(id) >= 0))
            throw new InvalidOperationException("rooms are not found as they should be");
    }

    [Benchmark(OperationsPerInvoke = Asked)]
    public int BusyRoom() => Find(_busy);

    [Benchmark(OperationsPerInvoke = Asked)]
    public int AnyRoom() => Find(_any);

    [Benchmark(OperationsPerInvoke = Asked)]
    public int UnknownRoom() => Find(_unknown);

    private int Find(byte[][] ids)
    {
        int sum = 0;
        foreach (byte[] id in ids)
            sum += _app.IndexOfRoom(id);
        return sum;
    }
}
