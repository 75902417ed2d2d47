using System.Text;
using Appliance.Secrets;

namespace Appliance.Tests;

/// <summary>Text in an encoding that was not meant, and random bytes, which have none.</summary>
public class SecretEncodingTests
{
    private const int Samples = 200_000;

    /// <summary>As PowerShell and editors on Windows store it.</summary>
    [Theory]
    [InlineData(ReadSecrets.Good)]
    [InlineData(ReadSecrets.Good + "\r\n")]
    [InlineData("Größe und Länge, ein Satz mit Umlauten 1234")]
    public void UTF_16_is_refused_in_either_order_with_and_without_a_byte_order_mark(string text)
    {
        foreach ((bool isBigEndian, string name) in new[] { (false, "UTF-16LE"), (true, "UTF-16BE") })
        {
            UnicodeEncoding encoding = new(isBigEndian, byteOrderMark: true);
            byte[] plain = encoding.GetBytes(text);
            AssertRefused(plain, $"is text in {name}. ");
            AssertRefused([.. encoding.GetPreamble(), .. plain], "is text in UTF-16. ");
        }
    }

    [Fact]
    public void UTF_16_of_another_script_is_refused_where_it_has_a_byte_order_mark()
    {
        UnicodeEncoding encoding = new(bigEndian: false, byteOrderMark: true);
        AssertRefused(
            [.. encoding.GetPreamble(), .. encoding.GetBytes("Очень длинный и очень тайный пароль, 12345")],
            "is text in UTF-16. ");
    }

    [Theory]
    [InlineData(ReadSecrets.Good)]
    [InlineData("Größe und Länge, ein Satz mit Umlauten 1234\n")]
    public void UTF_8_is_refused_with_a_byte_order_mark_alone(string text)
    {
        byte[] plain = Encoding.UTF8.GetBytes(text);
        AssertRefused([.. Encoding.UTF8.GetPreamble(), .. plain], "begins with a byte order mark");
        Assert.Null(SecretEncoding.Check(plain));
    }

    /// <summary>The probability is below 2^-40 for each.</summary>
    [Fact]
    public void Random_bytes_are_taken_whatever_they_begin_with()
    {
        Random random = new(1);
        foreach (byte[] start in (byte[][])[[], [0xFF, 0xFE], [0xFE, 0xFF], [0xEF, 0xBB, 0xBF]])
        {
            for (int sample = 0; sample < Samples; sample++)
            {
                byte[] secret = new byte[32 + sample % 33];
                random.NextBytes(secret);
                start.CopyTo(secret, 0);
                Assert.Null(SecretEncoding.Check(secret));
            }
        }
    }

    [Fact]
    public void The_refusal_names_the_place_and_says_how_to_convert()
    {
        using ReadSecrets secrets = new();
        string path = secrets.Put("secret", Encoding.Unicode.GetBytes(ReadSecrets.Good));
        Assert.Equal(
            $"file:{path}, the token secret of app web, is text in UTF-16LE. Store it as UTF-8: "
            + "iconv -f UTF-16LE -t UTF-8 -o NEW FILE",
            Assert.Single(ReadSecrets.ReadFile(path).Errors));
    }

    private static void AssertRefused(byte[] content, string beginning) =>
        Assert.StartsWith(beginning, SecretEncoding.Check(content));
}
