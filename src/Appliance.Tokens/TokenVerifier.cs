using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>
/// Verifies the tokens of one app: one algorithm and only canonical base64url. The app's own header is compared byte by
/// byte; a header written by another library is parsed as JSON (<see cref="TokenHeader.IsHs256"/>). If the app's header
/// has a typ other than JWT, only exactly that header is accepted, to prevent confusion of token kinds (RFC 8725,
/// section 3.11). The payload is not parsed before the signature is verified. Does not throw or allocate. Immutable and
/// thread-safe.
/// </summary>
/// <param name="app">The app that issued the tokens.</param>
/// <param name="key">The key of <see cref="App.TokenSecret"/>.</param>
/// <param name="previousKey">The key of <see cref="App.PreviousTokenSecret"/>, also accepted during key rotation, or
/// null.</param>
public sealed class TokenVerifier(App app, SigningKey key, SigningKey? previousKey = null)
{
    private static readonly SearchValues<byte> Base64UrlAlphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    private readonly byte[] _encodedHeaderWithDot = TokenHeader.EncodeWithDot(app.TokenHeader);
    private readonly bool _acceptsOtherHeaders = TokenHeader.IsHs256(app.TokenHeader);

    /// <summary>Verifies a token in JWS compact serialization (RFC 7515, section 7.1) and its exp, nbf and
    /// iat.</summary>
    /// <param name="token">Untrusted bytes.</param>
    /// <param name="nowSeconds">Current time, Unix seconds.</param>
    /// <param name="leewaySeconds">Tolerated clock skew of the issuer, 0 or more.</param>
    /// <param name="payloadBuffer">Receives the claims, a JSON object in UTF-8. A token whose claims cannot fit is
    /// <see cref="TokenVerdict.TooLong"/>; <see cref="TokenLimits.AnyPayloadBytesMax"/> bytes suffice for every
    /// token.</param>
    /// <param name="payloadLength">Length of the claims; 0 unless the token is valid.</param>
    public TokenVerdict Verify(
        ReadOnlySpan<byte> token, long nowSeconds, long leewaySeconds, Span<byte> payloadBuffer, out int payloadLength)
    {
        TokenVerdict verdict =
            VerifyClaims(token, nowSeconds, leewaySeconds, payloadBuffer, out payloadLength, out _);
        if (verdict != TokenVerdict.Valid)
            payloadLength = 0;
        return verdict;
    }

    /// <summary>
    /// Same as <see cref="Verify"/>, but returns the claims whenever the signature is valid and they can be decoded.
    /// </summary>
    internal TokenVerdict VerifyClaims(
        ReadOnlySpan<byte> token, long nowSeconds, long leewaySeconds, Span<byte> payloadBuffer,
        out int payloadLength, out ClaimFindings findings)
    {
        payloadLength = 0;
        findings = default;
        if (token.Length > TokenLimits.TokenBytesFor(payloadBuffer.Length))
            return TokenVerdict.TooLong;
        int payloadStart = token.IndexOf((byte)'.') + 1;
        int signatureStart = token.LastIndexOf((byte)'.') + 1;
        if (payloadStart == 0 || payloadStart >= signatureStart - 1)
            return TokenVerdict.Malformed;
        ReadOnlySpan<byte> headerWithDot = token.Slice(0, payloadStart);
        if (!headerWithDot.SequenceEqual(_encodedHeaderWithDot)
            && !(_acceptsOtherHeaders && TokenHeader.IsEncodedHs256(headerWithDot.Slice(0, payloadStart - 1))))
            return TokenVerdict.BadHeader;
        ReadOnlySpan<byte> signed = token.Slice(0, signatureStart - 1);
        if (!IsSignature(token.Slice(signatureStart), signed))
            return TokenVerdict.BadSignature;
        if (!TryDecode(signed.Slice(payloadStart), payloadBuffer, out payloadLength))
        {
            payloadLength = 0;
            return TokenVerdict.Malformed;
        }
        return TokenClaims.Check(
            payloadBuffer.Slice(0, payloadLength), app.Audience, nowSeconds, leewaySeconds, out findings);
    }

    /// <summary>Whether either key signed. Both are always tried, so that timing does not reveal which one.</summary>
    private bool IsSignature(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> signed)
    {
        bool isCurrent = IsSignature(key, signature, signed);
        return previousKey is null ? isCurrent : isCurrent | IsSignature(previousKey, signature, signed);
    }

    /// <summary>
    /// Compares the encoded signature with the expected encoding in constant time. Comparing the text, not the decoded
    /// tag, rejects non-canonical encodings of a correct tag.
    /// </summary>
    [SkipLocalsInit]
    private static bool IsSignature(SigningKey key, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> signed)
    {
        Span<byte> tag = stackalloc byte[SigningKey.TagBytes];
        Span<byte> expected = stackalloc byte[TokenHeader.SignatureBytes];
        key.Mac(signed, tag);
        Base64Url.EncodeToUtf8(tag, expected);
        return CryptographicOperations.FixedTimeEquals(signature, expected);
    }

    internal static bool TryDecode(ReadOnlySpan<byte> segment, Span<byte> destination, out int written)
    {
        written = 0;
        // The framework's decoder accepts white space and padding.
        if (segment.ContainsAnyExcept(Base64UrlAlphabet))
            return false;
        if (Base64Url.DecodeFromUtf8(segment, destination, out _, out written) != OperationStatus.Done)
            return false;
        // The unused bits of the last character must be canonical: re-encode the last group and compare.
        Span<byte> last = stackalloc byte[4];
        int lastBytes = written % 3;
        int lastCharacters = Base64Url.EncodeToUtf8(destination.Slice(written - lastBytes, lastBytes), last);
        return segment.EndsWith(last.Slice(0, lastCharacters));
    }
}
