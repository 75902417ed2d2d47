using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Peers.Kestrel;

/// <summary>Utf8JsonWriter for the claims, HMACSHA256 for the signature, Guid for the jti.</summary>
internal static class Signer
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes(
        Environment.GetEnvironmentVariable("PEER_SECRET") ?? throw new InvalidOperationException());

    // One per thread, cleared for each token instead of allocated.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_payload;

    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    public static string Sign(TokenRequestBody body)
    {
        ArrayBufferWriter<byte> payload = t_payload ??= new(512);
        payload.ResetWrittenCount();
        Utf8JsonWriter writer = t_writer ??= new(payload);
        writer.Reset(payload);
        WriteClaims(writer, body);
        writer.Flush();

        ReadOnlySpan<byte> header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."u8;
        byte[] text = ArrayPool<byte>.Shared.Rent(
            header.Length + Base64Url.GetEncodedLength(payload.WrittenCount) + 1 + Base64Url.GetEncodedLength(32));
        header.CopyTo(text);
        int length = header.Length + Base64Url.EncodeToUtf8(payload.WrittenSpan, text.AsSpan(header.Length));
        Span<byte> tag = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Secret, text.AsSpan(0, length), tag);
        text[length++] = (byte)'.';
        length += Base64Url.EncodeToUtf8(tag, text.AsSpan(length));
        string token = Encoding.ASCII.GetString(text, 0, length);
        ArrayPool<byte>.Shared.Return(text);
        return token;
    }

    private static void WriteClaims(Utf8JsonWriter claims, TokenRequestBody body)
    {
        long nowSeconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        claims.WriteStartObject();
        claims.WriteString("access_key"u8, "5f9e0c8d2b7a4e1f6c3d9a10"u8);
        claims.WriteString("type"u8, "app"u8);
        claims.WriteNumber("version"u8, 2);
        claims.WriteString("role"u8, body.Role);
        claims.WriteString("room_id"u8, body.RoomId);
        claims.WriteString("user_id"u8, body.UserId);
        claims.WriteString("jti"u8, Guid.NewGuid());
        claims.WriteNumber("iat"u8, nowSeconds);
        claims.WriteNumber("nbf"u8, nowSeconds);
        claims.WriteNumber("exp"u8, nowSeconds + 86_400);
        claims.WriteEndObject();
    }
}
