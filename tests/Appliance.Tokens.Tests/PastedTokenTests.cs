using System.Text;

namespace Appliance.Tokens.Tests;

/// <summary>What people paste in the place of a token.</summary>
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
    public void Whatever_stands_around_a_token_is_taken_off() =>
        Gen.Select(Token, Gen.Int[0, Wrappers.Length - 1].Array[0, 6]).Sample((token, wrappers) =>
            Assert.Equal(token, Unwrap(wrappers.Aggregate(token, (text, place) => Wrappers[place](text)))));

    /// <summary>A token is never mended: nothing is taken out of its inside, whatever the text is.</summary>
    [Fact]
    public void What_is_left_is_a_part_of_the_text_that_unwraps_to_itself() =>
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
    public void What_cannot_be_taken_off_stays(string text) => Assert.Equal(text, Unwrap(text));

    [Theory]
    [InlineData("a.b.c", null)]
    [InlineData("", null)]
    [InlineData("{\"token\":\"a.b.c\"}", "JSON object")]
    [InlineData("wss://live.example/rtc?access_token=a.b.c&x=1", "URL")]
    [InlineData("access_token=a.b.c", "URL")]
    [InlineData("a.b .c", "after 3 characters")]
    [InlineData("a.b\n.c", "after 3 characters")]
    public void What_is_found_instead_of_a_token_is_told(string text, string? told)
    {
        string? sentence = PastedToken.Describe(Encoding.UTF8.GetBytes(text));
        if (told is null)
            Assert.Null(sentence);
        else
            Assert.Contains(told, sentence);
    }

    private static string Unwrap(string text) =>
        Encoding.UTF8.GetString(PastedToken.Unwrap(Encoding.UTF8.GetBytes(text)));
}
