namespace Appliance.Tokens;

/// <summary>Whether a management token lets in, or which of its parts does not.</summary>
public enum ManagementVerdict : byte
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
    /// <summary>The access_key names no app; found by the caller, who knows the apps.</summary>
    UnknownKey,
    /// <summary>The claim type is not "management": a room token, for one.</summary>
    NotManagement,
    Expired,
    NotYetValid,
    LifeTooLong,
}

/// <summary>A verdict on a management token, and what it is about.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Claim">The claim that is missing or bad.</param>
/// <param name="InstantSeconds">When it expired or becomes valid, Unix seconds.</param>
public readonly record struct ManagementResult(
    ManagementVerdict Verdict, TokenClaim Claim = TokenClaim.None, long InstantSeconds = 0);
