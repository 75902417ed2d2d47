using System.Text;
using Appliance.Hosting.Secrets;

namespace Appliance.Hosting.Tests;

/// <summary>Text in an unintended encoding is detected; random bytes are not mistaken for text.</summary>
public class SecretEncodingTests
{
    private const int Samples = 200_000;

    /// <summary>Stored by PowerShell and Windows editors.</summary>
    [Theory]
    [InlineData(SecretFolder.Good)]
    [InlineData(SecretFolder.Good + "\r\n")]
    [InlineData("Größe und Länge, ein Satz mit Umlauten 1234")]
    public void Utf_16_of_either_byte_order_is_rejected_with_and_without_byte_order_mark(string text)
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
    public void Utf_16_of_another_script_is_rejected_with_byte_order_mark()
    {
        UnicodeEncoding encoding = new(bigEndian: false, byteOrderMark: true);
        AssertRefused(
            [.. encoding.GetPreamble(), .. encoding.GetBytes("Очень длинный и очень тайный пароль, 12345")],
            "is text in UTF-16. ");
    }

    [Theory]
    [InlineData(SecretFolder.Good)]
    [InlineData("Größe und Länge, ein Satz mit Umlauten 1234\n")]
    public void Utf_8_is_rejected_only_with_byte_order_mark(string text)
    {
        byte[] plain = Encoding.UTF8.GetBytes(text);
        AssertRefused([.. Encoding.UTF8.GetPreamble(), .. plain], "begins with a byte order mark");
        Assert.Null(SecretEncoding.Check(plain));
    }

    /// <summary>The false-positive rate is below 2^-40 per secret.</summary>
    [Fact]
    public void Random_bytes_with_any_prefix_are_accepted()
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
    public void Encoding_error_names_the_source_and_the_conversion()
    {
        using SecretFolder secrets = new();
        string path = secrets.Put("secret", Encoding.Unicode.GetBytes(SecretFolder.Good));
        Assert.Equal(
            $"file:{path}, the token secret of app web, is text in UTF-16LE. Store it as UTF-8: "
            + "iconv -f UTF-16LE -t UTF-8 -o NEW FILE",
            Assert.Single(SecretFolder.ReadFile(path).Errors));
    }

    private static void AssertRefused(byte[] content, string beginning) =>
        Assert.StartsWith(beginning, SecretEncoding.Check(content));
}
