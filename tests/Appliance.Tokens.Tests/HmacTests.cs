using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.Tokens.Tests;

public sealed class HmacTests
{
    private static readonly string Aa131 = string.Concat(Enumerable.Repeat("aa", 131));

    /// <summary>RFC 4231, sections 4.2 to 4.8: key, message and tag in hex; the fifth tag is truncated.</summary>
    public static TheoryData<string, string, string> Rfc4231 { get; } = new()
    {
        {
            string.Concat(Enumerable.Repeat("0b", 20)), Hex("Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        },
        {
            Hex("Jefe"), Hex("what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        },
        {
            string.Concat(Enumerable.Repeat("aa", 20)), string.Concat(Enumerable.Repeat("dd", 50)),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        },
        {
            "0102030405060708090a0b0c0d0e0f10111213141516171819", string.Concat(Enumerable.Repeat("cd", 50)),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        },
        {
            string.Concat(Enumerable.Repeat("0c", 20)), Hex("Test With Truncation"),
            "a3b6167473100ee06e0c796c2955552b"
        },
        {
            Aa131, Hex("Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        },
        {
            Aa131,
            Hex("This is a test using a larger than block-size key and a larger than block-size data. The key needs "
                + "to be hashed before being used by the HMAC algorithm."),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        },
    };

    [Theory]
    [MemberData(nameof(Rfc4231))]
    public void Hmac_matches_the_test_vectors_of_RFC_4231(string key, string message, string tag) =>
        Assert.StartsWith(tag, Mac(Convert.FromHexString(key), Convert.FromHexString(message)));

    /// <summary>The signing input is used as received: the decoded header and payload contain line ends.</summary>
    [Fact]
    public void Hmac_matches_the_example_of_RFC_7515_appendix_A_1()
    {
        byte[] key = Base64Url.DecodeFromUtf8(
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"u8);
        ReadOnlySpan<byte> signingInput =
            """
            eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt
            """u8;
        byte[] message = [.. signingInput, .. "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"u8];

        Span<byte> tag = stackalloc byte[SigningKey.TagBytes];
        new SigningKey(key).Mac(message, tag);

        Assert.Equal("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", Base64Url.EncodeToString(tag));
    }

    [Fact]
    public void Hmac_matches_the_framework_on_random_keys_and_messages() =>
        Gen.Select(Gen.Byte.Array[0, 150], Gen.Byte.Array[0, 500]).Sample((key, message) =>
            Mac(key, message) == Convert.ToHexStringLower(HMACSHA256.HashData(key, message)));

    /// <summary>Published tags, some truncated, some deliberately wrong.</summary>
    [RequiresFact(Needs.SharedCases)]
    public void Hmac_matches_the_published_test_vectors()
    {
        int cases = 0;
        foreach (JsonElement vector in SharedCases.Read("crypto_vectors.jsonl"))
        {
            if (vector.GetProperty("type").GetString() != "hmac-sha256")
                continue;
            string mac = Mac(
                Convert.FromHexString(vector.GetProperty("key_hex").GetString()!),
                Convert.FromHexString(vector.GetProperty("msg_hex").GetString()!));
            string tag = vector.GetProperty("tag_hex").GetString()!;
            bool valid = mac[..(vector.GetProperty("tag_bits").GetInt32() / 4)] == tag;
            Assert.True(
                valid == (vector.GetProperty("result").GetString() == "valid"), vector.GetProperty("id").GetString());
            cases++;
        }
        Assert.True(cases >= 28, $"only {cases} cases");
    }

    private static string Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        Span<byte> tag = stackalloc byte[SigningKey.TagBytes];
        new SigningKey(key).Mac(message, tag);
        return Convert.ToHexStringLower(tag);
    }

    private static string Hex(string ascii) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(ascii));
}
