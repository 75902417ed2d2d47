using Appliance.Tokens;

namespace Appliance.Endpoints.Vendors.Hms100;

/// <summary>
/// The 100ms management token. It is signed with the app's secret like its room tokens, and has
/// <c>"type":"management"</c> and no room, role or user.
/// </summary>
internal sealed class Hms100ManagementToken : BackEndToken
{
    private static readonly byte[] WrongKind =
        "The claim type must be \"management\": a participant's token is not a back-end credential."u8.ToArray();
    private static readonly byte[] LifetimeTooLong =
        "The token's lifetime, exp minus iat, exceeds 1209600 seconds (14 days)."u8.ToArray();

    public override string Noun => "a management token";

    public override TokenClaim AppIdClaim => TokenClaim.AccessKey;

    /// <summary>Specified by the vendor, as is the maximum.</summary>
    public override long LifetimeSecondsDefault => 7 * 86_400;

    public override long LifetimeSecondsMax => 14 * 86_400;

    internal override ReadOnlySpan<byte> UnknownAppSentence => "No app has this access_key."u8;

    internal override ReadOnlySpan<byte> MissingClaimSentenceEnd =>
        " is missing: a management token needs access_key, type, iat and exp."u8;

    private protected override ReadOnlySpan<byte> OtherClaims => ",\"type\":\"management\",\"version\":2,"u8;

    /// <summary>The claims jti and nbf are optional.</summary>
    internal override BearerResult Check(
        TokenVerifier verifier, ReadOnlySpan<byte> token, long nowSeconds, long leewaySeconds, Span<byte> scratch,
        out ReadOnlySpan<byte> room)
    {
        room = default;
        BearerResult verified = BearerToken.Verify(
            verifier, token, nowSeconds, leewaySeconds, scratch,
            out int length, out ClaimFindings findings, out TokenVerdict verdict);
        if (verified.Verdict != BearerVerdict.Valid)
            return verified;
        BearerResult type = BearerToken.ReadText(scratch[..length], TokenClaim.Type, out ReadOnlySpan<byte> typeText);
        if (type.Verdict != BearerVerdict.Valid)
            return type;
        if (!typeText.SequenceEqual("management"u8))
            return new(BearerVerdict.WrongKind, Sentence: WrongKind);
        if (findings.IssuedAtSeconds is not long issuedAtSeconds)
            return new(BearerVerdict.MissingClaim, TokenClaim.IssuedAt);
        if (findings.ExpiresAtSeconds is not long expiresAtSeconds)
            return new(BearerVerdict.MissingClaim, TokenClaim.Expiry);
        BearerResult instants = BearerToken.CheckValidityPeriod(verdict, findings);
        return instants.Verdict == BearerVerdict.Valid
            && expiresAtSeconds - issuedAtSeconds > LifetimeSecondsMax + leewaySeconds
            ? new(BearerVerdict.LifetimeTooLong, Sentence: LifetimeTooLong) : instants;
    }
}
