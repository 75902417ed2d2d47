using System.Collections.Concurrent;
using System.Text;
using Appliance.Connections;
using Appliance.TestKit;

namespace Appliance.Http.Tests;

/// <summary>Properties of all request streams, valid or malformed.</summary>
public sealed class StreamPropertyTests
{
    [Fact]
    public void Random_stream_splits_get_the_same_responses_as_the_whole_stream() =>
        Gen.Select(RequestGen.MutatedStream, RequestGen.Limits, Gen.Double.Unit.Array[0, 12]).Sample(
            (stream, limits, positions) =>
            {
                int[] cuts = [.. positions.Select(position => (int)(position * stream.Length)).Order()];
                return Conversation.Of(stream, limits: limits).Outcome == Conversation.Of(stream, cuts, limits).Outcome;
            },
            iter: 10_000,
            print: sample => $"{Print((sample.Item1, sample.Item2))}\ncut at {string.Join(' ', sample.Item3)}");

    [Fact]
    public void Stream_sent_byte_by_byte_gets_the_same_responses_as_the_whole_stream() =>
        Gen.Select(RequestGen.MutatedStream, RequestGen.Limits).Sample(
            (stream, limits) => Conversation.Of(stream, limits: limits).Outcome
                == Conversation.Of(stream, Enumerable.Range(1, Math.Max(0, stream.Length - 1)), limits).Outcome,
            iter: 1_000, print: Print);

    [Fact]
    public void Reference_parser_agrees_on_mutated_requests() =>
        Gen.Select(RequestGen.MutatedStream, RequestGen.Limits)
            .Sample(AgreesWithReference, iter: 20_000, print: Print);

    [Fact]
    public void Reference_parser_agrees_on_generated_requests() =>
        Gen.Select(RequestGen.Stream, RequestGen.Limits).Sample(AgreesWithReference, iter: 10_000, print: Print);

    [Fact]
    public void Random_bytes_are_never_a_request() =>
        Gen.Byte.Array[0, 300].Sample(noise =>
        {
            Conversation conversation = Conversation.Of(noise);
            return conversation.Requests == 0 && AgreesWithReference(noise, new());
        }, iter: 5_000);

    /// <summary>The generated streams are a mix of valid and malformed ones and cover every reject reason.</summary>
    [Fact]
    public void Generated_streams_cover_every_verdict_and_reject_reason()
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
        RejectReason[] notParsing =
        [
            RejectReason.None, RejectReason.RequestTimedOut, RejectReason.ResponseTimedOut,
            RejectReason.BuffersExhausted, RejectReason.ResponseInvalid,
        ];
        Assert.All(
            Enum.GetValues<RejectReason>().Except(notParsing),
            reason => Assert.Contains(Encoding.UTF8.GetString(Rejections.Body(reason)), rejected));
    }

    [Fact]
    public void Reference_parser_agrees_on_hosts() =>
        Gen.OneOf(Text("01f:.[]%25v", 0, 24), Text("1:", 0, 16).Select(address => $"[{address}]"),
                Text("12509.", 0, 12).Select(address => $"[::{address}]"), Text("0123456:", 1, 8))
            .Sample(host => Authority.IsValid(Encoding.Latin1.GetBytes(host)) == ReferenceParser.IsHost(host),
                iter: 200_000);

    [Fact]
    public void Reference_parser_agrees_on_chunk_headers() =>
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
    /// While the reference parser waits for the end of a head, the engine may already have rejected it, but must not
    /// have accepted it. In all other respects they must agree.
    /// </summary>
    private static bool AgreesWithReference(byte[] stream, HttpLimits limits)
    {
        (IReadOnlyList<string> expected, StreamEnd end) = new ReferenceParser(limits).Read(stream);
        Conversation conversation = Conversation.Of(stream, limits: limits);
        if (conversation.Requests != expected.Count || !AreSame(expected, conversation))
            return false;
        bool isRejected = IsRejected(conversation);
        bool isContinueSent = conversation.SentText.Contains("HTTP/1.1 100", StringComparison.Ordinal);
        if (isContinueSent != (end == StreamEnd.ContinueExpected && !isRejected))
            return false;
        return end switch
        {
            StreamEnd.BetweenRequests => conversation.Next == ConnectionPhase.Idle,
            StreamEnd.Closed => conversation.IsClosed && !isRejected,
            StreamEnd.Rejected => isRejected,
            _ => isRejected || conversation.Next is ConnectionPhase.ReceiveHead or ConnectionPhase.ReceiveBody,
        };
    }

    /// <summary>Compares the requests that the handler received. Responses to HEAD have no body to compare.</summary>
    private static bool AreSame(IReadOnlyList<string> expected, Conversation conversation)
    {
        bool[] heads = [.. expected.Select(request => request.StartsWith("Head\n", StringComparison.Ordinal))];
        IEnumerable<Response> responses = Response.ReadComplete(conversation.Sent, out _, n =>
            n < heads.Length && heads[n])
            .Where(response => !response.IsInterim).Take(expected.Count);
        return responses.Select(response => response.BodyLatin1)
            .SequenceEqual(expected.Select((request, n) => heads[n] ? "" : request));
    }

    /// <summary>The last response is an error, so it came from the engine: the handler always sends 200.</summary>
    private static bool IsRejected(Conversation conversation) =>
        conversation.IsClosed
        && (conversation.SentText.Contains("HTTP/1.1 4", StringComparison.Ordinal)
            || conversation.SentText.Contains("HTTP/1.1 5", StringComparison.Ordinal));

    private static string Print((byte[] Stream, HttpLimits Limits) sample) =>
        $"{Encoding.Latin1.GetString(sample.Stream)}\nwith {sample.Limits}";
}
