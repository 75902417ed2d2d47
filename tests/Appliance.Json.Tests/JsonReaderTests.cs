using System.Text;

namespace Appliance.Json.Tests;

public sealed class JsonReaderTests
{
    [Theory]
    [InlineData("", JsonProblem.Incomplete, 0)]
    [InlineData("  ", JsonProblem.Incomplete, 2)]
    [InlineData("{\"a\" ", JsonProblem.Incomplete, 5)]
    [InlineData("[1, ", JsonProblem.Incomplete, 4)]
    [InlineData("tru", JsonProblem.Incomplete, 3)]
    [InlineData("[n", JsonProblem.Incomplete, 2)]
    [InlineData("-", JsonProblem.Incomplete, 1)]
    [InlineData("1.", JsonProblem.Incomplete, 2)]
    [InlineData("1e", JsonProblem.Incomplete, 2)]
    [InlineData("1e+", JsonProblem.Incomplete, 3)]
    [InlineData("\"a\\", JsonProblem.Incomplete, 3)]
    [InlineData("\"\\u12", JsonProblem.Incomplete, 5)]
    [InlineData("\"\\ud83d\\", JsonProblem.Incomplete, 8)]
    [InlineData("[,1]", JsonProblem.ExpectedValue, 1)]
    [InlineData("[1,]", JsonProblem.ExpectedValue, 3)]
    [InlineData("trux", JsonProblem.ExpectedValue, 0)]
    [InlineData("nul ", JsonProblem.ExpectedValue, 0)]
    [InlineData("'a'", JsonProblem.ExpectedValue, 0)]
    [InlineData("+1", JsonProblem.ExpectedValue, 0)]
    [InlineData(".5", JsonProblem.ExpectedValue, 0)]
    [InlineData("\ufeff{}", JsonProblem.ExpectedValue, 0)]
    [InlineData("{\"a\":}", JsonProblem.ExpectedValue, 5)]
    [InlineData("{a:1}", JsonProblem.ExpectedName, 1)]
    [InlineData("{\"a\":1,}", JsonProblem.ExpectedName, 7)]
    [InlineData("{,}", JsonProblem.ExpectedName, 1)]
    [InlineData("{\"a\" 1}", JsonProblem.ExpectedColon, 5)]
    [InlineData("[1 2]", JsonProblem.ExpectedCommaOrEnd, 3)]
    [InlineData("[1}", JsonProblem.ExpectedCommaOrEnd, 2)]
    [InlineData("{\"a\":1]", JsonProblem.ExpectedCommaOrEnd, 6)]
    [InlineData("[truex]", JsonProblem.ExpectedCommaOrEnd, 5)]
    [InlineData("{} {}", JsonProblem.TrailingData, 3)]
    [InlineData("1,", JsonProblem.TrailingData, 1)]
    [InlineData("{}\0", JsonProblem.TrailingData, 2)]
    [InlineData("01", JsonProblem.BadNumber, 0)]
    [InlineData("[-01]", JsonProblem.BadNumber, 1)]
    [InlineData("[01", JsonProblem.BadNumber, 1)]
    [InlineData("00", JsonProblem.BadNumber, 0)]
    [InlineData("[1.]", JsonProblem.BadNumber, 1)]
    [InlineData("[1.e1]", JsonProblem.BadNumber, 1)]
    [InlineData("[1e-]", JsonProblem.BadNumber, 1)]
    [InlineData("[-]", JsonProblem.BadNumber, 1)]
    [InlineData("\"a\\x\"", JsonProblem.BadEscape, 2)]
    [InlineData("\"\\u00g0\"", JsonProblem.BadEscape, 1)]
    [InlineData("\"\\U0041\"", JsonProblem.BadEscape, 1)]
    [InlineData("\"a\nb\"", JsonProblem.ControlCharacter, 2)]
    [InlineData("{\"\0\":1}", JsonProblem.ControlCharacter, 2)]
    [InlineData("\"\\ud800\"", JsonProblem.LoneSurrogate, 1)]
    [InlineData("\"\\udc00\"", JsonProblem.LoneSurrogate, 1)]
    [InlineData("\"\\ud800\\n\"", JsonProblem.LoneSurrogate, 1)]
    [InlineData("\"\\ud800\\ud800\"", JsonProblem.LoneSurrogate, 1)]
    public void Names_the_first_problem_and_its_place(string text, JsonProblem problem, int offset) =>
        Assert.Equal((problem, offset), Reading.Problem(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("2280", JsonProblem.BadUtf8)]
    [InlineData("22c022", JsonProblem.BadUtf8)]
    [InlineData("22c0af22", JsonProblem.BadUtf8)]
    [InlineData("22e0808022", JsonProblem.BadUtf8)]
    [InlineData("22eda08022", JsonProblem.BadUtf8)]
    [InlineData("22f08080af22", JsonProblem.BadUtf8)]
    [InlineData("22f490808022", JsonProblem.BadUtf8)]
    [InlineData("22f5", JsonProblem.BadUtf8)]
    [InlineData("22e282", JsonProblem.Incomplete)]
    [InlineData("22e28228", JsonProblem.BadUtf8)]
    [InlineData("22e080", JsonProblem.BadUtf8)]
    [InlineData("22eda0", JsonProblem.BadUtf8)]
    [InlineData("22f490", JsonProblem.BadUtf8)]
    [InlineData("22f0", JsonProblem.Incomplete)]
    [InlineData("22f09f98", JsonProblem.Incomplete)]
    [InlineData("22f09f9822", JsonProblem.BadUtf8)]
    public void Tells_utf8_cut_short_from_utf8_that_is_wrong(string hex, JsonProblem problem)
    {
        byte[] text = Convert.FromHexString(hex);
        int offset = problem == JsonProblem.Incomplete ? text.Length : 1;
        Assert.Equal((problem, offset), Reading.Problem(text));
    }

    [Fact]
    public void Gives_each_token_its_place_and_text()
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
        Assert.Equal(JsonProblem.None, reader.Problem);
    }

    [Fact]
    public void Nesting_is_allowed_to_the_limit_and_not_beyond()
    {
        for (int depth = 1; depth <= JsonReader.DepthLimit; depth++)
        {
            string arrays = new string('[', depth) + new string(']', depth);
            string objects = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
            Assert.Equal(JsonProblem.None, Reading.Problem(arrays, depth));
            Assert.Equal(JsonProblem.None, Reading.Problem(objects, depth));
            Assert.Equal(JsonProblem.TooDeep, Reading.Problem(arrays, depth - 1));
            Assert.Equal(JsonProblem.TooDeep, Reading.Problem(objects, depth - 1));
            Assert.Equal(
                (JsonProblem.TooDeep, depth - 1), Reading.Problem(Encoding.ASCII.GetBytes(arrays), depth - 1));
        }
        Assert.Equal(JsonProblem.TooDeep, Reading.Problem(new string('[', 100_000), int.MaxValue));
    }

    [Fact]
    public void Objects_and_arrays_close_as_they_opened_at_every_depth() =>
        Gen.Bool.Array[1, JsonReader.DepthLimit].Sample(levels =>
        {
            string opened = string.Concat(levels.Select(isObject => isObject ? "{\"a\":" : "["));
            string closed = string.Concat(levels.Reverse().Select(isObject => isObject ? "}" : "]"));
            string crossed = (closed[0] == '}' ? "]" : "}") + closed[1..];
            Assert.Equal(JsonProblem.None, Reading.Problem(opened + "0" + closed));
            Assert.Equal(JsonProblem.ExpectedCommaOrEnd, Reading.Problem(opened + "0" + crossed));
        });

    [Fact]
    public void Skip_steps_over_any_value()
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
    public void Skip_stops_at_a_problem_inside()
    {
        JsonReader reader = new("""{"a":{"b":[1,}]},"d":2}"""u8, 8);
        Assert.True(reader.Read() && reader.Read());
        Assert.False(reader.Skip());
        Assert.Equal((JsonProblem.ExpectedValue, 13), (reader.Problem, reader.ProblemOffset));
        Assert.False(reader.Read());
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        byte[] document = """{"room_id":"r\u0031","list":[1,2,{"a":"é😀"}],"x":null}"""u8.ToArray();
        byte[] name = new byte[64];
        void Read()
        {
            JsonReader reader = new(document, 8);
            while (reader.Read())
            {
                if (reader.Kind is JsonTokenKind.Name or JsonTokenKind.String)
                    reader.TryCopyString(name, out _);
            }
        }

        Read();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Read();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
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
