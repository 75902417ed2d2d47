namespace Appliance.Tokens;

/// <summary>Claims read from tokens: registered claims (RFC 7519, section 4.1) and those of vendors.</summary>
public enum TokenClaim : byte
{
    None,
    AccessKey,
    Type,
    IssuedAt,
    NotBefore,
    Expiry,
    TokenId,
    Audience,
    Issuer,
    Video,
}

/// <summary>Names of the claims in tokens.</summary>
public static class TokenClaimNames
{
    public static ReadOnlySpan<byte> Of(TokenClaim claim) => claim switch
    {
        TokenClaim.AccessKey => "access_key"u8,
        TokenClaim.Type => "type"u8,
        TokenClaim.IssuedAt => "iat"u8,
        TokenClaim.NotBefore => "nbf"u8,
        TokenClaim.Expiry => "exp"u8,
        TokenClaim.TokenId => "jti"u8,
        TokenClaim.Audience => "aud"u8,
        TokenClaim.Issuer => "iss"u8,
        TokenClaim.Video => "video"u8,
        _ => default,
    };
}
