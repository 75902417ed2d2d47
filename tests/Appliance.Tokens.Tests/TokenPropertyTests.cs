using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Appliance.Json;

namespace Appliance.Tokens.Tests;

public sealed class TokenPropertyTests
{
    private const string Awkward = ">?~\u007f\"\\/\0\n\u001f\u0080\u00ff";

    /// <summary>All Unicode scalar values; more often DEL, control characters, quotes and supplementary
    /// planes.</summary>
    private static readonly Gen<string> Text = Gen.Frequency(
            (2, Gen.Int[0x20, 0x7e]),
            (2, Gen.Int[0, Awkward.Length - 1].Select(i => (int)Awkward[i])),
            (1, Gen.Int[0x80, 0xd7ff]),
            (1, Gen.Int[0xe000, 0xffff]),
            (1, Gen.Int[0x10000, 0x10ffff]))
        .Array[0, 60].Select(scalars => string.Concat(scalars.Select(char.ConvertFromUtf32)));

    private static readonly Regex PlainPayload = new(@"^[A-Za-z0-9_-]{36}\.[A-Za-z0-9]+\.[A-Za-z0-9_-]{43}$");

    [Fact]
    public void Arbitrary_text_round_trips_and_payload_is_readable_with_atob() =>
        Gen.Select(Text.Where(text => text.Length <= 16), Text, Text, Text).Sample((room, user, name, data) =>
        {
            string token = TestIssuer.Token(SampleApp.Moderator, room, user, name, DataObject(data));

            Assert.Matches(PlainPayload, token);
            JsonElement claims =
                JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement;
            Assert.Equal(room, claims.GetProperty("room_id").GetString());
            Assert.Equal(user, claims.GetProperty("user_ref").GetString());
            Assert.Equal(name, claims.GetProperty("name").GetString());
            Assert.Equal(data, claims.GetProperty("data").GetProperty(data).GetString());
            Assert.Equal(TokenVerdict.Valid, TestIssuer.Verify(token));
        });

    [Fact]
    public void Token_with_any_flipped_bit_is_rejected()
    {
        byte[] token = Encoding.ASCII.GetBytes(TestIssuer.Token(SampleApp.Host, userId: "user-1"));
        for (int bit = 0; bit < token.Length * 8; bit++)
        {
            token[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.NotEqual(TokenVerdict.Valid, TestIssuer.Verify(token, out _));
            token[bit / 8] ^= (byte)(1 << bit % 8);
        }
        Assert.Equal(TokenVerdict.Valid, TestIssuer.Verify(token, out _));
    }

    [Fact]
    public void Truncated_or_extended_token_is_rejected()
    {
        byte[] token = Encoding.ASCII.GetBytes(TestIssuer.Token(SampleApp.Host));
        for (int length = 0; length < token.Length; length++)
        {
            Assert.NotEqual(TokenVerdict.Valid, TestIssuer.Verify(token.AsSpan(0, length), out _));
            Assert.NotEqual(TokenVerdict.Valid, TestIssuer.Verify(token.AsSpan(length + 1), out _));
        }
        for (int extra = 0; extra < 256; extra++)
        {
            Assert.NotEqual(TokenVerdict.Valid, TestIssuer.Verify([.. token, (byte)extra], out _));
            Assert.NotEqual(TokenVerdict.Valid, TestIssuer.Verify([(byte)extra, .. token], out _));
        }
    }

    [Fact]
    public void Verifier_rejects_arbitrary_bytes_without_throwing() =>
        Gen.Byte.Array[0, 300].Sample(bytes => TestIssuer.Verify(bytes, out _) != TokenVerdict.Valid);

    /// <summary>The signature is valid, so arbitrary bytes are parsed as claims.</summary>
    [Fact]
    public void Arbitrary_signed_payload_gets_a_verdict_for_any_buffer_size() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, 220], Gen.Long, Gen.Long).Sample(
            (payload, bufferBytes, now, leeway) =>
            {
                TokenTemplate template = new(TestIssuer.Key, new SampleApp().TokenHeader, payload);
                byte[] tail = new byte[2];
                byte[] token = new byte[600];
                Assert.True(template.TryWrite(tail.AsSpan(0, template.BeginTail(tail)), token, out int tokenBytes));
                TokenVerdict verdict = TestIssuer.Verifier.Verify(
                    token.AsSpan(0, tokenBytes), now, leeway, new byte[bufferBytes], out int length);
                Assert.NotEqual(TokenVerdict.BadSignature, verdict);
                Assert.True(length <= bufferBytes);
            });

    private static string DataObject(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        byte[] buffer = new byte[TokenLimits.DataBytesMax];
        JsonWriter writer = new(buffer);
        writer.Raw("{"u8);
        writer.String(utf8);
        writer.Raw(":"u8);
        writer.String(utf8);
        writer.Raw("}"u8);
        return Encoding.ASCII.GetString(buffer, 0, writer.Length);
    }
}
