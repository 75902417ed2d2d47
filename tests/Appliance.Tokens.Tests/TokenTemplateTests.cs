using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Appliance.Tokens.Tests;

public sealed class TokenTemplateTests
{
    private static readonly byte[] Secret = "the secret of these tests, 36 bytes."u8.ToArray();
    private static readonly SigningKey Key = new(Secret);
    private static readonly byte[] Header = """{"alg":"HS256","typ":"JWT"}"""u8.ToArray();

    /// <summary>For every split of a payload into a constant and a varying part.</summary>
    [Fact]
    public void Template_matches_straightforward_signing_for_every_length_of_constant_claims()
    {
        byte[] payload = RandomNumberGenerator.GetBytes(400);
        for (int constant = 0; constant <= 200; constant++)
        {
            for (int varying = 0; varying <= 200; varying += 1 + constant % 7)
            {
                ReadOnlySpan<byte> whole = payload.AsSpan(0, constant + varying);
                Assert.Equal(StraightforwardToken(whole), Templated(whole[..constant], whole[constant..]));
            }
        }
    }

    [Fact]
    public void Template_writes_nothing_to_a_destination_that_is_too_small()
    {
        TokenTemplate template = new(Key, Header, """{"a":"""u8);
        byte[] tail = new byte[16];
        int leftoverBytes = template.BeginTail(tail);
        "1}"u8.CopyTo(tail.AsSpan(leftoverBytes));
        ReadOnlySpan<byte> written = tail.AsSpan(0, leftoverBytes + 2);
        byte[] destination = new byte[200];

        Assert.True(template.TryWrite(written, destination, out int tokenBytes));
        for (int length = 0; length < tokenBytes; length++)
        {
            byte[] small = new byte[length];
            Assert.False(template.TryWrite(written, small, out int none));
            Assert.Equal(0, none);
            Assert.False(small.AsSpan().ContainsAnyExcept((byte)0));
        }
        Assert.True(template.TryWrite(written, new byte[tokenBytes], out _));
    }

    private static string Templated(ReadOnlySpan<byte> constant, ReadOnlySpan<byte> varying)
    {
        TokenTemplate template = new(Key, Header, constant);
        byte[] tail = new byte[2 + varying.Length];
        int leftoverBytes = template.BeginTail(tail);
        varying.CopyTo(tail.AsSpan(leftoverBytes));
        byte[] destination = new byte[1000];
        Assert.True(template.TryWrite(tail.AsSpan(0, leftoverBytes + varying.Length), destination, out int tokenBytes));
        return Encoding.ASCII.GetString(destination, 0, tokenBytes);
    }

    private static string StraightforwardToken(ReadOnlySpan<byte> payload)
    {
        string signed = Base64Url.EncodeToString(Header)
            + "." + Base64Url.EncodeToString(payload);
        return signed + "." + Base64Url.EncodeToString(HMACSHA256.HashData(Secret, Encoding.ASCII.GetBytes(signed)));
    }
}
