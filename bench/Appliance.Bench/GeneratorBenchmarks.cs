using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;

namespace Appliance.Bench;

/// <summary>The generator's time in a build, by the policy's number of rooms, and after an edit in an editor.</summary>
[MemoryDiagnoser]
public class GeneratorBenchmarks
{
    private PolicyText _policy = null!;
    private string _text = "";
    private string _edited = "";
    private GeneratorDriver _warm = null!;

    [Params(10, 1_000, 100_000)]
    public int Rooms { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _text = GeneratedPolicies.Text(Rooms);
        _edited = _text.Replace("\"room 7\"", "\"hall 7\"");
        _policy = new(_text);
        _warm = GeneratedPolicies.Driver(_policy).RunGenerators(GeneratedPolicies.EmptyProject);
    }

    /// <summary>Reads, binds and emits C#, without a cache.</summary>
    [Benchmark(Baseline = true)]
    public GeneratorDriver Generate() =>
        GeneratedPolicies.Driver(new(_text)).RunGenerators(GeneratedPolicies.EmptyProject);

    /// <summary>Generates C# and compiles it to an assembly.</summary>
    [Benchmark]
    public long GenerateAndCompile() => GeneratedPolicies.Emit(GeneratedPolicies.Driver(new(_text))).Length;

    /// <summary>Regenerates after one room was renamed.</summary>
    [Benchmark]
    public GeneratorDriver EditOneValue() => Edit(_edited);

    /// <summary>Moves all text down by one line: the generated code is the same and is not emitted again.</summary>
    [Benchmark]
    public GeneratorDriver MoveText() => Edit("\n" + _text);

    /// <summary>Each run needs a new PolicyText, because the generator caches the result per text.</summary>
    private GeneratorDriver Edit(string text) =>
        _warm.ReplaceAdditionalText(_policy, new PolicyText(text)).RunGenerators(GeneratedPolicies.EmptyProject);
}
