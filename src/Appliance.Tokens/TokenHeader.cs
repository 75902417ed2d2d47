using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using Appliance.Json;

namespace Appliance.Tokens;

/// <summary>
/// JWS compact serialization, <c>header.payload.signature</c> in base64url (RFC 7515, section 3.1), and the rules for
/// JOSE headers written by other libraries. HS256 is the only algorithm, which prevents algorithm confusion (RFC 8725,
/// section 3.1).
/// </summary>
internal static class TokenHeader
{
    /// <summary>32 bytes in base64url.</summary>
    public const int SignatureBytes = 43;

    /// <summary>Maximum length of a JOSE header written by another library, as JSON.</summary>
    public const int ForeignBytesMax = 1024;

    private const int MembersMax = 32;
    private const int DepthMax = 8;

    /// <summary>Encodes a header as base64url and appends the dot.</summary>
    public static byte[] EncodeWithDot(ReadOnlySpan<byte> json) =>
        [.. Base64Url.EncodeToUtf8(json), (byte)'.'];

    /// <summary>Decodes a base64url header and checks it with <see cref="IsHs256"/>.</summary>
    [SkipLocalsInit]
    public static bool IsEncodedHs256(ReadOnlySpan<byte> encoded)
    {
        Span<byte> json = stackalloc byte[ForeignBytesMax];
        return TokenVerifier.TryDecode(encoded, json, out int length) && IsHs256(json.Slice(0, length));
    }

    /// <summary>
    /// Whether this is the JOSE header of a JWT signed with HS256: a strict JSON object without duplicate members, with
    /// alg "HS256" (RFC 7515, section 4.1.1) and typ "JWT", case-insensitive, or no typ (RFC 7519, section 5.1). crit,
    /// b64 and zip change the meaning of the other segments and are rejected (RFC 7515, section 4.1.11; RFC 7797,
    /// section 3; RFC 7516, section 4.1.3). Other members, such as kid, are ignored (RFC 7515, section 4).
    /// </summary>
    [SkipLocalsInit]
    public static bool IsHs256(ReadOnlySpan<byte> json)
    {
        bool hasAlgorithm = false;
        JsonReader reader = new(json, DepthMax);
        SeenNames names = new(stackalloc byte[ForeignBytesMax], stackalloc int[MembersMax]);
        if (!reader.Read() || reader.Kind != JsonTokenKind.ObjectStart)
            return false;
        while (reader.Read() && reader.Kind == JsonTokenKind.Name)
        {
            if (!names.TryAdd(reader, out ReadOnlySpan<byte> name) || !reader.Read() || !IsAcceptable(name, reader))
                return false;
            hasAlgorithm |= name.SequenceEqual("alg"u8);
            if (!reader.Skip())
                return false;
        }
        return hasAlgorithm && reader.Kind == JsonTokenKind.ObjectEnd && reader.Read()
            && reader.Kind == JsonTokenKind.End;
    }

    private static bool IsAcceptable(ReadOnlySpan<byte> name, in JsonReader value)
    {
        if (name.SequenceEqual("alg"u8))
            return IsText(value, "HS256"u8, ignoresCase: false);
        if (name.SequenceEqual("typ"u8))
            return IsText(value, "JWT"u8, ignoresCase: true);
        return !name.SequenceEqual("crit"u8) && !name.SequenceEqual("b64"u8) && !name.SequenceEqual("zip"u8);
    }

    /// <summary>Whether a value is a string equal to the text after decoding.</summary>
    private static bool IsText(in JsonReader value, ReadOnlySpan<byte> text, bool ignoresCase)
    {
        Span<byte> decoded = stackalloc byte[8];
        if (value.Kind != JsonTokenKind.String || !value.TryCopyString(decoded, out int length))
            return false;
        decoded = decoded.Slice(0, length);
        return ignoresCase ? Ascii.EqualsIgnoreCase(decoded, text) : decoded.SequenceEqual(text);
    }
}
