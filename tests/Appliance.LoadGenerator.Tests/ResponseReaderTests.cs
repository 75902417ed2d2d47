using System.Globalization;
using System.Text;

namespace Appliance.LoadGenerator.Tests;

public class ResponseReaderTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 5\r\nCache-Control: no-store\r\n\r\nhello";

    private static readonly Gen<(int Status, string Body)> GenResponse =
        Gen.Select(Gen.Int[200, 599], Gen.String[Gen.Char.AlphaNumeric, 0, 40]);

    [Fact]
    public void Field_names_in_lower_case_are_accepted()
    {
        Assert.Equal(
            ResponseVerdict.Complete, Read(Ok.Replace("Content-Length", "content-length"), out Response response));
        Assert.Equal(new Response(Ok.Length, 200, ClosesConnection: false), response);
    }

    [Fact]
    public void Response_ends_with_its_body_before_pipelined_bytes()
    {
        Assert.Equal(ResponseVerdict.Complete, Read(Ok + "HTTP/1.1 503", out Response response));
        Assert.Equal(new Response(Ok.Length, 200, ClosesConnection: false), response);
    }

    [Fact]
    public void Every_prefix_of_a_response_needs_more_bytes()
    {
        for (int length = 0; length < Ok.Length; length++)
            Assert.Equal(ResponseVerdict.NeedsMore, Read(Ok[..length], out _));
    }

    [Fact]
    public void Connection_close_on_an_error_response_is_detected()
    {
        Read("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            out Response response);
        Assert.Equal((503, true), (response.Status, response.ClosesConnection));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nDate: x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("SSH-2.0-x\r\n\r\n")]
    public void Malformed_response_is_rejected(string text) =>
        Assert.Equal(ResponseVerdict.Malformed, Read(text, out _));

    [Fact]
    public void Too_long_response_head_is_malformed() =>
        Assert.Equal(ResponseVerdict.Malformed, Read("HTTP/1.1 200 OK\r\nA: " + new string('x', 5000), out _));

    [Fact]
    public void Pipelined_responses_are_read_one_by_one() =>
        GenResponse.List[0, 8].Sample(responses =>
    {
        string stream = string.Concat(responses.Select(response => string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {response.Status} Reason\r\nContent-Length: {response.Body.Length}\r\n\r\n{response.Body}")));
        List<int> statuses = [];
        while (Read(stream, out Response response) == ResponseVerdict.Complete)
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
