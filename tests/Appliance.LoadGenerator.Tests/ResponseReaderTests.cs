using System.Globalization;
using System.Text;

namespace Appliance.LoadGenerator.Tests;

public class ResponseReaderTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 5\r\nCache-Control: no-store\r\n\r\nhello";

    private static readonly Gen<(int Status, string Body)> GenResponse =
        Gen.Select(Gen.Int[200, 599], Gen.String[Gen.Char.AlphaNumeric, 0, 40]);

    [Fact]
    public void Names_of_fields_may_be_in_small_letters()
    {
        Assert.Equal(
            ResponseVerdict.Whole, Read(Ok.Replace("Content-Length", "content-length"), out Response response));
        Assert.Equal(new Response(Ok.Length, 200, IsLast: false), response);
    }

    [Fact]
    public void An_answer_ends_with_its_body_and_before_what_follows()
    {
        Assert.Equal(ResponseVerdict.Whole, Read(Ok + "HTTP/1.1 503", out Response response));
        Assert.Equal(new Response(Ok.Length, 200, IsLast: false), response);
    }

    [Fact]
    public void Every_prefix_needs_more()
    {
        for (int length = 0; length < Ok.Length; length++)
            Assert.Equal(ResponseVerdict.NeedsMore, Read(Ok[..length], out _));
    }

    [Fact]
    public void A_refusal_may_say_that_the_connection_ends()
    {
        Read("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            out Response response);
        Assert.Equal((503, true), (response.Status, response.IsLast));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nDate: x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("SSH-2.0-x\r\n\r\n")]
    public void What_is_no_answer_is_bad(string text) => Assert.Equal(ResponseVerdict.Bad, Read(text, out _));

    [Fact]
    public void A_head_without_end_is_bad() =>
        Assert.Equal(ResponseVerdict.Bad, Read("HTTP/1.1 200 OK\r\nA: " + new string('x', 5000), out _));

    [Fact]
    public void A_stream_of_answers_is_taken_apart_as_it_was_put_together() =>
        GenResponse.List[0, 8].Sample(responses =>
    {
        string stream = string.Concat(responses.Select(response => string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {response.Status} Reason\r\nContent-Length: {response.Body.Length}\r\n\r\n{response.Body}")));
        List<int> statuses = [];
        while (Read(stream, out Response response) == ResponseVerdict.Whole)
        {
            statuses.Add(response.Status);
            stream = stream[response.Bytes..];
        }
        Assert.Equal("", stream);
        Assert.Equal(responses.Select(response => response.Status), statuses);
    });

    private static ResponseVerdict Read(string text, out Response response) =>
        ResponseReader.TryRead(Encoding.ASCII.GetBytes(text), out response);
}
