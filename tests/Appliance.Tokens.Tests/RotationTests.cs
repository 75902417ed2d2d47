using System.Text;
using Appliance.TestKit;

namespace Appliance.Tokens.Tests;

/// <summary>
/// Key rotation: tokens of the current and the previous key are valid, tokens of a third key are not.
/// </summary>
public sealed class RotationTests
{
    private const string Claims = """{"sub":"u","exp":1800000001}""";

    private static readonly byte[] PreviousSecret = "the secret before that one, 35 bytes"u8.ToArray();
    private static readonly byte[] OtherSecret = "a secret that never signed here, 39 bytes"u8.ToArray();
    private static readonly SigningKey PreviousKey = new(PreviousSecret);
    private static readonly TokenVerifier Both = new(new SampleApp(), TestIssuer.Key, PreviousKey);
    private static readonly TokenVerifier CurrentOnly = new(new SampleApp(), TestIssuer.Key);

    [Fact]
    public void Rotation_accepts_tokens_of_current_and_previous_key_only()
    {
        foreach ((byte[] secret, TokenVerdict both, TokenVerdict currentOnly) in new[]
        {
            (TestIssuer.Secret, TokenVerdict.Valid, TokenVerdict.Valid),
            (PreviousSecret, TokenVerdict.Valid, TokenVerdict.BadSignature),
            (OtherSecret, TokenVerdict.BadSignature, TokenVerdict.BadSignature),
        })
        {
            string token = Jwt.Sign(Claims, Encoding.ASCII.GetString(secret));
            Assert.Equal((both, both == TokenVerdict.Valid ? Claims : ""), Verify(Both, token));
            Assert.Equal(currentOnly, Verify(CurrentOnly, token).Verdict);
        }
    }

    [Fact]
    public void Rotation_applies_the_same_rules_to_both_keys()
    {
        foreach (byte[] secret in new[] { TestIssuer.Secret, PreviousSecret })
        {
            string Signed(string claims) => Jwt.Sign(claims, Encoding.ASCII.GetString(secret));
            string token = Signed(Claims);
            Assert.Equal(TokenVerdict.Expired, Verify(Both, token, nowSeconds: 1_800_000_001).Verdict);
            Assert.Equal(TokenVerdict.Valid, Verify(Both, token, 1_800_000_030, leewaySeconds: 30).Verdict);
            Assert.Equal(TokenVerdict.Expired, Verify(Both, token, 1_800_000_031, leewaySeconds: 30).Verdict);
            Assert.Equal(TokenVerdict.BadClaims, Verify(Both, Signed("{}")).Verdict);
            Assert.Equal(TokenVerdict.BadSignature, Verify(Both, token + "=").Verdict);
            Assert.Equal(TokenVerdict.BadSignature, Verify(Both, token[..^1]).Verdict);
        }
    }

    /// <summary>A mix of the two valid signatures is invalid.</summary>
    [Fact]
    public void Rotation_rejects_mixed_and_altered_signatures()
    {
        string current = Jwt.Sign(Claims, Encoding.ASCII.GetString(TestIssuer.Secret));
        string previous = Jwt.Sign(Claims, Encoding.ASCII.GetString(PreviousSecret));
        int start = current.LastIndexOf('.') + 1;
        Gen.Select(
            Gen.Int[0, TokenHeader.SignatureBytes], Gen.Int[0, TokenHeader.SignatureBytes - 1], Gen.Bool)
        .Sample((mixedFrom, changedAt, changes) =>
        {
            char[] token = (current[..(start + mixedFrom)] + previous[(start + mixedFrom)..]).ToCharArray();
            if (changes)
                token[start + changedAt] = token[start + changedAt] == 'A' ? 'Q' : 'A';
            string text = new(token);
            TokenVerdict expected =
                text == current || text == previous ? TokenVerdict.Valid : TokenVerdict.BadSignature;
            Assert.Equal(expected, Verify(Both, text).Verdict);
        });
    }

    [Fact]
    public void Verifying_with_two_keys_allocates_nothing()
    {
        byte[] token = Encoding.ASCII.GetBytes(Jwt.Sign(Claims, Encoding.ASCII.GetString(PreviousSecret)));
        byte[] buffer = new byte[TokenLimits.PayloadBytesMax];
        Assert.Equal(TokenVerdict.Valid, Both.Verify(token, TestIssuer.NowSeconds, 0, buffer, out _));
        Assert.Equal(0, Allocations.Of(() => Both.Verify(token, TestIssuer.NowSeconds, 0, buffer, out _)));
    }

    private static (TokenVerdict Verdict, string Claims) Verify(
        TokenVerifier verifier, string token, long nowSeconds = TestIssuer.NowSeconds, long leewaySeconds = 0)
    {
        byte[] buffer = new byte[TokenLimits.PayloadBytesMax];
        TokenVerdict verdict = verifier.Verify(
            Encoding.ASCII.GetBytes(token), nowSeconds, leewaySeconds, buffer, out int length);
        return (verdict, Encoding.UTF8.GetString(buffer, 0, length));
    }
}
