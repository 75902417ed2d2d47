using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>
/// Verifies the tokens of one app: one algorithm and one spelling of the base64url. The app's own header is compared
/// byte by byte; a header that another library wrote is read as JSON (<see cref="TokenHeader.IsHs256"/>), unless the
/// app's own has a typ other than JWT: then only that very header is taken, so that tokens of different kinds stay
/// apart (RFC 8725, section 3.11). Nothing is read of a payload before its signature is known to be right, and nothing
/// is thrown or allocated. Immutable, shared by all threads.
/// </summary>
/// <param name="app">The app whose tokens they are.</param>
/// <param name="key">The key of <see cref="App.TokenSecret"/>, which must have signed them.</param>
/// <param name="previousKey">The key of <see cref="App.PreviousTokenSecret"/>, which may have signed them instead; null
/// if there is none.</param>
public sealed class TokenVerifier(App app, SigningKey key, SigningKey? previousKey = null)
{
    private static readonly SearchValues<byte> Base64UrlAlphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    private readonly byte[] _encodedHeaderWithDot = TokenHeader.EncodeWithDot(app.TokenHeader);
    private readonly bool _takesOtherHeaders = TokenHeader.IsHs256(app.TokenHeader);

    /// <summary>Verifies a token in JWS compact form (RFC 7515, section 7.1) and the instants in it.</summary>
    /// <param name="token">ASCII.</param>
    /// <param name="nowSeconds">The instant of the check, Unix seconds.</param>
    /// <param name="leewaySeconds">How far the issuer's clock may be off, 0 or more.</param>
    /// <param name="payloadBuffer">Gets the claims, a JSON object in UTF-8. A token whose claims cannot fit is
    /// <see cref="TokenVerdict.TooLong"/>; <see cref="TokenLimits.AnyPayloadBytesMax"/> bytes hold those of every
    /// token.</param>
    /// <param name="payloadLength">The claims' length, 0 unless the token is valid.</param>
    public TokenVerdict Verify(
        ReadOnlySpan<byte> token, long nowSeconds, long leewaySeconds, Span<byte> payloadBuffer, out int payloadLength)
    {
        TokenVerdict verdict =
            VerifyClaims(token, nowSeconds, leewaySeconds, payloadBuffer, out payloadLength, out _);
        if (verdict != TokenVerdict.Valid)
            payloadLength = 0;
        return verdict;
    }

    /// <summary>The same; the claims are there whenever the signature is right and they could be decoded.</summary>
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
            && !(_takesOtherHeaders && TokenHeader.IsEncodedHs256(headerWithDot.Slice(0, payloadStart - 1))))
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

    /// <summary>Whether either key signed. Both are tried in any case, so that the time tells nobody which of them it
    /// was.</summary>
    private bool IsSignature(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> signed)
    {
        bool isCurrent = IsSignature(key, signature, signed);
        return previousKey is null ? isCurrent : isCurrent | IsSignature(previousKey, signature, signed);
    }

    /// <summary>
    /// Compares the signature as it is written with the key's as we would write it, in time that does not depend on
    /// where they differ: a second spelling of the right tag is as wrong as a wrong tag.
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
        // The framework's decoder skips white space and takes padding.
        if (segment.ContainsAnyExcept(Base64UrlAlphabet))
            return false;
        if (Base64Url.DecodeFromUtf8(segment, destination, out _, out written) != OperationStatus.Done)
            return false;
        // Its verdict on bits after the last byte is its own affair: ours is that our encoder would write them so.
        Span<byte> last = stackalloc byte[4];
        int lastBytes = written % 3;
        int lastCharacters = Base64Url.EncodeToUtf8(destination.Slice(written - lastBytes, lastBytes), last);
        return segment.EndsWith(last.Slice(0, lastCharacters));
    }
}
