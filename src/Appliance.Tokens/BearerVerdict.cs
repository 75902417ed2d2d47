namespace Appliance.Tokens;

/// <summary>Whether a back end's signed token is accepted, or why it is rejected.</summary>
public enum BearerVerdict : byte
{
    Valid,
    /// <summary>Not three segments, or one is not canonical base64url (RFC 4648, sections 3.5 and 5).</summary>
    Malformed,
    TooLong,
    /// <summary>Not the JOSE header of an HS256 JWT; see <see cref="TokenVerdict.BadHeader"/>.</summary>
    BadHeader,
    BadSignature,
    /// <summary>The claims are not a strict JSON object, or a member is repeated.</summary>
    BadClaims,
    MissingClaim,
    /// <summary>A claim value has the wrong JSON type or is out of range.</summary>
    BadClaim,
    /// <summary>The token names no app that accepts it; set by the caller, which knows the apps.</summary>
    UnknownApp,
    /// <summary>Not the token of a back end; for example, it is a participant's token.</summary>
    WrongKind,
    Expired,
    NotYetValid,
    LifetimeTooLong,
    /// <summary>No claim names an app.</summary>
    MissingAppId,
}

/// <summary>Verdict on a back end's signed token, with details.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Claim">The claim that is missing or bad.</param>
/// <param name="InstantSeconds">When the token expired or becomes valid, Unix seconds.</param>
/// <param name="Sentence">A sentence for the back end's developer, ASCII; null if the verdict has one for all kinds of
/// tokens.</param>
public readonly record struct BearerResult(
    BearerVerdict Verdict, TokenClaim Claim = TokenClaim.None, long InstantSeconds = 0, byte[]? Sentence = null);
