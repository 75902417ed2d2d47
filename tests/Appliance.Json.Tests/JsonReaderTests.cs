using System.Text;
using Appliance.TestKit;

namespace Appliance.Json.Tests;

public sealed class JsonReaderTests
{
    [Theory]
    [InlineData("", JsonError.Incomplete, 0)]
    [InlineData("  ", JsonError.Incomplete, 2)]
    [InlineData("""{"a" """, JsonError.Incomplete, 5)]
    [InlineData("[1, ", JsonError.Incomplete, 4)]
    [InlineData("tru", JsonError.Incomplete, 3)]
    [InlineData("[n", JsonError.Incomplete, 2)]
    [InlineData("-", JsonError.Incomplete, 1)]
    [InlineData("1.", JsonError.Incomplete, 2)]
    [InlineData("1e", JsonError.Incomplete, 2)]
    [InlineData("1e+", JsonError.Incomplete, 3)]
    [InlineData("\"a\\", JsonError.Incomplete, 3)]
    [InlineData("\"\\u12", JsonError.Incomplete, 5)]
    [InlineData("\"\\ud83d\\", JsonError.Incomplete, 8)]
    [InlineData("[,1]", JsonError.ExpectedValue, 1)]
    [InlineData("[1,]", JsonError.ExpectedValue, 3)]
    [InlineData("trux", JsonError.ExpectedValue, 0)]
    [InlineData("nul ", JsonError.ExpectedValue, 0)]
    [InlineData("'a'", JsonError.ExpectedValue, 0)]
    [InlineData("+1", JsonError.ExpectedValue, 0)]
    [InlineData(".5", JsonError.ExpectedValue, 0)]
    [InlineData("\ufeff{}", JsonError.ExpectedValue, 0)]
    [InlineData("""{"a":}""", JsonError.ExpectedValue, 5)]
    [InlineData("{a:1}", JsonError.ExpectedName, 1)]
    [InlineData("""{"a":1,}""", JsonError.ExpectedName, 7)]
    [InlineData("{,}", JsonError.ExpectedName, 1)]
    [InlineData("""{"a" 1}""", JsonError.ExpectedColon, 5)]
    [InlineData("[1 2]", JsonError.ExpectedCommaOrEnd, 3)]
    [InlineData("[1}", JsonError.ExpectedCommaOrEnd, 2)]
    [InlineData("""{"a":1]""", JsonError.ExpectedCommaOrEnd, 6)]
    [InlineData("[truex]", JsonError.ExpectedCommaOrEnd, 5)]
    [InlineData("{} {}", JsonError.TrailingData, 3)]
    [InlineData("1,", JsonError.TrailingData, 1)]
    [InlineData("{}\0", JsonError.TrailingData, 2)]
    [InlineData("01", JsonError.BadNumber, 0)]
    [InlineData("[-01]", JsonError.BadNumber, 1)]
    [InlineData("[01", JsonError.BadNumber, 1)]
    [InlineData("00", JsonError.BadNumber, 0)]
    [InlineData("[1.]", JsonError.BadNumber, 1)]
    [InlineData("[1.e1]", JsonError.BadNumber, 1)]
    [InlineData("[1e-]", JsonError.BadNumber, 1)]
    [InlineData("[-]", JsonError.BadNumber, 1)]
    [InlineData("\"a\\x\"", JsonError.BadEscape, 2)]
    [InlineData("\"\\u00g0\"", JsonError.BadEscape, 1)]
    [InlineData("\"\\U0041\"", JsonError.BadEscape, 1)]
    [InlineData("\"a\nb\"", JsonError.ControlCharacter, 2)]
    [InlineData("{\"\0\":1}", JsonError.ControlCharacter, 2)]
    [InlineData("\"\\ud800\"", JsonError.LoneSurrogate, 1)]
    [InlineData("\"\\udc00\"", JsonError.LoneSurrogate, 1)]
    [InlineData("\"\\ud800\\n\"", JsonError.LoneSurrogate, 1)]
    [InlineData("\"\\ud800\\ud800\"", JsonError.LoneSurrogate, 1)]
    public void Malformed_text_reports_the_first_error_and_its_offset(string text, JsonError error, int offset) =>
        Assert.Equal((error, offset), ReaderTrace.FirstError(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("2280", JsonError.BadUtf8)]
    [InlineData("22c022", JsonError.BadUtf8)]
    [InlineData("22c0af22", JsonError.BadUtf8)]
    [InlineData("22e0808022", JsonError.BadUtf8)]
    [InlineData("22eda08022", JsonError.BadUtf8)]
    [InlineData("22f08080af22", JsonError.BadUtf8)]
    [InlineData("22f490808022", JsonError.BadUtf8)]
    [InlineData("22f5", JsonError.BadUtf8)]
    [InlineData("22e282", JsonError.Incomplete)]
    [InlineData("22e28228", JsonError.BadUtf8)]
    [InlineData("22e080", JsonError.BadUtf8)]
    [InlineData("22eda0", JsonError.BadUtf8)]
    [InlineData("22f490", JsonError.BadUtf8)]
    [InlineData("22f0", JsonError.Incomplete)]
    [InlineData("22f09f98", JsonError.Incomplete)]
    [InlineData("22f09f9822", JsonError.BadUtf8)]
    public void Incomplete_utf8_is_distinguished_from_invalid_utf8(string hex, JsonError error)
    {
        byte[] text = Convert.FromHexString(hex);
        int offset = error == JsonError.Incomplete ? text.Length : 1;
        Assert.Equal((error, offset), ReaderTrace.FirstError(text));
    }

    [Fact]
    public void Token_has_kind_start_raw_text_depth_and_end()
    {
        JsonReader reader = new(""" {"a\u0062": [-1.5e3, "x\n"], "c": true} """u8, 8);
        AssertNext(ref reader, JsonTokenKind.ObjectStart, 1, "{", depth: 1);
        AssertNext(ref reader, JsonTokenKind.Name, 2, "a\\u0062", depth: 1);
        Assert.True(reader.HasEscapes);
        AssertNext(ref reader, JsonTokenKind.ArrayStart, 13, "[", depth: 2);
        AssertNext(ref reader, JsonTokenKind.Number, 14, "-1.5e3", depth: 2);
        AssertNext(ref reader, JsonTokenKind.String, 22, "x\\n", depth: 2);
        AssertNext(ref reader, JsonTokenKind.ArrayEnd, 27, "]", depth: 1);
        AssertNext(ref reader, JsonTokenKind.Name, 30, "c", depth: 1);
        Assert.False(reader.HasEscapes);
        AssertNext(ref reader, JsonTokenKind.True, 35, "true", depth: 1);
        AssertNext(ref reader, JsonTokenKind.ObjectEnd, 39, "}", depth: 0);
        AssertNext(ref reader, JsonTokenKind.End, 41, "", depth: 0);
        Assert.False(reader.Read());
        Assert.Equal(JsonError.None, reader.Error);
    }

    [Fact]
    public void Nesting_beyond_the_depth_limit_is_too_deep()
    {
        for (int depth = 1; depth <= JsonReader.DepthLimit; depth++)
        {
            string arrays = new string('[', depth) + new string(']', depth);
            string objects = string.Concat(Enumerable.Repeat("""{"a":""", depth)) + "1" + new string('}', depth);
            Assert.Equal(JsonError.None, ReaderTrace.ErrorOf(arrays, depth));
            Assert.Equal(JsonError.None, ReaderTrace.ErrorOf(objects, depth));
            Assert.Equal(JsonError.TooDeep, ReaderTrace.ErrorOf(arrays, depth - 1));
            Assert.Equal(JsonError.TooDeep, ReaderTrace.ErrorOf(objects, depth - 1));
            Assert.Equal(
                (JsonError.TooDeep, depth - 1), ReaderTrace.FirstError(Encoding.ASCII.GetBytes(arrays), depth - 1));
        }
        Assert.Equal(JsonError.TooDeep, ReaderTrace.ErrorOf(new string('[', 100_000), int.MaxValue));
    }

    [Fact]
    public void Closing_bracket_must_match_its_opening_bracket_at_every_depth() =>
        Gen.Bool.Array[1, JsonReader.DepthLimit].Sample(levels =>
        {
            string opened = string.Concat(levels.Select(isObject => isObject ? """{"a":""" : "["));
            string closed = string.Concat(levels.Reverse().Select(isObject => isObject ? "}" : "]"));
            string crossed = (closed[0] == '}' ? "]" : "}") + closed[1..];
            Assert.Equal(JsonError.None, ReaderTrace.ErrorOf(opened + "0" + closed));
            Assert.Equal(JsonError.ExpectedCommaOrEnd, ReaderTrace.ErrorOf(opened + "0" + crossed));
        });

    [Fact]
    public void Skip_moves_to_the_last_token_of_the_value()
    {
        JsonReader reader = new("""{"a":{"b":[1,{"c":"}"}]},"d":2}"""u8, 8);
        Assert.True(reader.Read() && reader.Read() && reader.Skip());
        Assert.Equal(JsonTokenKind.ObjectEnd, reader.Kind);
        Assert.True(reader.Read());
        Assert.Equal("d", Encoding.ASCII.GetString(reader.Raw));
        Assert.True(reader.Skip());
        Assert.Equal("2", Encoding.ASCII.GetString(reader.Raw));
        Assert.True(reader.Read() && reader.Read());
        Assert.Equal(JsonTokenKind.End, reader.Kind);
    }

    [Fact]
    public void Skip_returns_false_at_an_error_inside_the_value()
    {
        JsonReader reader = new("""{"a":{"b":[1,}]},"d":2}"""u8, 8);
        Assert.True(reader.Read() && reader.Read());
        Assert.False(reader.Skip());
        Assert.Equal((JsonError.ExpectedValue, 13), (reader.Error, reader.ErrorOffset));
        Assert.False(reader.Read());
    }

    [Fact]
    public void Reading_a_document_allocates_nothing()
    {
        byte[] document = """{"room_id":"r\u0031","list":[1,2,{"a":"é😀"}],"x":null}"""u8.ToArray();
        byte[] name = new byte[64];
        Assert.Equal(0, Allocations.Of(() =>
        {
            JsonReader reader = new(document, 8);
            while (reader.Read())
            {
                if (reader.Kind is JsonTokenKind.Name or JsonTokenKind.String)
                    reader.TryCopyString(name, out _);
            }
        }));
    }

    private static void AssertNext(ref JsonReader reader, JsonTokenKind kind, int start, string raw, int depth)
    {
        Assert.True(reader.Read());
        Assert.Equal(kind, reader.Kind);
        Assert.Equal(start, reader.Start);
        Assert.Equal(raw, Encoding.ASCII.GetString(reader.Raw));
        Assert.Equal(depth, reader.Depth);
        int quotes = kind is JsonTokenKind.Name or JsonTokenKind.String ? 2 : 0;
        Assert.Equal(start + raw.Length + quotes, reader.End);
    }
}
