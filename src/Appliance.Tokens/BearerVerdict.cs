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
    /// <summary>The access_key is not the id of an app; set by the caller, which knows the apps.</summary>
    UnknownKey,
    /// <summary>The claim type is not "management"; for example, it is a room token.</summary>
    NotManagement,
    Expired,
    NotYetValid,
    LifetimeTooLong,
    /// <summary>Neither access_key nor iss is present.</summary>
    MissingAppId,
    /// <summary>The iss is not the id of an app that accepts access tokens as credentials; set by the caller.</summary>
    UnknownIssuer,
    /// <summary>The claim video is not an object, or a member is repeated or has the wrong type.</summary>
    BadVideo,
    /// <summary>The video grant has roomJoin, so it is a participant's token.</summary>
    Participant,
    /// <summary>The video grant has neither roomCreate nor roomAdmin.</summary>
    MissingGrant,
}

/// <summary>Verdict on a back end's signed token, with details.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Claim">The claim that is missing or bad.</param>
/// <param name="InstantSeconds">When the token expired or becomes valid, Unix seconds.</param>
/// <param name="IsLiveKit">The token identifies its app by iss, so it is a LiveKit access token.</param>
public readonly record struct BearerResult(
    BearerVerdict Verdict, TokenClaim Claim = TokenClaim.None, long InstantSeconds = 0, bool IsLiveKit = false);
