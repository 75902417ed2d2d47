using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>Why a credential was rejected.</summary>
internal enum CredentialError : byte
{
    /// <summary>The Authorization header is missing or empty.</summary>
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

/// <summary>The credentials that an endpoint accepts.</summary>
internal enum AcceptedCredentials : byte
{
    /// <summary>Basic, or as Bearer a management token (100ms) or an access token (LiveKit).</summary>
    Either,
    /// <summary>The app's id and key as Basic credentials (EnableX).</summary>
    Basic,
    /// <summary>A management token (100ms).</summary>
    Bearer,
    /// <summary>The headers of EnableX's sample front.</summary>
    Front,
}

/// <summary>The reason for a 401, with a sentence for the back end's developer.</summary>
/// <param name="Error">Why the credential was rejected.</param>
/// <param name="Accepted">The credentials that the endpoint accepts; used if the credential is missing or of another
/// scheme.</param>
/// <param name="Token">The verdict on a Bearer token.</param>
internal readonly record struct CredentialRejection(
    CredentialError Error, AcceptedCredentials Accepted = AcceptedCredentials.Either, BearerResult Token = default)
{
    /// <summary>The maximum length of a sentence.</summary>
    public const int SentenceBytesMax = 256;

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
            BearerVerdict.UnknownKey or BearerVerdict.UnknownIssuer => "unknown-app",
            BearerVerdict.NotManagement or BearerVerdict.Participant or BearerVerdict.MissingGrant => "kind",
            _ => "claims",
        },
    };

    /// <summary>The sentence, ASCII. It is written into <paramref name="destination"/> only if it is not a constant.
    /// </summary>
    /// <param name="destination">At least <see cref="SentenceBytesMax"/> bytes.</param>
    public ReadOnlySpan<byte> Describe(Span<byte> destination) => Error switch
    {
        CredentialError.Missing => Accepted switch
        {
            AcceptedCredentials.Either =>
                "The Authorization header is missing: send \"Basic \" and the app's id and appKey in base64, or "u8
                + "\"Bearer \" and a management token (100ms) or an access token with roomCreate (LiveKit)."u8,
            AcceptedCredentials.Basic =>
                "The Authorization header is missing: send \"Basic \" and the app's id, a colon and its key in "u8
                + "base64."u8,
            AcceptedCredentials.Bearer =>
                "The Authorization header is missing: send \"Bearer \" and a management token of the app."u8,
            _ => "Send the headers x-app-id and x-app-key, each once."u8,
        },
        CredentialError.OtherScheme => Accepted switch
        {
            AcceptedCredentials.Either =>
                "The Authorization header must begin with \"Basic \" and the app's id and appKey in base64, or with "u8
                + "\"Bearer \" and a management token (100ms) or an access token with roomCreate (LiveKit)."u8,
            AcceptedCredentials.Basic =>
                "The Authorization header must begin with \"Basic \": the app's id, a colon and its key in base64 "u8
                + "follow."u8,
            _ => "The Authorization header must begin with \"Bearer \": a management token of the app follows."u8,
        },
        CredentialError.MalformedBasic =>
            "The Basic credentials are malformed: send the app's id, a colon and its key, in base64."u8,
        CredentialError.NoClientId =>
            "The form has client_secret without client_id: send both, or Basic credentials."u8,
        CredentialError.UnknownApp or CredentialError.WrongKey => "No app has this id and key."u8,
        _ => DescribeToken(destination),
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
            Token.IsLiveKit ? " is missing: an access token must expire."u8
                : " is missing: a management token needs access_key, type, iat and exp."u8),
        BearerVerdict.BadClaim => Join(
            destination, "The claim "u8, TokenClaimNames.Of(Token.Claim), Expectation(Token.Claim)),
        BearerVerdict.UnknownKey => "No app has this access_key."u8,
        BearerVerdict.NotManagement =>
            "The claim type must be \"management\": a participant's token is not a back-end credential."u8,
        BearerVerdict.Expired => JoinInstant(destination, "The token expired at "u8, "; sign a new one."u8),
        BearerVerdict.NotYetValid => JoinInstant(
            destination, "The token is not valid before "u8,
            " (iat or nbf): check the clock of the signing machine."u8),
        BearerVerdict.LifetimeTooLong =>
            "The token's lifetime, exp minus iat, exceeds 1209600 seconds (14 days)."u8,
        BearerVerdict.MissingAppId =>
            "The token names no app: a management token (100ms) has access_key, an access token (LiveKit) iss."u8,
        BearerVerdict.UnknownIssuer =>
            "No app of the dialect livekit has the apiKey that iss names; apps of other dialects use an appKey."u8,
        BearerVerdict.BadVideo =>
            "The claim video must be an object with each member once: roomCreate, roomAdmin and roomJoin are true or "u8
            + "false, room is 1 to 256 bytes."u8,
        BearerVerdict.Participant =>
            "The token has video.roomJoin: a participant's token is not a back-end credential. Sign one without it."u8,
        BearerVerdict.MissingGrant =>
            "The token lacks a grant: sign one with video.roomCreate, or video.roomAdmin, true."u8,
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
