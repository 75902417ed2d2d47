using System.Text;
using Appliance.PolicyModel;

namespace Appliance.Tokens.Tests;

/// <summary>A shared issuer and verifier, with shortcuts to issue and verify tokens.</summary>
internal static class TestIssuer
{
    public const long NowSeconds = 1_800_000_000;

    public static readonly byte[] Secret = "the secret of these tests, 36 bytes."u8.ToArray();
    public static readonly SigningKey Key = new(Secret);
    public static readonly TokenIssuer Issuer = new(new SampleApp(), Key);
    public static readonly TokenVerifier Verifier = new(new SampleApp(), Key);
    public static readonly Room Room = new(SampleApp.Conference);

    public static string Token(
        Role role, string roomId = "633fcdd84208780bf665346a", string userId = "", string userName = "",
        string data = "", long nowSeconds = NowSeconds)
    {
        ClaimValues values = new()
        {
            RoomId = Encoding.UTF8.GetBytes(roomId),
            UserId = Encoding.UTF8.GetBytes(userId),
            UserName = Encoding.UTF8.GetBytes(userName),
            Data = Encoding.UTF8.GetBytes(data),
            TokenId = "AAAAAAAAAAAAAAAAAAAAAA"u8,
            NowSeconds = nowSeconds,
        };
        byte[] destination = new byte[TokenLimits.TokenBytesMax];
        IssueResult result = Issuer.Issue(role, Room, Rules.DefaultLifetime, ref values, destination);
        Assert.Equal(IssueVerdict.Issued, result.Verdict);
        return Encoding.ASCII.GetString(destination, 0, result.TokenBytes);
    }

    public static TokenVerdict Verify(
        ReadOnlySpan<byte> token, out string payload, long nowSeconds = NowSeconds, long leewaySeconds = 0)
    {
        byte[] buffer = new byte[TokenLimits.PayloadBytesMax];
        TokenVerdict verdict =
            Verifier.Verify(token, nowSeconds, leewaySeconds, buffer, out int payloadLength);
        payload = Encoding.UTF8.GetString(buffer, 0, payloadLength);
        return verdict;
    }

    public static TokenVerdict Verify(string token, long nowSeconds = NowSeconds, long leewaySeconds = 0) =>
        Verify(Encoding.UTF8.GetBytes(token), out _, nowSeconds, leewaySeconds);
}
