namespace Appliance.Tokens;

/// <summary>
/// The one header of every token, and the shape around it: <c>header.payload.signature</c>, each in base64url (RFC
/// 7515, section 3.1). There is no other algorithm to choose, so none can be confused (RFC 8725, section 3.1).
/// </summary>
internal static class TokenHeader
{
    /// <summary>Its length without the dot.</summary>
    public const int EncodedBytes = 36;

    /// <summary>32 bytes in base64url.</summary>
    public const int SignatureBytes = 43;

    /// <summary><c>{"alg":"HS256","typ":"JWT"}</c> in base64url, and the dot.</summary>
    public static ReadOnlySpan<byte> EncodedWithDot => "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."u8;
}
