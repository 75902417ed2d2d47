namespace Appliance.EndToEnd.Tests.Sequences;

/// <summary>Requests that are split, late, unfinished or too many, as other people wrote them down.</summary>
[Collection(nameof(Binary))]
public sealed class SequenceTests(SequenceRuns runs) : IClassFixture<SequenceRuns>
{
    public static TheoryData<string> Ids => [.. Sequence.ReadAll().Select(sequence => sequence.Id)];

    [NativeSharedCasesTheory]
    [MemberData(nameof(Ids))]
    public async Task HTTP_sequence_has_the_expected_outcome(string id)
    {
        string complaints = string.Join('\n', await runs.ComplaintsAsync(id));
        Assert.True(complaints.Length == 0, complaints);
    }
}

/// <summary>All sequences, begun together when the first is asked for: most of the time they wait for deadlines.
/// </summary>
public sealed class SequenceRuns(Binary binary)
{
    private readonly Lazy<Dictionary<string, Task<IReadOnlyList<string>>>> _runs = new(() =>
    {
        // Published first, lest each of them waits for it on a thread of its own.
        _ = binary.Path;
        return Sequence.ReadAll().ToDictionary(sequence => sequence.Id, sequence => JudgeAsync(sequence, binary));
    });

    internal Task<IReadOnlyList<string>> ComplaintsAsync(string id) => _runs.Value[id];

    private static async Task<IReadOnlyList<string>> JudgeAsync(Sequence sequence, Binary binary) =>
        new SequenceVerdict(sequence, await SequenceRun.RunAsync(sequence, binary)).Complaints;
}
