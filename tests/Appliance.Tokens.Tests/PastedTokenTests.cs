using System.Text;

namespace Appliance.Tokens.Tests;

/// <summary>Text pasted where a token is expected.</summary>
public sealed class PastedTokenTests
{
    private static readonly Func<string, string>[] Wrappers =
    [
        text => "Bearer " + text, text => "bearer\t" + text, text => "BEARER \r\n " + text, text => $"\"{text}\"",
        text => $"'{text}'", text => $"`{text}`", text => " \t" + text, text => text + "\r\n", text => "\uFEFF" + text,
    ];

    private static readonly Gen<string> Segment =
        Gen.String[Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"], 1, 20];

    private static readonly Gen<string> Token =
        Gen.Select(Segment, Segment, Segment, (header, payload, signature) => $"{header}.{payload}.{signature}");

    [Fact]
    public void Wrappers_around_a_token_are_stripped() =>
        Gen.Select(Token, Gen.Int[0, Wrappers.Length - 1].Array[0, 6]).Sample((token, wrappers) =>
            Assert.Equal(token, Unwrap(wrappers.Aggregate(token, (text, wrapper) => Wrappers[wrapper](text)))));

    /// <summary>Nothing is removed from inside the text, so a token is never altered.</summary>
    [Fact]
    public void Unwrapped_text_is_a_substring_and_unwraps_to_itself() =>
        Gen.String[Gen.OneOf(Gen.Char["\"'` \t\r\nbBearer.\uFEFF{}%"], Gen.Char.AlphaNumeric), 0, 30].Sample(text =>
        {
            string left = Unwrap(text);
            Assert.Contains(left, text, StringComparison.Ordinal);
            Assert.Equal(left, Unwrap(left));
        });

    [Theory]
    [InlineData("\"a.b.c")]
    [InlineData("a.b.c'")]
    [InlineData("Bearera.b.c")]
    [InlineData("Basic a.b.c")]
    [InlineData("\"a.b.c'")]
    public void Unpaired_quotes_and_unknown_schemes_are_kept(string text) => Assert.Equal(text, Unwrap(text));

    [Theory]
    [InlineData("a.b.c", null)]
    [InlineData("", null)]
    [InlineData("""{"token":"a.b.c"}""", "JSON object")]
    [InlineData("wss://live.example/rtc?access_token=a.b.c&x=1", "URL")]
    [InlineData("access_token=a.b.c", "URL")]
    [InlineData("a.b .c", "after 3 characters")]
    [InlineData("a.b\n.c", "after 3 characters")]
    public void Text_that_is_not_a_token_is_described(string text, string? expected)
    {
        string? sentence = PastedToken.Describe(Encoding.UTF8.GetBytes(text));
        if (expected is null)
            Assert.Null(sentence);
        else
            Assert.Contains(expected, sentence);
    }

    private static string Unwrap(string text) =>
        Encoding.UTF8.GetString(PastedToken.Unwrap(Encoding.UTF8.GetBytes(text)));
}
