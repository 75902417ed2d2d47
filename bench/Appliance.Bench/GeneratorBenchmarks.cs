using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;

namespace Appliance.Bench;

/// <summary>What a policy costs a build, by its number of rooms; and what an edit costs an editor.</summary>
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

    /// <summary>Read, bound and written as C#.</summary>
    [Benchmark(Baseline = true)]
    public GeneratorDriver Generate() =>
        GeneratedPolicies.Driver(new(_text)).RunGenerators(GeneratedPolicies.EmptyProject);

    /// <summary>The same, and compiled to an assembly.</summary>
    [Benchmark]
    public long GenerateAndCompile() => GeneratedPolicies.Emit(GeneratedPolicies.Driver(new(_text))).Length;

    /// <summary>One room has another name.</summary>
    [Benchmark]
    public GeneratorDriver EditOneValue() => Edit(_edited);

    /// <summary>Everything is one line further down: nothing is written anew.</summary>
    [Benchmark]
    public GeneratorDriver MoveText() => Edit("\n" + _text);

    /// <summary>A text is compiled once, so that each run needs one of its own.</summary>
    private GeneratorDriver Edit(string text) =>
        _warm.ReplaceAdditionalText(_policy, new PolicyText(text)).RunGenerators(GeneratedPolicies.EmptyProject);
}
