namespace Appliance.Tokens;

/// <summary>Whether a token was signed by the app's key and is currently valid.</summary>
public enum TokenVerdict : byte
{
    Valid,
    /// <summary>Not three segments, or the payload is not canonical base64url (RFC 4648, sections 3.5 and 5).</summary>
    Malformed,
    TooLong,
    /// <summary>
    /// Neither the app's header nor the JOSE header of an HS256 JWT: JSON with alg HS256, typ JWT or no typ, and no
    /// crit, b64 or zip (RFC 8725, sections 3.1 and 3.11).
    /// </summary>
    BadHeader,
    /// <summary>Signed with another key, altered, or the signature has a non-canonical encoding.</summary>
    BadSignature,
    /// <summary>Not a strict JSON object, or a claim is repeated or has the wrong type (RFC 7519, section 4).</summary>
    BadClaims,
    /// <summary>nbf or iat is in the future (RFC 7519, sections 4.1.5 and 4.1.6).</summary>
    NotYetValid,
    /// <summary>exp is not in the future (RFC 7519, section 4.1.4).</summary>
    Expired,
}

/// <summary>Messages for the verdicts.</summary>
public static class TokenVerdicts
{
    public static string Describe(TokenVerdict verdict) => verdict switch
    {
        TokenVerdict.Valid => "The token is valid.",
        TokenVerdict.Malformed => "This is not a token: it needs three base64url segments with dots between them.",
        TokenVerdict.TooLong => $"The token is longer than {TokenLimits.AnyTokenBytesMax} characters.",
        TokenVerdict.BadHeader => "The token's header is rejected: it must be JSON with alg HS256, with typ JWT or "
            + "no typ unless the app's dialect sets another, and without crit, b64 and zip.",
        TokenVerdict.BadSignature => "The signature does not match: the token was signed with another key or altered.",
        TokenVerdict.BadClaims => "The claims are not valid JSON, or a claim is missing, repeated or has the wrong "
            + "type.",
        TokenVerdict.NotYetValid => "The token is not valid yet.",
        TokenVerdict.Expired => "The token has expired.",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };
}
