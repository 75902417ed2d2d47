using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Appliance.Bench.Peers;

/// <summary>The claims that every implementation signs, and a check of its token.</summary>
internal static class PeerClaims
{
    public const long LifetimeSeconds = 3600;

    /// <summary>All claims except iat, nbf and exp, for which some libraries have properties.</summary>
    public static Dictionary<string, object> Make() => new()
    {
        ["access_key"] = Inputs.App.PublicId,
        ["type"] = "app",
        ["version"] = 2,
        ["role"] = Inputs.Role.Name,
        ["room_id"] = TokenRequest.RoomId,
        ["user_id"] = TokenRequest.UserId,
        ["jti"] = Guid.NewGuid().ToString(),
    };

    /// <summary>All claims, with iat, nbf and exp in Unix seconds (RFC 7519, section 2).</summary>
    public static Dictionary<string, object> MakeWithInstants()
    {
        Dictionary<string, object> claims = Make();
        claims["iat"] = Inputs.NowSeconds;
        claims["nbf"] = Inputs.NowSeconds;
        claims["exp"] = Inputs.NowSeconds + LifetimeSeconds;
        return claims;
    }

    /// <summary>Checks that a token has the right signature and these claims, so that all implementations do the same
    /// work.</summary>
    /// <exception cref="InvalidOperationException">The signature or a claim is wrong.</exception>
    public static void Check(string peer, string token)
    {
        string[] parts = token.Split('.');
        byte[] tag = HMACSHA256.HashData(Inputs.Secret, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"));
        JsonElement claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
        Dictionary<string, object> expected = MakeWithInstants();
        bool isSame = claims.EnumerateObject().Count() == expected.Count
            && expected.All(claim => claims.TryGetProperty(claim.Key, out JsonElement value)
                && (claim.Key == "jti" || value.ToString() == $"{claim.Value}"));
        if (!isSame || parts[2] != Base64Url.EncodeToString(tag))
            throw new InvalidOperationException($"{peer}: wrong signature or claims: {claims}");
    }
}
