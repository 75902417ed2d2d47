using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Peers.Kestrel;

/// <summary>JsonWebTokenHandler with a token descriptor; key and handler are created once.</summary>
internal static class Signer
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    private static readonly SigningCredentials Credentials = new(
        new SymmetricSecurityKey(Encoding.UTF8.GetBytes(
            Environment.GetEnvironmentVariable("PEER_SECRET") ?? throw new InvalidOperationException())),
        SecurityAlgorithms.HmacSha256);

    public static string Sign(TokenRequestBody body)
    {
        DateTime now = DateTime.UtcNow;
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            SigningCredentials = Credentials,
            Claims = new Dictionary<string, object>
            {
                ["access_key"] = "5f9e0c8d2b7a4e1f6c3d9a10",
                ["type"] = "app",
                ["version"] = 2,
                ["role"] = body.Role,
                ["room_id"] = body.RoomId,
                ["user_id"] = body.UserId,
                ["jti"] = Guid.NewGuid().ToString(),
            },
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddDays(1),
        });
    }
}
