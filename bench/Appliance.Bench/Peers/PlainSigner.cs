using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Appliance.Bench.Peers;

/// <summary>
/// A 100ms token written with framework types only: Utf8JsonWriter for the claims, HMACSHA256 for the signature, Guid
/// for the jti.
/// </summary>
internal static class PlainSigner
{
    public static string Sign()
    {
        ArrayBufferWriter<byte> payload = new(256);
        using (Utf8JsonWriter claims = new(payload))
        {
            claims.WriteStartObject();
            claims.WriteString("access_key"u8, Inputs.App.PublicId);
            claims.WriteString("type"u8, "app");
            claims.WriteNumber("version"u8, 2);
            claims.WriteString("role"u8, "host");
            claims.WriteString("room_id"u8, TokenRequest.RoomId);
            claims.WriteString("user_id"u8, TokenRequest.UserId);
            claims.WriteString("jti"u8, Guid.NewGuid());
            claims.WriteNumber("iat"u8, Inputs.NowSeconds);
            claims.WriteNumber("nbf"u8, Inputs.NowSeconds);
            claims.WriteNumber("exp"u8, Inputs.NowSeconds + PeerClaims.LifetimeSeconds);
            claims.WriteEndObject();
        }
        string text = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + Base64Url.EncodeToString(payload.WrittenSpan);
        byte[] tag = HMACSHA256.HashData(Inputs.Secret, Encoding.ASCII.GetBytes(text));
        return text + "." + Base64Url.EncodeToString(tag);
    }
}
