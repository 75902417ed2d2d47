using System.Text;
using System.Text.Json;

namespace Appliance.Json.Tests;

public sealed class JsonWriterTests
{
    [Fact]
    public void String_round_trips_through_JsonSerializer_and_JsonReader() => JsonGen.Text.Sample(text =>
    {
        byte[] json = Written(text);
        Assert.Equal(text, JsonSerializer.Deserialize<string>(json));
        Assert.Equal([$"String {text}", "End"], ReaderTrace.Tokens(json));
    });

    [Fact]
    public void Every_scalar_value_round_trips()
    {
        for (int scalar = 0; scalar <= 0x10ffff; scalar += scalar < 0x3000 ? 1 : 61)
        {
            if (!Rune.IsValid(scalar))
                continue;
            string text = char.ConvertFromUtf32(scalar);
            Assert.Equal(text, JsonSerializer.Deserialize<string>(Written(text)));
        }
    }

    /// <summary>Base64url of these bytes never contains <c>-</c> or <c>_</c>, at any alignment.</summary>
    [Fact]
    public void Output_is_printable_ascii_without_bytes_that_need_dash_or_underscore_in_base64url() =>
        JsonGen.Text.Sample(text => Array.TrueForAll(
            Written(text), b => b is >= 0x20 and < 0x7f and not ((byte)'>' or (byte)'?' or (byte)'~')));

    [Fact]
    public void Plain_text_is_not_escaped()
    {
        const string Plain =
            " !#$%&'()*+,-./0123456789:;<=@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}";
        Assert.Equal($"\"{Plain}\"", Encoding.ASCII.GetString(Written(Plain)));
    }

    [Fact]
    public void Invalid_utf8_becomes_replacement_characters() => Gen.Byte.Array[0, 20].Sample(bytes =>
    {
        byte[] buffer = new byte[200];
        JsonWriter writer = new(buffer);
        writer.String(bytes);
        return JsonSerializer.Deserialize<string>(buffer.AsSpan(0, writer.Length)) == Encoding.UTF8.GetString(bytes);
    });

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-1, "-1")]
    [InlineData(long.MaxValue, "9223372036854775807")]
    [InlineData(long.MinValue, "-9223372036854775808")]
    public void Number_is_written_as_a_decimal_integer(long value, string text)
    {
        byte[] buffer = new byte[20];
        JsonWriter writer = new(buffer);
        writer.Number(value);
        Assert.Equal(text, Encoding.ASCII.GetString(buffer, 0, writer.Length));
        Assert.False(writer.Overflowed);
    }

    [Fact]
    public void Too_small_buffer_overflows_and_is_never_written_beyond_its_end() =>
        Gen.Select(JsonGen.Text, Gen.Long).Sample((text, number) =>
        {
            byte[] whole = new byte[400];
            JsonWriter writer = new(whole);
            WriteAll(ref writer, text, number);
            Assert.False(writer.Overflowed);
            for (int length = 0; length < writer.Length; length++)
            {
                byte[] guarded = new byte[length + 1];
                guarded[length] = 0xaa;
                JsonWriter small = new(guarded.AsSpan(0, length));
                WriteAll(ref small, text, number);
                Assert.True(small.Overflowed);
                Assert.Equal(length, small.Length);
                Assert.Equal(0xaa, guarded[length]);
            }
            JsonWriter exact = new(new byte[writer.Length]);
            WriteAll(ref exact, text, number);
            Assert.False(exact.Overflowed);
        });

    private static void WriteAll(ref JsonWriter writer, string text, long number)
    {
        writer.Raw("{"u8);
        writer.String(Encoding.UTF8.GetBytes(text));
        writer.Raw(":"u8);
        writer.Number(number);
        writer.Raw("}"u8);
    }

    private static byte[] Written(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        byte[] buffer = new byte[6 * utf8.Length + 2];
        JsonWriter writer = new(buffer);
        writer.String(utf8);
        Assert.False(writer.Overflowed);
        return buffer[..writer.Length];
    }
}
