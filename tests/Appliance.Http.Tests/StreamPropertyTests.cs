using System.Collections.Concurrent;
using System.Text;
using Appliance.TestKit;

namespace Appliance.Http.Tests;

/// <summary>What holds for any stream of requests, right or wrong.</summary>
public sealed class StreamPropertyTests
{
    [Fact]
    public void AnySplitGetsTheSameResponsesAsNone() =>
        Gen.Select(RequestGen.MutatedStream, RequestGen.Limits, Gen.Double.Unit.Array[0, 12]).Sample(
            (stream, limits, places) =>
            {
                int[] cuts = [.. places.Select(place => (int)(place * stream.Length)).Order()];
                return Conversation.Of(stream, limits: limits).Outcome == Conversation.Of(stream, cuts, limits).Outcome;
            },
            iter: 10_000,
            print: sample => $"{Print((sample.Item1, sample.Item2))}\ncut at {string.Join(' ', sample.Item3)}");

    [Fact]
    public void ByteByByteGetsTheSameResponsesAsAtOnce() =>
        Gen.Select(RequestGen.MutatedStream, RequestGen.Limits).Sample(
            (stream, limits) => Conversation.Of(stream, limits: limits).Outcome
                == Conversation.Of(stream, Enumerable.Range(1, Math.Max(0, stream.Length - 1)), limits).Outcome,
            iter: 1_000, print: Print);

    [Fact]
    public void TheReferenceParserAgreesOnEveryRequest() =>
        Gen.Select(RequestGen.MutatedStream, RequestGen.Limits)
            .Sample(AgreesWithReference, iter: 20_000, print: Print);

    [Fact]
    public void TheReferenceParserAgreesOnUnmutatedRequests() =>
        Gen.Select(RequestGen.Stream, RequestGen.Limits).Sample(AgreesWithReference, iter: 10_000, print: Print);

    [Fact]
    public void NoNoiseIsARequest() =>
        Gen.Byte.Array[0, 300].Sample(noise =>
        {
            Conversation conversation = Conversation.Of(noise);
            return conversation.Requests == 0 && AgreesWithReference(noise, new());
        }, iter: 5_000);

    /// <summary>What is generated is neither all right nor all wrong, and wrong in every way there is.</summary>
    [Fact]
    public void TheStreamsReachEveryVerdict()
    {
        ConcurrentBag<int> accepted = [];
        ConcurrentBag<string> rejected = [];
        Gen.Select(RequestGen.MutatedStream, RequestGen.Limits).Sample(
            (stream, limits) =>
            {
                Conversation conversation = Conversation.Of(stream, limits: limits);
                accepted.Add(conversation.Requests);
                if (IsRejected(conversation))
                    rejected.Add(conversation.SentText.Split("\r\n\r\n")[^1]);
            }, iter: 20_000);
        Assert.InRange((double)accepted.Sum() / (accepted.Sum() + rejected.Count), 0.3, 0.7);
        RejectReason[] otherwise =
        [
            RejectReason.None, RejectReason.RequestTimedOut, RejectReason.ResponseTimedOut, RejectReason.OutOfBuffers,
            RejectReason.ResponseInvalid,
        ];
        Assert.All(
            Enum.GetValues<RejectReason>().Except(otherwise),
            reason => Assert.Contains(Encoding.UTF8.GetString(Rejections.Body(reason)), rejected));
    }

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
    private static bool AgreesWithReference(byte[] stream, HttpLimits limits)
    {
        (IReadOnlyList<string> shown, StreamEnd end) = new ReferenceParser(limits).Read(stream);
        Conversation conversation = Conversation.Of(stream, limits: limits);
        if (conversation.Requests != shown.Count || !AreShown(shown, conversation))
            return false;
        bool isRejected = IsRejected(conversation);
        bool isTold = conversation.SentText.Contains("HTTP/1.1 100", StringComparison.Ordinal);
        if (isTold != (end == StreamEnd.ContinueExpected && !isRejected))
            return false;
        return end switch
        {
            StreamEnd.BetweenRequests => conversation.Next == SessionAction.Idle,
            StreamEnd.Closed => conversation.IsClosed && !isRejected,
            StreamEnd.Rejected => isRejected,
            _ => isRejected || conversation.Next is SessionAction.ReceiveHead or SessionAction.ReceiveBody,
        };
    }

    /// <summary>The handler saw what the reference read, as far as its answers show: those to HEAD do not.</summary>
    private static bool AreShown(IReadOnlyList<string> shown, Conversation conversation)
    {
        bool[] heads = [.. shown.Select(request => request.StartsWith("Head\n", StringComparison.Ordinal))];
        IEnumerable<Response> responses = Response.ReadComplete(conversation.Sent, out _, n =>
            n < heads.Length && heads[n])
            .Where(response => !response.IsInterim).Take(shown.Count);
        return responses.Select(response => response.Body)
            .SequenceEqual(shown.Select((request, n) => heads[n] ? "" : request));
    }

    /// <summary>The last answer came from no handler: theirs are all 200.</summary>
    private static bool IsRejected(Conversation conversation) =>
        conversation.IsClosed
        && (conversation.SentText.Contains("HTTP/1.1 4", StringComparison.Ordinal)
            || conversation.SentText.Contains("HTTP/1.1 5", StringComparison.Ordinal));

    private static string Print((byte[] Stream, HttpLimits Limits) sample) =>
        $"{Encoding.Latin1.GetString(sample.Stream)}\nwith {sample.Limits}";
}
