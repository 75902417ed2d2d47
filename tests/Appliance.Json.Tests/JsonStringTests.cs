using System.Text;
using System.Text.Json;

namespace Appliance.Json.Tests;

public sealed class JsonStringTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("""\"\\\/\b\f\n\r\t""", "\"\\/\b\f\n\r\t")]
    [InlineData("""\u0000\u007f\u0080\u07ff\u0800\uffff""", "\0\u007f\u0080\u07ff\u0800\uffff")]
    [InlineData("""\ud83d\ude00x\uDBFF\uDFFF\ud800\udc00""", "\U0001f600x\U0010ffff\U00010000")]
    [InlineData("""a\u00e9é😀\\u0041""", "aéé😀\\u0041")]
    public void Escapes_are_decoded(string escaped, string text)
    {
        Assert.Equal(text, Unescape(Encoding.UTF8.GetBytes(escaped)));
    }

    [Fact]
    public void Text_escaped_by_JsonSerializer_is_decoded() => JsonGen.Text.Sample(text =>
    {
        byte[] escaped = JsonSerializer.SerializeToUtf8Bytes(text);
        return Unescape(escaped.AsSpan(1, escaped.Length - 2)) == text;
    });

    [Fact]
    public void TryUnescape_returns_false_if_the_destination_is_too_small() => JsonGen.Text.Sample(text =>
    {
        byte[] escaped = JsonSerializer.SerializeToUtf8Bytes(text);
        ReadOnlySpan<byte> content = escaped.AsSpan(1, escaped.Length - 2);
        int needed = Encoding.UTF8.GetByteCount(text);
        for (int length = 0; length < needed; length++)
            Assert.False(JsonString.TryUnescape(content, new byte[length], out _));
        Assert.True(JsonString.TryUnescape(content, new byte[needed], out int written));
        Assert.Equal(needed, written);
    });

    private static string Unescape(ReadOnlySpan<byte> escaped)
    {
        byte[] destination = new byte[escaped.Length];
        Assert.True(JsonString.TryUnescape(escaped, destination, out int written));
        return Encoding.UTF8.GetString(destination, 0, written);
    }
}
