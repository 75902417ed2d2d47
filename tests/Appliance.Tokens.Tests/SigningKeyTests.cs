using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Appliance.Tokens.Tests;

public sealed class SigningKeyTests
{
    [Theory]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(500)]
    public void Key_of_a_random_secret_matches_the_framework(int secretBytes)
    {
        byte[] secret = RandomNumberGenerator.GetBytes(secretBytes);
        Assert.Equal(KeyVerdict.Ok, SigningKey.TryCreate(secret, out SigningKey? key));

        byte[] tag = new byte[SigningKey.TagBytes];
        key!.Mac("message"u8, tag);

        Assert.Equal(HMACSHA256.HashData(secret, "message"u8), tag);
    }

    [Fact]
    public void Secret_under_32_bytes_is_too_short()
    {
        for (int length = 0; length < SigningKey.SecretBytesMin; length++)
            AssertRejected(KeyVerdict.TooShort, RandomNumberGenerator.GetBytes(length));
    }

    [Theory]
    [InlineData(0x00, 32)]
    [InlineData(0x00, 64)]
    [InlineData(0xff, 32)]
    [InlineData((byte)'x', 100)]
    public void Secret_of_one_repeated_byte_is_rejected(byte repeated, int length)
    {
        byte[] secret = new byte[length];
        secret.AsSpan().Fill(repeated);
        AssertRejected(KeyVerdict.OneByteRepeated, secret);
    }

    [Theory]
    [InlineData("a-string-secret-at-least-256-bits-long")]
    [InlineData("super-secret-jwt-token-with-at-least-32-characters-long")]
    [InlineData("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")]
    [InlineData("hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`")]
    public void Published_sample_secret_is_rejected(string secret) =>
        AssertRejected(KeyVerdict.Sample, Encoding.UTF8.GetBytes(secret));

    [Theory]
    [InlineData("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")]
    [InlineData("hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    public void Decoded_bytes_of_a_published_sample_secret_are_rejected(string secret) =>
        AssertRejected(KeyVerdict.Sample, Base64Url.DecodeFromUtf8(Encoding.ASCII.GetBytes(secret)));

    [Fact]
    public void Every_verdict_has_a_distinct_message()
    {
        Assert.Distinct(Enum.GetValues<KeyVerdict>().Select(KeyVerdicts.Describe));
        Assert.Distinct(Enum.GetValues<TokenVerdict>().Select(TokenVerdicts.Describe));
        Assert.Distinct(Enum.GetValues<IssueVerdict>().Select(IssueVerdicts.Describe));
    }

    private static void AssertRejected(KeyVerdict verdict, ReadOnlySpan<byte> secret)
    {
        Assert.Equal(verdict, SigningKey.TryCreate(secret, out SigningKey? key));
        Assert.Null(key);
    }
}
