using System.Globalization;
using System.Text;

namespace Appliance.Driving.Tests;

public class AnswerReaderTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 5\r\nCache-Control: no-store\r\n\r\nhello";

    private static readonly Gen<(int Status, string Body)> GenAnswer =
        Gen.Select(Gen.Int[200, 599], Gen.String[Gen.Char.AlphaNumeric, 0, 40]);

    [Fact]
    public void Names_of_fields_may_be_in_small_letters()
    {
        Assert.Equal(AnswerVerdict.Whole, Read(Ok.Replace("Content-Length", "content-length"), out Answer answer));
        Assert.Equal(new Answer(Ok.Length, 200, IsLast: false), answer);
    }

    [Fact]
    public void An_answer_ends_with_its_body_and_before_what_follows()
    {
        Assert.Equal(AnswerVerdict.Whole, Read(Ok + "HTTP/1.1 503", out Answer answer));
        Assert.Equal(new Answer(Ok.Length, 200, IsLast: false), answer);
    }

    [Fact]
    public void Every_prefix_needs_more()
    {
        for (int length = 0; length < Ok.Length; length++)
            Assert.Equal(AnswerVerdict.NeedsMore, Read(Ok[..length], out _));
    }

    [Fact]
    public void A_refusal_may_say_that_the_connection_ends()
    {
        Read("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", out Answer answer);
        Assert.Equal((503, true), (answer.Status, answer.IsLast));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nDate: x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("SSH-2.0-x\r\n\r\n")]
    public void What_is_no_answer_is_bad(string text) => Assert.Equal(AnswerVerdict.Bad, Read(text, out _));

    [Fact]
    public void A_head_without_end_is_bad() =>
        Assert.Equal(AnswerVerdict.Bad, Read("HTTP/1.1 200 OK\r\nA: " + new string('x', 5000), out _));

    [Fact]
    public void A_stream_of_answers_is_taken_apart_as_it_was_put_together() => GenAnswer.List[0, 8].Sample(answers =>
    {
        string stream = string.Concat(answers.Select(answer => string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {answer.Status} Reason\r\nContent-Length: {answer.Body.Length}\r\n\r\n{answer.Body}")));
        List<int> statuses = [];
        while (Read(stream, out Answer answer) == AnswerVerdict.Whole)
        {
            statuses.Add(answer.Status);
            stream = stream[answer.Bytes..];
        }
        Assert.Equal("", stream);
        Assert.Equal(answers.Select(answer => answer.Status), statuses);
    });

    private static AnswerVerdict Read(string text, out Answer answer) =>
        AnswerReader.TryRead(Encoding.ASCII.GetBytes(text), out answer);
}
