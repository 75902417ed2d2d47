using System.Buffers.Text;

namespace Appliance.Tokens;

/// <summary>
/// The shape around a token's claims: <c>header.payload.signature</c>, each in base64url (RFC 7515, section 3.1). An
/// app has one header, and that one names HS256, so that no algorithm can be confused (RFC 8725, section 3.1).
/// </summary>
internal static class TokenHeader
{
    /// <summary>32 bytes in base64url.</summary>
    public const int SignatureBytes = 43;

    /// <summary>A header's JSON in base64url, and the dot.</summary>
    public static byte[] EncodeWithDot(ReadOnlySpan<byte> json) =>
        [.. Base64Url.EncodeToUtf8(json), (byte)'.'];
}
