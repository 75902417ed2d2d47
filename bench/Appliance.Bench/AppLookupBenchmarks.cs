using System.Text;
using Appliance.PolicyModel;
using BenchmarkDotNet.Attributes;

namespace Appliance.Bench;

/// <summary>Finding an app by its public id, for different numbers of apps. All ids have the same length.</summary>
[MemoryDiagnoser]
public class AppLookupBenchmarks
{
    private const int LookupCount = 10_000;

    private readonly byte[][] _known = new byte[LookupCount][];
    private readonly byte[][] _unknown = new byte[LookupCount][];
    private CompiledPolicy _policy = null!;

    [Params(5, 10, 1_000)]
    public int Apps { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _policy = GeneratedPolicies.Load(GeneratedPolicies.Text(rooms: 1, Apps));
        Random random = new(1);
        for (int i = 0; i < LookupCount; i++)
        {
            _known[i] = Encoding.UTF8.GetBytes(GeneratedPolicies.RoomId(random.Next(Apps)));
            _unknown[i] = Encoding.UTF8.GetBytes(GeneratedPolicies.RoomId(Apps + random.Next(Apps)));
        }
        if (_known.Any(id => _policy.IndexOfPublicId(id) < 0) || _unknown.Any(id => _policy.IndexOfPublicId(id) >= 0))
            throw new InvalidOperationException("a known app is not found, or an unknown one is");
    }

    [Benchmark(OperationsPerInvoke = LookupCount)]
    public int KnownApp() => Find(_known);

    [Benchmark(OperationsPerInvoke = LookupCount)]
    public int UnknownApp() => Find(_unknown);

    private int Find(byte[][] ids)
    {
        int sum = 0;
        foreach (byte[] id in ids)
            sum += _policy.IndexOfPublicId(id);
        return sum;
    }
}
