using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Sequences;

/// <summary>Shared cases of requests that are split, slow, incomplete or too many.</summary>
public sealed class SequenceTests(SequenceRuns runs) : IClassFixture<SequenceRuns>
{
    public static TheoryData<string> Ids => [.. Sequence.ReadAll().Select(sequence => sequence.Id)];

    [RequiresTheory(Needs.NativeBinary | Needs.SharedCases)]
    [MemberData(nameof(Ids))]
    public async Task HTTP_sequence_has_the_expected_outcome(string id)
    {
        string failures = string.Join('\n', await runs.UnmetExpectationsAsync(id));
        Assert.True(failures.Length == 0, failures);
    }
}

/// <summary>Starts all sequences when the first one is needed: most of their time is spent waiting for
/// timeouts.</summary>
public sealed class SequenceRuns
{
    private readonly Lazy<Dictionary<string, Task<IReadOnlyList<string>>>> _runs = new(() =>
    {
        // Publish first; otherwise every run would block a thread while waiting for it.
        Binary binary = new();
        _ = binary.Path;
        return Sequence.ReadAll().ToDictionary(sequence => sequence.Id, sequence => JudgeAsync(sequence, binary));
    });

    internal Task<IReadOnlyList<string>> UnmetExpectationsAsync(string id) => _runs.Value[id];

    private static async Task<IReadOnlyList<string>> JudgeAsync(Sequence sequence, Binary binary) =>
        new SequenceVerdict(sequence, await SequenceRun.RunAsync(sequence, binary)).UnmetExpectations;
}
