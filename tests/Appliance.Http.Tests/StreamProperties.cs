using System.Text;

namespace Appliance.Http.Tests;

/// <summary>What holds for any stream of requests, right or wrong.</summary>
public sealed class StreamProperties
{
    [Fact]
    public void AnySplitGetsTheSameAnswersAsNone() =>
        Gen.Select(RequestGen.MutatedStream, Gen.Double[0, 1].Array[0, 12]).Sample(
            (stream, places) =>
            {
                int[] cuts = [.. places.Select(place => (int)(place * stream.Length)).Order()];
                return Conversation.Of(stream).Heard == Conversation.Of(stream, cuts).Heard;
            },
            iter: 10_000, print: Print);

    [Fact]
    public void ByteByByteGetsTheSameAnswersAsAtOnce() =>
        RequestGen.MutatedStream.Sample(
            stream => Conversation.Of(stream).Heard
                == Conversation.Of(stream, Enumerable.Range(1, Math.Max(0, stream.Length - 1))).Heard,
            iter: 1_000, print: stream => Encoding.Latin1.GetString(stream));

    [Fact]
    public void TheReferenceParserAgreesOnEveryRequest() =>
        RequestGen.MutatedStream.Sample(AgreesWithReference, iter: 20_000,
            print: stream => Encoding.Latin1.GetString(stream));

    [Fact]
    public void TheReferenceParserAgreesOnUnmutatedRequests() =>
        RequestGen.Stream.Sample(AgreesWithReference, iter: 10_000,
            print: stream => Encoding.Latin1.GetString(stream));

    [Fact]
    public void NoNoiseIsARequest() =>
        Gen.Byte.Array[0, 300].Sample(noise =>
        {
            Conversation conversation = Conversation.Of(noise);
            return conversation.Requests == 0 && AgreesWithReference(noise);
        }, iter: 5_000);

    [Fact]
    public void TheReferenceParserAgreesOnHosts() =>
        Gen.OneOf(Text("01f:.[]%25v", 0, 24), Text("1:", 0, 16).Select(address => $"[{address}]"),
                Text("12509.", 0, 12).Select(address => $"[::{address}]"), Text("0123456:", 1, 8))
            .Sample(host => Authority.IsValid(Encoding.Latin1.GetBytes(host)) == ReferenceParser.IsHost(host),
                iter: 200_000);

    [Fact]
    public void TheReferenceParserAgreesOnChunkHeaders() =>
        Gen.OneOf(Text("0aF; =\t\"\\x\u00e9\u0001", 0, 12), Text("; =\"\\x", 0, 12).Select(text => "1" + text))
            .Sample(header =>
            {
                ParseResult result = ChunkHeader.Parse(
                    Encoding.Latin1.GetBytes(header + "\r\n"), 256, int.MaxValue, out int size);
                return ReferenceParser.ChunkSize(header) is { } expected && expected <= int.MaxValue
                    ? result == ParseResult.Done(header.Length + 2) && expected == size
                    : result.Verdict == Verdict.Reject;
            }, iter: 200_000);

    private static Gen<string> Text(string alphabet, int lengthMin, int lengthMax) =>
        Gen.Int[0, alphabet.Length - 1].Select(index => alphabet[index]).Array[lengthMin, lengthMax]
            .Select(characters => new string(characters));

    /// <summary>
    /// Where the reference still waits for the end of a head, the engine may have seen that it is wrong; it must not
    /// have taken it for right. Everything else must be the same.
    /// </summary>
    private static bool AgreesWithReference(byte[] stream)
    {
        (IReadOnlyList<string> bodies, StreamEnd end) = ReferenceParser.Read(stream);
        Conversation conversation = Conversation.Of(stream);
        if (conversation.Requests != bodies.Count)
            return false;
        bool isRejected = IsRejected(conversation);
        return end switch
        {
            StreamEnd.BetweenRequests => conversation.Next == SessionNext.Idle,
            StreamEnd.Closed => conversation.IsClosed && !isRejected,
            StreamEnd.Rejected => isRejected,
            _ => isRejected || conversation.Next is SessionNext.ReceiveHead or SessionNext.ReceiveBody,
        };
    }

    /// <summary>The last answer came from no handler: theirs are all 200.</summary>
    private static bool IsRejected(Conversation conversation) =>
        conversation.IsClosed
        && (conversation.SentText.Contains("HTTP/1.1 4", StringComparison.Ordinal)
            || conversation.SentText.Contains("HTTP/1.1 5", StringComparison.Ordinal));

    private static string Print((byte[] Stream, double[] Places) sample) =>
        $"{Encoding.Latin1.GetString(sample.Stream)}\ncut at {string.Join(' ', sample.Places)}";
}
