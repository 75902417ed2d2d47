using Appliance.Tokens;
using BenchmarkDotNet.Attributes;

namespace Appliance.Bench;

/// <summary>Hashing one block of 64 bytes with each block function.</summary>
[MemoryDiagnoser]
public class Sha256Benchmarks
{
    private readonly byte[] _block = new byte[Sha256.BlockBytes];
    private Sha256State _state = Sha256State.Initial;

    /// <summary>OpenSSL's function if available, otherwise the managed one.</summary>
    [Benchmark(Baseline = true)]
    public void ChosenBlock() => Sha256.Update(ref _state, _block);

    [Benchmark]
    public void ManagedBlock() => Sha256.Update(Sha256Backend.Managed, ref _state, _block);
}
