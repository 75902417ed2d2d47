using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>Common code of the tokens that back ends present as Bearer credentials (RFC 6750).</summary>
public static class BearerToken
{
    private const int TailBytesMax = 256;
    private const int NameBytesMax = 16;

    /// <summary>
    /// Reads the app id of a token, which selects the key to verify it with. The signature is not verified yet, so no
    /// other claim may be trusted.
    /// </summary>
    /// <param name="token">Untrusted bytes.</param>
    /// <param name="claims">The claims that may have the id; the first one that the token has counts.</param>
    /// <param name="scratch">At least <see cref="TokenLimits.PayloadBytesMax"/> bytes.</param>
    /// <param name="publicId">The decoded app id, in the scratch; empty unless the verdict is Valid.</param>
    /// <param name="found">The index of the claim that the token has; -1 unless it has one.</param>
    public static BearerResult ReadAppId(
        ReadOnlySpan<byte> token, ReadOnlySpan<TokenClaim> claims, Span<byte> scratch,
        out ReadOnlySpan<byte> publicId, out int found)
    {
        publicId = default;
        found = -1;
        BearerResult result = DecodePayload(token, scratch, out int length);
        if (result.Verdict != BearerVerdict.Valid)
            return result;
        for (int index = 0; index < claims.Length; index++)
        {
            result = ReadText(scratch.Slice(0, length), claims[index], out publicId);
            if (result.Verdict == BearerVerdict.MissingClaim)
                continue;
            found = index;
            return result;
        }
        return claims.Length == 1 ? result : new(BearerVerdict.MissingAppId);
    }

    /// <summary>Decodes the payload without verifying the signature.</summary>
    private static BearerResult DecodePayload(ReadOnlySpan<byte> token, Span<byte> scratch, out int length)
    {
        length = 0;
        if (token.Length > TokenLimits.TokenBytesFor(scratch.Length))
            return new(BearerVerdict.TooLong);
        int start = token.IndexOf((byte)'.') + 1;
        int end = token.LastIndexOf((byte)'.');
        bool isDecoded = start > 0 && end > start
            && TokenVerifier.TryDecode(token.Slice(start, end - start), scratch, out length);
        return new(isDecoded ? BearerVerdict.Valid : BearerVerdict.Malformed);
    }

    /// <summary>
    /// Verifies signature and claims. Expiry and not-before are returned in <paramref name="verdict"/>, so that the
    /// caller can check its own claims first.
    /// </summary>
    public static BearerResult Verify(
        TokenVerifier verifier, ReadOnlySpan<byte> token, long nowSeconds, long leewaySeconds, Span<byte> scratch,
        out int length, out ClaimFindings findings, out TokenVerdict verdict)
    {
        verdict = verifier.VerifyClaims(token, nowSeconds, leewaySeconds, scratch, out length, out findings);
        switch (verdict)
        {
            case TokenVerdict.Malformed:
                return new(BearerVerdict.Malformed);
            case TokenVerdict.TooLong:
                return new(BearerVerdict.TooLong);
            case TokenVerdict.BadHeader:
                return new(BearerVerdict.BadHeader);
            case TokenVerdict.BadSignature:
                return new(BearerVerdict.BadSignature);
        }
        if (findings.Bad != TokenClaim.None)
            return new(BearerVerdict.BadClaim, findings.Bad);
        return new(findings.IsObject ? BearerVerdict.Valid : BearerVerdict.BadClaims);
    }

    /// <summary>Converts the result of the exp, nbf and iat checks. The token must have an exp.</summary>
    public static BearerResult CheckValidityPeriod(TokenVerdict verdict, in ClaimFindings findings) => verdict switch
    {
        TokenVerdict.Expired => new(BearerVerdict.Expired, InstantSeconds: findings.ExpiresAtSeconds ?? 0),
        TokenVerdict.NotYetValid => new(BearerVerdict.NotYetValid, InstantSeconds: findings.StartsAtSeconds),
        TokenVerdict.Valid => new(BearerVerdict.Valid),
        _ => new(BearerVerdict.BadClaims),
    };

    /// <summary>Reads a required string claim and decodes it in place; decoding never lengthens a string.</summary>
    public static BearerResult ReadText(Span<byte> json, TokenClaim claim, out ReadOnlySpan<byte> text)
    {
        text = default;
        BearerResult found = Find(json, claim, out JsonReader reader);
        if (found.Verdict != BearerVerdict.Valid)
            return found;
        if (reader.Kind != JsonTokenKind.String)
            return new(BearerVerdict.BadClaim, claim);
        Span<byte> value = json[(reader.Start + 1)..(reader.End - 1)];
        reader.TryCopyString(value, out int length);
        text = value.Slice(0, length);
        return found;
    }

    /// <summary>Finds a claim and positions the reader at the first token of its value.</summary>
    public static BearerResult Find(ReadOnlySpan<byte> json, TokenClaim claim, out JsonReader reader)
    {
        reader = new(json, TokenClaims.DepthMax);
        if (!reader.Read() || reader.Kind != JsonTokenKind.ObjectStart)
            return new(BearerVerdict.BadClaims);
        while (reader.Read() && reader.Kind == JsonTokenKind.Name)
        {
            bool isMatch = IsNamed(reader, TokenClaimNames.Of(claim));
            if (!reader.Read())
                break;
            if (isMatch)
                return new(BearerVerdict.Valid);
            if (!reader.Skip())
                break;
        }
        bool isComplete = reader.Kind == JsonTokenKind.ObjectEnd && reader.Error == JsonError.None;
        return isComplete ? new(BearerVerdict.MissingClaim, claim) : new(BearerVerdict.BadClaims);
    }

    private static bool IsNamed(in JsonReader reader, ReadOnlySpan<byte> name)
    {
        Span<byte> decoded = stackalloc byte[NameBytesMax];
        return reader.TryCopyString(decoded, out int length) && name.SequenceEqual(decoded.Slice(0, length));
    }

    /// <summary>Signs a token.</summary>
    /// <param name="app">The app whose back end will present it.</param>
    /// <param name="key">The key of <see cref="App.TokenSecret"/>.</param>
    /// <param name="constant">The first claims as JSON: an opening brace, members, and a comma.</param>
    /// <param name="tokenId">The jti, from <see cref="TokenIds"/>.</param>
    /// <param name="nowSeconds">Time of issue, Unix seconds.</param>
    /// <param name="lifetimeSeconds">Lifetime of the token.</param>
    /// <param name="destination">Receives the token; <see cref="TokenLimits.TokenBytesMax"/> bytes suffice.</param>
    /// <returns>The token's length; 0 if it does not fit.</returns>
    public static int Sign(
        App app, SigningKey key, ReadOnlySpan<byte> constant, ReadOnlySpan<byte> tokenId, long nowSeconds,
        long lifetimeSeconds, Span<byte> destination)
    {
        TokenTemplate template = new(key, app.TokenHeader, constant);
        Span<byte> tail = stackalloc byte[TailBytesMax];
        int leftoverBytes = template.BeginTail(tail);
        JsonWriter varying = new(tail.Slice(leftoverBytes));
        varying.Raw("\"jti\":"u8);
        varying.String(tokenId);
        varying.Raw(",\"iat\":"u8);
        varying.Number(nowSeconds);
        varying.Raw(",\"nbf\":"u8);
        varying.Number(nowSeconds);
        varying.Raw(",\"exp\":"u8);
        varying.Number(nowSeconds + lifetimeSeconds);
        varying.Raw("}"u8);
        template.TryWrite(tail.Slice(0, leftoverBytes + varying.Length), destination, out int tokenBytes);
        return tokenBytes;
    }
}
