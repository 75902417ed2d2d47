using System.Text;
using Appliance.PolicyModel;
using BenchmarkDotNet.Attributes;

namespace Appliance.Bench;

/// <summary>
/// Finding a room by its id, for different numbers of rooms. Requests name rooms in random order, so the processor's
/// caches can hold a hundred rooms but not all: <see cref="AnyRoom"/> looks up all rooms at random, and
/// <see cref="BusyRoom"/> at most a hundred.
/// </summary>
[MemoryDiagnoser]
public class LookupBenchmarks
{
    private const int LookupCount = 10_000;
    private const int BusyRoomsMax = 100;

    private readonly byte[][] _any = new byte[LookupCount][];
    private readonly byte[][] _busy = new byte[LookupCount][];
    private readonly byte[][] _unknown = new byte[LookupCount][];
    private App _app = null!;

    [Params(10, 1_000, 100_000)]
    public int Rooms { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _app = GeneratedPolicies.Load(GeneratedPolicies.Text(Rooms)).Apps[0];
        Random random = new(1);
        int[] busy = [.. Enumerable.Range(0, Math.Min(Rooms, BusyRoomsMax)).Select(_ => random.Next(Rooms))];
        for (int i = 0; i < LookupCount; i++)
        {
            _any[i] = Encoding.UTF8.GetBytes(GeneratedPolicies.RoomId(random.Next(Rooms)));
            _busy[i] = Encoding.UTF8.GetBytes(GeneratedPolicies.RoomId(busy[random.Next(busy.Length)]));
            _unknown[i] = Encoding.UTF8.GetBytes(GeneratedPolicies.RoomId(Rooms + random.Next(Rooms)));
        }
        if (_any.Any(id => _app.IndexOfRoom(id) < 0) || _unknown.Any(id => _app.IndexOfRoom(id) >= 0))
            throw new InvalidOperationException("a known room is not found, or an unknown one is");
    }

    [Benchmark(OperationsPerInvoke = LookupCount)]
    public int BusyRoom() => Find(_busy);

    [Benchmark(OperationsPerInvoke = LookupCount)]
    public int AnyRoom() => Find(_any);

    [Benchmark(OperationsPerInvoke = LookupCount)]
    public int UnknownRoom() => Find(_unknown);

    private int Find(byte[][] ids)
    {
        int sum = 0;
        foreach (byte[] id in ids)
            sum += _app.IndexOfRoom(id);
        return sum;
    }
}
