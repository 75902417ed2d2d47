using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Appliance.TestKit;

namespace Appliance.Tokens.Tests;

public sealed class SigningGroupTests
{
    private const int GapBytes = 7;

    private static readonly byte[][] Secrets =
        [TestIssuer.Secret, "the other secret of these tests, 42 bytes."u8.ToArray()];

    /// <summary>Lengths of constant claims and tail, and index of the key. Some are too long for a lane.</summary>
    private static readonly Gen<(int ConstantBytes, int TailBytes, int Key)> AnyToken = Gen.Select(
        Gen.Int[0, 400], Gen.Frequency((8, Gen.Int[0, 700]), (1, Gen.Int[700, 2000])), Gen.Int[0, 1]);

    /// <summary>The framework's HMAC is the oracle. Bytes between the tokens must not change.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Group_signatures_match_individual_signatures(bool usesLanes) =>
        AnyToken.Array[0, SigningGroup.CountMax].Array[1, 3].Sample(groups =>
        {
            SigningGroup group = new(usesLanes);
            foreach ((int, int, int)[] tokens in groups)
                SignAndCheck(group, tokens);
        }, iter: 300);

    [Fact]
    public void Group_is_full_at_eight_tokens_and_empty_after_signing()
    {
        SigningGroup group = new(usesLanes: true);
        byte[] buffer = new byte[8 * 512];
        for (int count = 0; count < SigningGroup.CountMax; count++)
        {
            Assert.False(group.IsFull);
            group.Add(Write((10, 20, 0), buffer.AsSpan(count * 512)), count * 512);
            Assert.False(group.IsEmpty);
        }
        Assert.True(group.IsFull);
        group.Sign(buffer);
        Assert.True(group.IsEmpty);
    }

    /// <summary>Every length around the block boundaries, together with tokens of other lengths.</summary>
    [Fact]
    public void Group_pads_every_token_length_correctly()
    {
        SigningGroup group = new(usesLanes: true);
        for (int tailBytes = 0; tailBytes < 1100; tailBytes++)
            SignAndCheck(group, [(100, tailBytes, 0), (0, 1100 - tailBytes, 1), (31, tailBytes / 2, 0)]);
    }

    [Fact]
    public void Signing_a_group_allocates_nothing()
    {
        SigningGroup group = new(usesLanes: true);
        byte[] buffer = new byte[2 * 512];
        UnsignedToken first = Write((10, 20, 0), buffer);
        UnsignedToken second = Write((10, 120, 1), buffer.AsSpan(512));
        Assert.Equal(0, Allocations.Of(() =>
        {
            group.Add(first, 0);
            group.Add(second, 512);
            group.Sign(buffer);
        }));
    }

    private static void SignAndCheck(SigningGroup group, (int ConstantBytes, int TailBytes, int Key)[] tokens)
    {
        byte[] buffer = new byte[tokens.Length * 8192 + GapBytes];
        Array.Fill(buffer, (byte)'#');
        var ends = new List<(int Start, int Length)>();
        int start = GapBytes;
        foreach ((int, int, int Key) token in tokens)
        {
            UnsignedToken unsigned = Write(token, buffer.AsSpan(start));
            group.Add(unsigned, start);
            int length = unsigned.TokenBytes;
            ends.Add((start, length));
            start += length + GapBytes;
        }
        group.Sign(buffer);
        for (int index = 0; index < tokens.Length; index++)
        {
            (int at, int length) = ends[index];
            string text = Encoding.ASCII.GetString(buffer, at, length);
            string signed = text[..text.LastIndexOf('.')];
            byte[] tag = HMACSHA256.HashData(Secrets[tokens[index].Key], Encoding.ASCII.GetBytes(signed));
            Assert.Equal(Base64Url.EncodeToString(tag), text[(signed.Length + 1)..]);
            Assert.All(buffer[(at - GapBytes)..at], gap => Assert.Equal((byte)'#', gap));
        }
    }

    private static UnsignedToken Write((int ConstantBytes, int TailBytes, int Key) token, Span<byte> destination)
    {
        TokenTemplate template = new(
            new SigningKey(Secrets[token.Key]), """{"alg":"HS256","typ":"JWT"}"""u8,
            Bytes(token.ConstantBytes));
        byte[] tail = new byte[2 + token.TailBytes];
        int leftoverBytes = template.BeginTail(tail);
        Bytes(token.TailBytes).CopyTo(tail, leftoverBytes);
        Span<byte> written = tail.AsSpan(0, leftoverBytes + token.TailBytes);
        Assert.True(template.TryWriteUnsigned(written, destination, out UnsignedToken unsigned));
        return unsigned;
    }

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 7 + count))];
}
