using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Appliance.Bench.Peers;

/// <summary>Microsoft.IdentityModel.JsonWebTokens. Handler, key and parameters are created once.</summary>
internal static class IdentityModelPeer
{
    private static readonly DateTime Now = DateTimeOffset.FromUnixTimeSeconds(Inputs.NowSeconds).UtcDateTime;

    private static readonly JsonWebTokenHandler Handler = new();
    private static readonly SymmetricSecurityKey Key = new(Inputs.Secret);
    private static readonly SigningCredentials Credentials = new(Key, SecurityAlgorithms.HmacSha256);

    private static readonly TokenValidationParameters Expected = new()
    {
        IssuerSigningKey = Key,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        ValidateIssuer = false,
        ValidateAudience = false,
    };

    public static string Sign() => Handler.CreateToken(new SecurityTokenDescriptor
    {
        Claims = PeerClaims.Make(),
        IssuedAt = Now,
        NotBefore = Now,
        Expires = Now.AddSeconds(PeerClaims.LifetimeSeconds),
        SigningCredentials = Credentials,
    });

    public static Task<TokenValidationResult> VerifyAsync(string token) =>
        Handler.ValidateTokenAsync(token, Expected);
}
