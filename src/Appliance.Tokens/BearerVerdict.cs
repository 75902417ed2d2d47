namespace Appliance.Tokens;

/// <summary>Whether a back end's signed token lets it in, or which of its parts does not.</summary>
public enum BearerVerdict : byte
{
    Good,
    /// <summary>Not three segments, or one is not canonical base64url (RFC 4648, sections 3.5 and 5).</summary>
    Malformed,
    TooLong,
    /// <summary>Not the header of an HS256 JWT: see <see cref="TokenVerdict.BadHeader"/>.</summary>
    BadHeader,
    BadSignature,
    /// <summary>The claims are not one strict JSON object with each member once.</summary>
    BadClaims,
    MissingClaim,
    /// <summary>A claim has a value of a wrong JSON type, or out of range.</summary>
    BadClaim,
    /// <summary>The access_key names no app; found by the caller, which knows the apps.</summary>
    UnknownKey,
    /// <summary>The claim type is not "management": a room token, for one.</summary>
    NotManagement,
    Expired,
    NotYetValid,
    LifetimeTooLong,
    /// <summary>Neither access_key nor iss is there.</summary>
    MissingAppId,
    /// <summary>The iss names no app whose access tokens are credentials; found by the caller.</summary>
    UnknownIssuer,
    /// <summary>The claim video is no object with each member once and of its type.</summary>
    BadVideo,
    /// <summary>The video grant has roomJoin: a participant's token.</summary>
    Participant,
    /// <summary>The video grant has neither roomCreate nor roomAdmin.</summary>
    MissingGrant,
}

/// <summary>A verdict on a back end's signed token, and what it is about.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Claim">The claim that is missing or bad.</param>
/// <param name="InstantSeconds">When it expired or becomes valid, Unix seconds.</param>
/// <param name="IsLiveKit">Whether the token names its app by iss: an access token of LiveKit.</param>
public readonly record struct BearerResult(
    BearerVerdict Verdict, TokenClaim Claim = TokenClaim.None, long InstantSeconds = 0, bool IsLiveKit = false);
