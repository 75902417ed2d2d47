using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Appliance.TestKit;

/// <summary>Verifies and signs tokens with an independent library, Microsoft.IdentityModel.JsonWebTokens.</summary>
public static class Jwt
{
    /// <summary>The claims of a token that must be valid now.</summary>
    public static JsonElement ValidClaims(string token, string secret) => Claims(token, secret, validateLifetime: true);

    /// <summary>The claims of a token that must have a valid signature; its lifetime is ignored.</summary>
    public static JsonElement SignedClaims(string token, string secret) =>
        Claims(token, secret, validateLifetime: false);

    /// <summary>Signs a token with the given claims, a JSON object.</summary>
    public static string Sign(string claims, string secret)
    {
        SymmetricSecurityKey key = new(Encoding.UTF8.GetBytes(secret));
        return new JsonWebTokenHandler().CreateToken(
            claims, new SigningCredentials(key, SecurityAlgorithms.HmacSha256));
    }

    private static JsonElement Claims(string token, string secret, bool validateLifetime)
    {
        JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = 1 << 20 };
        TokenValidationResult result = handler.ValidateTokenAsync(token, new()
        {
            IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)),
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = validateLifetime,
            ClockSkew = TimeSpan.Zero,
        }).GetAwaiter().GetResult();
        Assert.True(result.IsValid, result.Exception?.Message);
        return JsonDocument.Parse(Base64UrlEncoder.Decode(token.Split('.')[1])).RootElement.Clone();
    }
}
