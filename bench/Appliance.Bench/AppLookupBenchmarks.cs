using System.Text;
using Appliance.PolicyModel;
using BenchmarkDotNet.Attributes;

namespace Appliance.Bench;

/// <summary>An app by its public id, by the number of apps; all ids are of one length.</summary>
[MemoryDiagnoser]
public class AppLookupBenchmarks
{
    private const int Asked = 10_000;

    private readonly byte[][] _known = new byte[Asked][];
    private readonly byte[][] _unknown = new byte[Asked][];
    private CompiledPolicy _policy = null!;

    [Params(5, 10, 1_000)]
    public int Apps { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _policy = GeneratedPolicies.Load(GeneratedPolicies.Text(rooms: 1, Apps));
        Random random = new(1);
        for (int i = 0; i < Asked; i++)
        {
            _known[i] = Encoding.UTF8.GetBytes(GeneratedPolicies.RoomId(random.Next(Apps)));
            _unknown[i] = Encoding.UTF8.GetBytes(GeneratedPolicies.RoomId(Apps + random.Next(Apps)));
        }
        if (_known.Any(id => _policy.IndexOfPublicId(id) < 0) || _unknown.Any(id => _policy.IndexOfPublicId(id) >= 0))
            throw new InvalidOperationException("apps are not found as they should be");
    }

    [Benchmark(OperationsPerInvoke = Asked)]
    public int KnownApp() => Find(_known);

    [Benchmark(OperationsPerInvoke = Asked)]
    public int UnknownApp() => Find(_unknown);

    private int Find(byte[][] ids)
    {
        int sum = 0;
        foreach (byte[] id in ids)
            sum += _policy.IndexOfPublicId(id);
        return sum;
    }
}
