using Appliance.TestKit;

namespace Appliance.Fuzz.Tests;

/// <summary>Replays the fuzzing corpus without AFL.</summary>
public class CorpusTests
{
    private const int FilesMax = 400;
    private const int BytesMax = 300_000;

    private static readonly byte[][] Inputs = [.. Replay.Files([Places.FuzzCorpus]).Select(File.ReadAllBytes)];

    [Fact]
    public void Every_corpus_input_passes_the_oracles() => Assert.Equal(0, Replay.Run([Places.FuzzCorpus]));

    [Fact]
    public void Corpus_covers_every_response_status() => Assert.Equal(
        [200, 204, 400, 401, 403, 404, 405, 408, 413, 414, 417, 431, 501, 505],
        Inputs.SelectMany(Statuses).Distinct().Order());

    [Fact]
    public void Corpus_stays_small()
    {
        Assert.InRange(Inputs.Length, 100, FilesMax);
        Assert.InRange(Inputs.Sum(input => input.Length), 0, BytesMax);
    }

    private static List<int> Statuses(byte[] bytes)
    {
        FuzzInput input = FuzzInput.Of(bytes);
        return ResponseOracle.Statuses(input, Conversation.Split(input));
    }
}
