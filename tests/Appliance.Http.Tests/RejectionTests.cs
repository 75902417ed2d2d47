using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.Http.Tests;

/// <summary>
/// Every reject reason, request smuggling vectors included, with streams that end with the invalid byte.
/// </summary>
public sealed class RejectionTests
{
    private const string Line = "POST / HTTP/1.1\r\n";
    private const string Head = Line + "Host: h\r\n";
    private const string Chunked = Head + "Transfer-Encoding: chunked\r\n\r\n";

    public static TheoryData<RejectReason, string> InvalidStreams => new()
    {
        { RejectReason.MethodInvalid, "G@" },
        { RejectReason.MethodInvalid, " " },
        { RejectReason.MethodInvalid, "\u0016" },
        { RejectReason.MethodInvalid, "GET\t" },
        { RejectReason.MethodNotImplemented, "BREW / HTTP/1.1\r\n" },
        { RejectReason.MethodNotImplemented, "CONNECT " },
        { RejectReason.TargetInvalid, "GET  " },
        { RejectReason.TargetInvalid, "GET a" },
        { RejectReason.TargetInvalid, "GET /%4g" },
        { RejectReason.TargetInvalid, "GET /#" },
        { RejectReason.TargetInvalid, "GET httpx" },
        { RejectReason.TargetInvalid, "GET http://u@" },
        { RejectReason.TargetInvalid, "GET http:///" },
        { RejectReason.TargetInvalid, "OPTIONS *x" },
        { RejectReason.VersionInvalid, "GET / h" },
        { RejectReason.VersionInvalid, "GET / HTTP/x" },
        { RejectReason.VersionInvalid, "GET / HTTP/1.1 " },
        { RejectReason.VersionInvalid, "GET / HTTP/1.x" },
        { RejectReason.VersionNotSupported, "GET / HTTP/2" },
        { RejectReason.LineEndInvalid, "GET / HTTP/1.1\n" },
        { RejectReason.LineEndInvalid, "GET / HTTP/1.1\rx" },
        { RejectReason.LineEndInvalid, Head + "V: a\n" },
        { RejectReason.LineEndInvalid, Head + "V: a\rb" },
        { RejectReason.LineEndInvalid, Head + "\rx" },
        { RejectReason.LineEndInvalid, Chunked + "5\n" },
        { RejectReason.LineEndInvalid, Chunked + "0\r\n\rx" },
        { RejectReason.SpaceBeforeFirstField, Line + " " },
        { RejectReason.SpaceBeforeFirstField, Chunked + "0\r\n " },
        { RejectReason.LineFolded, Head + "\t" },
        { RejectReason.LineFolded, Chunked + "0\r\nT: 1\r\n " },
        { RejectReason.FieldNameInvalid, Head + "a@" },
        { RejectReason.FieldNameInvalid, Head + ":" },
        { RejectReason.SpaceBeforeColon, Head + "V " },
        { RejectReason.FieldValueInvalid, Head + "V: \0" },
        { RejectReason.FieldValueInvalid, Head + "V: \u007f" },
        { RejectReason.FieldRepeated, Head + "host: h\r\n" },
        { RejectReason.FieldRepeated, Head + "Content-Length: 1\r\nContent-Length: 1\r\n" },
        { RejectReason.FieldRepeated, Head + "Authorization:\r\nAuthorization: x\r\n" },
        { RejectReason.FieldRepeated, Head + "Origin: a\r\nOrigin: a\r\n" },
        { RejectReason.FieldRepeated, Head + "Content-Type: a\r\nContent-Type: b\r\n" },
        { RejectReason.HostMissing, Line + "\r\n" },
        { RejectReason.HostMissing, "GET http://h/ HTTP/1.1\r\n\r\n" },
        { RejectReason.HostInvalid, Line + "Host: a b\r\n" },
        { RejectReason.HostInvalid, Line + "Host:\r\n" },
        { RejectReason.ContentLengthInvalid, Head + "Content-Length: 010\r\n" },
        { RejectReason.ContentLengthInvalid, Head + "Content-Length: 5,5\r\n" },
        { RejectReason.LengthAmbiguous, Head + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n" },
        { RejectReason.TransferEncodingInHttp10, "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" },
        { RejectReason.TransferEncodingInvalid, Head + "Transfer-Encoding: chunked, gzip\r\n" },
        { RejectReason.TransferEncodingInvalid, Head + "Transfer-Encoding:\r\n" },
        { RejectReason.TransferEncodingInvalid, Head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n" },
        { RejectReason.TransferCodingUnknown, Head + "Transfer-Encoding: gzip, chunked\r\n" },
        { RejectReason.ExpectationUnknown, Head + "Expect: x\r\n\r\n" },
        { RejectReason.BodyTooLarge, Head + "Content-Length: 65537\r\n\r\n" },
        { RejectReason.BodyTooLarge, Head + "Content-Length: 99999999999999999999999\r\n\r\n" },
        { RejectReason.BodyTooLarge, Chunked + "10001" },
        { RejectReason.ChunkSizeInvalid, Chunked + "\r" },
        { RejectReason.ChunkSizeInvalid, Chunked + "g" },
        { RejectReason.ChunkSizeInvalid, Chunked + "5," },
        { RejectReason.ChunkExtensionInvalid, Chunked + "5 x" },
        { RejectReason.ChunkExtensionInvalid, Chunked + "5 \r" },
        { RejectReason.ChunkExtensionInvalid, Chunked + "5;\r" },
        { RejectReason.ChunkExtensionInvalid, Chunked + "5;a=\"\0" },
        { RejectReason.ChunkHeaderTooLong, Chunked + "5;" + new string('a', 255) },
        { RejectReason.ChunkDataUnterminated, Chunked + "1\r\nxy" },
        { RejectReason.ChunkDataUnterminated, Chunked + "1\r\nx\ry" },
        { RejectReason.TrailersTooLarge, Chunked + "0\r\nT: " + new string('t', 8192 - 3) },
        { RejectReason.RequestLineTooLong, "GET /" + new string('a', 8192 - 5) },
        { RejectReason.HeaderSectionTooLarge, Line + "V: " + new string('v', 16384 - 3) },
        { RejectReason.FieldsTooMany, Line + string.Concat(Enumerable.Repeat("V:\r\n", 64)) + "V" },
        {
            RejectReason.ChunkFramingTooLarge,
            Chunked + string.Concat(Enumerable.Repeat($"1;{new string('e', 198)}\r\nb\r\n", 321))
                + $"1;{new string('e', 198)}\r\n"
        },
    };

    [Theory]
    [MemberData(nameof(InvalidStreams))]
    public void Malformed_request_is_rejected_exactly_at_the_invalid_byte(RejectReason reason, string text)
    {
        byte[] stream = Encoding.Latin1.GetBytes(text);
        Splits.AssertSame(stream);
        string expected = Encoding.UTF8.GetString(Rejections.Body(reason));
        Conversation conversation = Conversation.Of(stream.AsSpan(0, stream.Length - 1));
        Assert.False(conversation.IsClosed, "rejected before the invalid byte");
        conversation.Receive(stream.AsSpan(stream.Length - 1));
        Response response = Response.ReadAll(conversation.Sent)[^1];
        Assert.Equal(expected, response.BodyText);
        Assert.Equal((int)Rejections.Status(reason), response.Status);
        Assert.Equal("close", response["Connection"]);
        Assert.Equal("application/json", response["Content-Type"]);
        Assert.Equal(0, conversation.Buffered);
    }

    [Fact]
    public void Every_reject_reason_has_a_test_input()
    {
        RejectReason[] notParsing =
        [
            RejectReason.None, RejectReason.RequestTimedOut, RejectReason.ResponseTimedOut,
            RejectReason.BuffersExhausted, RejectReason.ResponseInvalid,
        ];
        IEnumerable<RejectReason> covered = InvalidStreams.Select(row => (RejectReason)row[0]);
        Assert.Empty(Enum.GetValues<RejectReason>().Except(notParsing).Except(covered));
    }

    [Fact]
    public void Every_reject_reason_has_a_distinct_JSON_body_with_its_status_code()
    {
        RejectReason[] reasons = [.. Enum.GetValues<RejectReason>().Except([RejectReason.None])];
        foreach (RejectReason reason in reasons)
        {
            JsonElement body = JsonDocument.Parse(Rejections.Body(reason).ToArray()).RootElement;
            Assert.Equal((int)Rejections.Status(reason), body.GetProperty("code").GetInt32());
            Assert.EndsWith(".", body.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.InRange(Rejections.Body(reason).Length, 1, Rejections.BodyBytesMax);
        }
        Assert.Equal(reasons.Length,
            reasons.Select(reason => Encoding.UTF8.GetString(Rejections.Body(reason))).Distinct().Count());
    }

    [Fact]
    public void Rejected_HEAD_request_gets_no_body()
    {
        string sent = Conversation.Of("HEAD / HTTP/1.1\r\n\r\n").SentText;
        Assert.StartsWith("HTTP/1.1 400 ", sent, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", sent, StringComparison.Ordinal);
    }
}
