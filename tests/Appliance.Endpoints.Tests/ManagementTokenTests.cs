using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Appliance.Endpoints.Vendors;
using Appliance.PolicyModel;
using Appliance.TestHost;
using Appliance.TestKit;
using Appliance.Tokens;

namespace Appliance.Endpoints.Tests;

public sealed class ManagementTokenTests
{
    private const string AccessKey = Management.AcmeKey;
    private const long NowSeconds = 1_800_000_000;

    private static readonly App Acme = Policies.Current.FindApp("acme"u8)!;
    private static readonly TokenVerifier Verifier = new(Acme, TestCredentials.KeyOf(Acme));
    private static readonly BackEndToken Kind = VendorApis.Of(Acme)!.BackEndToken!;

    private const string ValidClaims =
        """{"access_key":"0123456789abcdef01234567","type":"management","iat":1800000000,"exp":1800000060}""";

    [Theory]
    [InlineData("""{"alg":"HS256","typ":"JWT"}""", ValidClaims)]
    [InlineData("""{"alg":"HS256"}""", ValidClaims)]
    [InlineData("""{"alg":"HS256"}""",
        """{ "exp": 1800000060.25, "iat": 17999999995e-1, "type": "manage\u006dent", "access_k\u0065y": "x" }""")]
    [InlineData("""{"alg":"HS256"}""",
        """{"type":"management","iat":1800000000,"nbf":1800000000,"exp":1801209600,"jti":"j","version":2}""")]
    public void Management_token_of_another_library_is_valid(string header, string claims) => Assert.Equal(
        new BearerResult(BearerVerdict.Valid), Check(Sign(claims, header)));

    [Theory]
    [InlineData("x", BearerVerdict.Malformed)]
    [InlineData("a.b", BearerVerdict.Malformed)]
    [InlineData("a.b=.c", BearerVerdict.Malformed)]
    [InlineData("a.b.c.d", BearerVerdict.Malformed)]
    public void Token_without_three_segments_is_malformed(string token, BearerVerdict verdict) =>
        Assert.Equal(verdict, ReadAccessKey(token).Result.Verdict);

    [Theory]
    [InlineData("""{"type":"management","iat":1800000000}""", BearerVerdict.MissingClaim, TokenClaim.Expiry)]
    [InlineData("""{"type":"management","exp":1800000060}""", BearerVerdict.MissingClaim, TokenClaim.IssuedAt)]
    [InlineData("""{"iat":1800000000,"exp":1800000060}""", BearerVerdict.MissingClaim, TokenClaim.Type)]
    [InlineData("{}", BearerVerdict.MissingClaim, TokenClaim.Type)]
    [InlineData("""{"type":1,"iat":1800000000,"exp":1800000060}""", BearerVerdict.BadClaim, TokenClaim.Type)]
    [InlineData("""{"type":"app","iat":1800000000,"exp":1800000060}""", BearerVerdict.WrongKind)]
    [InlineData("""{"type":"app","iat":1700000000,"exp":1700000060}""", BearerVerdict.WrongKind)]
    [InlineData("""{"type":"management","iat":"1800000000"}""", BearerVerdict.BadClaim, TokenClaim.IssuedAt)]
    [InlineData("""{"type":"management","exp":-1}""", BearerVerdict.BadClaim, TokenClaim.Expiry)]
    [InlineData("""{"type":"management","nbf":1e99}""", BearerVerdict.BadClaim, TokenClaim.NotBefore)]
    [InlineData("""{"type":"management","jti":""}""", BearerVerdict.BadClaim, TokenClaim.TokenId)]
    [InlineData("""{"type":"management","aud":"x"}""", BearerVerdict.BadClaim, TokenClaim.Audience)]
    [InlineData("""{"type":"management","type":"management"}""", BearerVerdict.BadClaims)]
    [InlineData("""["management"]""", BearerVerdict.BadClaims)]
    [InlineData("""{"type":"management" """, BearerVerdict.BadClaims)]
    [InlineData("""{"type":"management","iat":1800000000,"exp":1801209661}""", BearerVerdict.LifetimeTooLong)]
    public void Correctly_signed_token_with_invalid_claim_is_rejected_with_that_claim(
        string claims, BearerVerdict verdict, TokenClaim claim = TokenClaim.None) =>
        Assert.Equal(new BearerResult(verdict, claim), Check(Sign(claims)) with { Sentence = null });

    /// <summary>The leeway is 60 seconds.</summary>
    [Theory]
    [InlineData(1_799_999_000, 1_799_999_940, BearerVerdict.Expired, 1_799_999_940)]
    [InlineData(1_799_999_000, 1_799_999_941, BearerVerdict.Valid, 0)]
    [InlineData(1_800_000_061, 1_800_000_999, BearerVerdict.NotYetValid, 1_800_000_061)]
    [InlineData(1_800_000_060, 1_800_000_999, BearerVerdict.Valid, 0)]
    public void Verdict_has_the_time_of_expiry_or_not_before(
        long issuedAt, long expiresAt, BearerVerdict verdict, long instant) =>
        Assert.Equal(
            new BearerResult(verdict, InstantSeconds: instant),
            Check(Sign($$"""{"type":"management","iat":{{issuedAt}},"exp":{{expiresAt}}}""")));

    [Fact]
    public void Later_of_iat_and_nbf_decides_not_before() => Assert.Equal(
        new BearerResult(BearerVerdict.NotYetValid, InstantSeconds: 1_800_000_500),
        Check(Sign("""{"type":"management","iat":1800000100,"nbf":1800000499.5,"exp":1800000999}""")));

    [Fact]
    public void Header_and_signature_are_verified_before_the_claims()
    {
        Assert.Equal(BearerVerdict.BadHeader, Check(Sign("{}", """{"alg":"HS512"}""")).Verdict);
        Assert.Equal(BearerVerdict.BadSignature, Check(Sign("{}") + "A").Verdict);
        Assert.Equal(BearerVerdict.TooLong, Check(new string('a', TokenLimits.TokenBytesMax + 1)).Verdict);
    }

    [Theory]
    [InlineData(ValidClaims, AccessKey)]
    [InlineData("""{"access_key":"a\u0062c","x":1}""", "abc")]
    [InlineData("""{"x":{"access_key":"no"},"\u0061ccess_key":"yes"}""", "yes")]
    [InlineData("""{"access_key":""}""", "")]
    public void Access_key_is_read_before_signature_verification(string claims, string accessKey) => Assert.Equal(
        (new BearerResult(BearerVerdict.Valid), accessKey), ReadAccessKey(Sign(claims)));

    [Theory]
    [InlineData("{}", BearerVerdict.MissingClaim, TokenClaim.AccessKey)]
    [InlineData("""{"x":["access_key"]}""", BearerVerdict.MissingClaim, TokenClaim.AccessKey)]
    [InlineData("""{"access_key":17}""", BearerVerdict.BadClaim, TokenClaim.AccessKey)]
    [InlineData("""{"access_key":null}""", BearerVerdict.BadClaim, TokenClaim.AccessKey)]
    [InlineData("""{"x":1""", BearerVerdict.BadClaims, TokenClaim.None)]
    [InlineData("17", BearerVerdict.BadClaims, TokenClaim.None)]
    public void Token_without_valid_access_key_is_rejected_with_that_claim(
        string claims, BearerVerdict verdict, TokenClaim claim) =>
        Assert.Equal((new BearerResult(verdict, claim), ""), ReadAccessKey(Sign(claims)));

    [Fact]
    public void Issued_management_token_is_valid()
    {
        byte[] token = new byte[TokenLimits.TokenBytesMax];
        int length = Kind.Write(
            Acme, TestCredentials.KeyOf(Acme), "id"u8, NowSeconds, Kind.LifetimeSecondsMax, token);
        string text = Encoding.ASCII.GetString(token, 0, length);
        Assert.Equal(AccessKey, ReadAccessKey(text).AccessKey);
        Assert.Equal(BearerVerdict.Valid, Check(text).Verdict);
    }

    [Theory]
    [InlineData(ValidClaims)]
    [InlineData("""{"type":"management","iat":1,"exp":2}""")]
    public void Checking_a_management_token_allocates_nothing(string claims)
    {
        byte[] token = Encoding.ASCII.GetBytes(Sign(claims, """{"alg":"HS256"}"""));
        byte[] scratch = new byte[TokenLimits.PayloadBytesMax];
        Assert.Equal(0, Allocations.Of(() =>
        {
            BearerToken.ReadAppId(token, [Kind.AppIdClaim], scratch, out _, out _);
            Kind.Check(Verifier, token, NowSeconds, 60, scratch, out _);
        }));
    }

    private static BearerResult Check(string token) => Kind.Check(
        Verifier, Encoding.ASCII.GetBytes(token), NowSeconds, leewaySeconds: 60,
        new byte[TokenLimits.PayloadBytesMax], out _);

    private static (BearerResult Result, string AccessKey) ReadAccessKey(string token)
    {
        BearerResult result = BearerToken.ReadAppId(
            Encoding.ASCII.GetBytes(token), [Kind.AppIdClaim], new byte[TokenLimits.PayloadBytesMax],
            out ReadOnlySpan<byte> accessKey, out _);
        return (result, Encoding.UTF8.GetString(accessKey));
    }

    private static string Sign(string claims, string header = """{"alg":"HS256","typ":"JWT"}""")
    {
        string signed = $"{Encode(header)}.{Encode(claims)}";
        return signed + "." + Base64Url.EncodeToString(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(Api.SecretOf("acme")), Encoding.ASCII.GetBytes(signed)));
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
