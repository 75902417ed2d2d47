using Appliance.Endpoints.Responding;
using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.Endpoints.Clients;

/// <summary>Why a credential was rejected.</summary>
internal enum CredentialError : byte
{
    /// <summary>The header with the credential is missing or empty.</summary>
    Missing,
    /// <summary>The header has another scheme, or none.</summary>
    OtherScheme,
    /// <summary>Basic, but not the base64 of an id, a colon and a key (RFC 7617, section 2).</summary>
    MalformedBasic,
    /// <summary>The id is unknown. The response is the same as for a wrong key.</summary>
    UnknownApp,
    WrongKey,
    BadToken,
    /// <summary>The form has a client_secret but no client_id.</summary>
    NoClientId,
}

/// <summary>The reason for a 401, with a sentence for the back end's developer.</summary>
/// <param name="Error">Why the credential was rejected.</param>
/// <param name="Sentence">For a missing credential or another scheme: what to send, ASCII.</param>
/// <param name="Token">The verdict on a Bearer token.</param>
/// <param name="Kind">The kind of the Bearer token; null if it names no app.</param>
internal readonly record struct CredentialRejection(
    CredentialError Error, byte[]? Sentence = null, BearerResult Token = default, BackEndToken? Kind = null)
{
    /// <summary>The maximum length of a sentence.</summary>
    public const int SentenceBytesMax = Responses.ExpectedBytesMax;

    /// <summary>The reason in log lines, listed in docs/security.md.</summary>
    public string Reason => Error switch
    {
        CredentialError.Missing or CredentialError.OtherScheme or CredentialError.MalformedBasic => "header",
        CredentialError.NoClientId => "form",
        CredentialError.UnknownApp => "unknown-app",
        CredentialError.WrongKey => "wrong-key",
        _ => Token.Verdict switch
        {
            BearerVerdict.Malformed or BearerVerdict.TooLong or BearerVerdict.BadHeader => "token",
            BearerVerdict.BadSignature => "signature",
            BearerVerdict.Expired => "expired",
            BearerVerdict.NotYetValid => "not-yet-valid",
            BearerVerdict.UnknownApp => "unknown-app",
            BearerVerdict.WrongKind => "kind",
            _ => "claims",
        },
    };

    /// <summary>The sentence, ASCII. It is written into <paramref name="destination"/> only if it is not a constant.
    /// </summary>
    /// <param name="destination">At least <see cref="SentenceBytesMax"/> bytes.</param>
    public ReadOnlySpan<byte> Describe(Span<byte> destination) => Error switch
    {
        CredentialError.Missing or CredentialError.OtherScheme => Sentence,
        CredentialError.MalformedBasic =>
            "The Basic credentials are malformed: send the app's id, a colon and its key, in base64."u8,
        CredentialError.NoClientId =>
            "The form has client_secret without client_id: send both, or Basic credentials."u8,
        CredentialError.UnknownApp or CredentialError.WrongKey => "No app has this id and key."u8,
        _ => Token.Sentence ?? DescribeToken(destination),
    };

    private ReadOnlySpan<byte> DescribeToken(Span<byte> destination) => Token.Verdict switch
    {
        BearerVerdict.Malformed =>
            "The Bearer token is malformed: it needs three base64url segments with dots between them."u8,
        BearerVerdict.TooLong => "The Bearer token is too long: sign one with fewer or shorter claims."u8,
        BearerVerdict.BadHeader =>
            "The token's header must be JSON with alg HS256, with typ JWT or none, and without crit, b64 and zip."u8,
        BearerVerdict.BadSignature =>
            "The signature does not match: sign with the app's secret, as raw bytes."u8,
        BearerVerdict.BadClaims =>
            "The token's payload must be a JSON object in UTF-8 that has each claim once."u8,
        BearerVerdict.MissingClaim => Join(
            destination, "The claim "u8, TokenClaimNames.Of(Token.Claim),
            Kind!.MissingClaimSentenceEnd),
        BearerVerdict.BadClaim => Join(
            destination, "The claim "u8, TokenClaimNames.Of(Token.Claim), Expectation(Token.Claim)),
        BearerVerdict.UnknownApp => Kind!.UnknownAppSentence,
        BearerVerdict.Expired => JoinInstant(destination, "The token expired at "u8, "; sign a new one."u8),
        BearerVerdict.NotYetValid => JoinInstant(
            destination, "The token is not valid before "u8,
            " (iat or nbf): check the clock of the signing machine."u8),
        _ => "The token was rejected."u8,
    };

    /// <summary>The requirement on a claim's value.</summary>
    private static ReadOnlySpan<byte> Expectation(TokenClaim claim) => claim switch
    {
        TokenClaim.AccessKey or TokenClaim.Type or TokenClaim.Issuer => " must be a string."u8,
        TokenClaim.TokenId => " must be a non-empty string, or be omitted."u8,
        TokenClaim.Audience => " must be omitted: the app's tokens have no such audience."u8,
        _ => " must be a number of seconds since 1970, not negative and within the year 9999."u8,
    };

    private ReadOnlySpan<byte> JoinInstant(Span<byte> destination, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        Span<byte> text = stackalloc byte[Instant.TextBytes];
        Instant.Write(Token.InstantSeconds, text);
        return Join(destination, before, text, after);
    }

    private static ReadOnlySpan<byte> Join(
        Span<byte> destination, ReadOnlySpan<byte> before, scoped ReadOnlySpan<byte> between, ReadOnlySpan<byte> after)
    {
        before.CopyTo(destination);
        between.CopyTo(destination[before.Length..]);
        after.CopyTo(destination[(before.Length + between.Length)..]);
        return destination[..(before.Length + between.Length + after.Length)];
    }
}
