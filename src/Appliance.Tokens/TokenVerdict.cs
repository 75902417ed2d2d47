namespace Appliance.Tokens;

/// <summary>Whether a token is one of ours, and good now.</summary>
public enum TokenVerdict : byte
{
    Valid,
    /// <summary>Not three segments, or the payload is not canonical base64url (RFC 4648, sections 3.5 and 5).</summary>
    Malformed,
    TooLong,
    /// <summary>Neither the app's own header nor one of an HS256 JWT: JSON with alg HS256, typ JWT or none, and no
    /// crit, b64 or zip (RFC 8725, sections 3.1 and 3.11).</summary>
    BadHeader,
    /// <summary>Signed by another key, changed, or the signature is written in another way than ours.</summary>
    BadSignature,
    /// <summary>Not a strict JSON object with claims of the right types, each once (RFC 7519, section 4).</summary>
    BadClaims,
    /// <summary>The instant of nbf or iat is still to come (RFC 7519, sections 4.1.5 and 4.1.6).</summary>
    NotYetValid,
    /// <summary>The instant of exp has come (RFC 7519, section 4.1.4).</summary>
    Expired,
}

/// <summary>What the verdicts mean.</summary>
public static class TokenVerdicts
{
    public static string Describe(TokenVerdict verdict) => verdict switch
    {
        TokenVerdict.Valid => "The token is valid.",
        TokenVerdict.Malformed => "This is not a token: it needs three base64url segments with dots between them.",
        TokenVerdict.TooLong => $"The token is longer than {TokenLimits.AnyTokenBytesMax} characters.",
        TokenVerdict.BadHeader => "The token's header is refused: it must be JSON with alg HS256, with typ JWT or "
            + "none unless the app's dialect writes another, and without crit, b64 and zip.",
        TokenVerdict.BadSignature => "The token's signature does not fit: another key signed it, or it was changed.",
        TokenVerdict.BadClaims => "The token's claims are not acceptable JSON, or a claim is missing, repeated or "
            + "of a wrong type.",
        TokenVerdict.NotYetValid => "The token is not valid yet.",
        TokenVerdict.Expired => "The token has expired.",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };
}
