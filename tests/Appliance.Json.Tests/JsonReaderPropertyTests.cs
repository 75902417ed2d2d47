using System.Text;

namespace Appliance.Json.Tests;

public sealed class JsonReaderPropertyTests
{
    [Fact]
    public void Valid_document_yields_the_same_tokens_as_Utf8JsonReader() => JsonGen.Document.Sample(document =>
    {
        List<string>? tokens = ReaderTrace.Tokens(document);
        Assert.NotNull(tokens);
        Assert.Equal(ReaderTrace.FrameworkTokens(document), tokens);
    });

    [Fact]
    public void Mutated_document_gets_the_same_result_as_from_Utf8JsonReader() => JsonGen.MutatedDocument.Sample(
        document => Assert.Equal(ReaderTrace.FrameworkTokens(document), ReaderTrace.Tokens(document)), iter: 20_000);

    [Fact]
    public void Random_bytes_yield_the_same_result_as_Utf8JsonReader() => Gen.Byte.Array[0, 12].Sample(
        bytes => Assert.Equal(ReaderTrace.FrameworkTokens(bytes), ReaderTrace.Tokens(bytes)), iter: 20_000);

    /// <summary>A caller can wait for more bytes wherever the text was split.</summary>
    [Fact]
    public void Every_prefix_of_a_document_is_incomplete() => JsonGen.Document.Sample(document =>
    {
        for (int length = 0; length < document.Length; length++)
            Assert.Equal((JsonError.Incomplete, length), ReaderTrace.FirstError(document.AsSpan(0, length)));
    });

    [Fact]
    public void Error_offset_lies_within_the_text() => JsonGen.MutatedDocument.Sample(document =>
    {
        (JsonError error, int offset) = ReaderTrace.FirstError(document);
        Assert.InRange(offset, 0, document.Length);
        if (error is not (JsonError.None or JsonError.Incomplete))
            Assert.InRange(offset, 0, document.Length - 1);
    });

    /// <summary>The reader reports an error at the first byte that makes the text invalid, not later.</summary>
    [Fact]
    public void Text_before_an_error_offset_is_only_incomplete() => JsonGen.MutatedDocument.Sample(document =>
    {
        (JsonError error, int offset) = ReaderTrace.FirstError(document);
        if (error is not (JsonError.None or JsonError.TrailingData))
            Assert.Equal(JsonError.Incomplete, ReaderTrace.FirstError(document.AsSpan(0, offset)).Error);
    });

    [Fact]
    public void White_space_between_tokens_does_not_change_the_tokens() => JsonGen.Document.Sample(document =>
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
        Assert.Equal(ReaderTrace.Tokens(document), ReaderTrace.Tokens(Encoding.UTF8.GetBytes(spaced.ToString())));
    });
}
