using System.Text;

namespace Appliance.Json.Tests;

public sealed class JsonReaderPropertyTests
{
    [Fact]
    public void Reads_every_document_as_the_framework_does() => Documents.Whole.Sample(document =>
    {
        List<string>? ours = Reading.Ours(document);
        Assert.NotNull(ours);
        Assert.Equal(Reading.Frameworks(document), ours);
    });

    [Fact]
    public void Accepts_and_refuses_damaged_documents_as_the_framework_does() => Documents.Mutated.Sample(
        document => Assert.Equal(Reading.Frameworks(document), Reading.Ours(document)), iter: 20_000);

    [Fact]
    public void Answers_any_bytes_as_the_framework_does() => Gen.Byte.Array[0, 12].Sample(
        bytes => Assert.Equal(Reading.Frameworks(bytes), Reading.Ours(bytes)), iter: 20_000);

    /// <summary>So that a caller who waits for more bytes is told to, wherever the text was cut.</summary>
    [Fact]
    public void Every_prefix_of_a_document_is_incomplete() => Documents.Whole.Sample(document =>
    {
        for (int length = 0; length < document.Length; length++)
            Assert.Equal((JsonProblem.Incomplete, length), Reading.Problem(document.AsSpan(0, length)));
    });

    [Fact]
    public void Problems_lie_within_the_text() => Documents.Mutated.Sample(document =>
    {
        (JsonProblem problem, int offset) = Reading.Problem(document);
        Assert.InRange(offset, 0, document.Length);
        if (problem is not (JsonProblem.None or JsonProblem.Incomplete))
            Assert.InRange(offset, 0, document.Length - 1);
    });

    /// <summary>A document that is cut before its problem's place has none yet: it is only incomplete.</summary>
    [Fact]
    public void What_comes_before_a_problem_is_no_problem() => Documents.Mutated.Sample(document =>
    {
        (JsonProblem problem, int offset) = Reading.Problem(document);
        if (problem is not (JsonProblem.None or JsonProblem.TrailingData))
            Assert.Equal(JsonProblem.Incomplete, Reading.Problem(document.AsSpan(0, offset)).Problem);
    });

    [Fact]
    public void Spaces_between_tokens_change_nothing() => Documents.Whole.Sample(document =>
    {
        StringBuilder spaced = new();
        JsonReader reader = new(document, JsonReader.DepthLimit);
        int end = 0;
        while (reader.Read())
        {
            spaced.Append(Encoding.UTF8.GetString(document.AsSpan(end..reader.Start))).Append(" \t\r\n");
            spaced.Append(Encoding.UTF8.GetString(document.AsSpan(reader.Start..reader.End))).Append('\n');
            end = reader.End;
        }
        Assert.Equal(Reading.Ours(document), Reading.Ours(Encoding.UTF8.GetBytes(spaced.ToString())));
    });
}
