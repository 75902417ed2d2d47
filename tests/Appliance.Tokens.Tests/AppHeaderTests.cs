using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.TestKit;

namespace Appliance.Tokens.Tests;

/// <summary>Apps whose dialect sets a token header and an audience.</summary>
public sealed class AppHeaderTests
{
    private const string Header = """{"alg":"HS256","typ":"JWT","kid":"key-1"}""";
    private const string TypedHeader = """{"alg":"HS256","typ":"room+jwt"}""";
    private const string Audience = "jitsi \"é\"";

    private static readonly KeyedApp App = new();
    private static readonly TokenVerifier Verifier = new(App, TestIssuer.Key);

    [Fact]
    public void App_header_is_written_to_its_tokens_and_verifies()
    {
        byte[] token = Issue();
        ReadOnlySpan<byte> encoded = token.AsSpan(0, token.AsSpan().IndexOf((byte)'.'));
        string header = Encoding.UTF8.GetString(Base64Url.DecodeFromUtf8(encoded));
        Assert.Equal(Header, header);
        Assert.Equal(TokenVerdict.Valid, Verify(Encoding.ASCII.GetString(token)));
        JsonElement claims = Jwt.SignedClaims(
            Encoding.ASCII.GetString(token), Encoding.ASCII.GetString(TestIssuer.Secret));
        Assert.Equal(Audience, claims.GetProperty("aud").GetString());
    }

    /// <summary>kid is only a hint (RFC 7515, section 4.1.4); the key separates the apps.</summary>
    [Theory]
    [InlineData("""{"alg":"HS256","typ":"JWT"}""", TokenVerdict.Valid)]
    [InlineData("""{"alg":"HS256","typ":"JWT","kid":"key-2"}""", TokenVerdict.Valid)]
    [InlineData("""{"alg":"HS256"}""", TokenVerdict.Valid)]
    [InlineData("""{"alg":"HS256","typ":"JWS","kid":"key-1"}""", TokenVerdict.BadHeader)]
    [InlineData("""{"alg":"HS384","typ":"JWT","kid":"key-1"}""", TokenVerdict.BadHeader)]
    public void App_header_with_kid_accepts_any_HS256_JWT_header(string header, TokenVerdict expected) =>
        Assert.Equal(expected, Verify(Sign(header, """{"exp":1800000001}""")));

    /// <summary>RFC 8725, section 3.11: tokens of another kind signed with the same key must be rejected.</summary>
    [Theory]
    [InlineData(TypedHeader, TokenVerdict.Valid)]
    [InlineData("""{"alg":"HS256","typ":"room+jwt" }""", TokenVerdict.BadHeader)]
    [InlineData("""{"typ":"room+jwt","alg":"HS256"}""", TokenVerdict.BadHeader)]
    [InlineData("""{"alg":"HS256","typ":"JWT"}""", TokenVerdict.BadHeader)]
    [InlineData("""{"alg":"HS256"}""", TokenVerdict.BadHeader)]
    public void App_header_with_other_typ_accepts_only_exactly_that_header(string header, TokenVerdict expected)
    {
        TokenVerifier verifier = new(new TypedApp(), TestIssuer.Key);
        byte[] token = Encoding.ASCII.GetBytes(Sign(header, """{"exp":1800000001}"""));
        Assert.Equal(
            expected, verifier.Verify(token, TestIssuer.NowSeconds, 0, new byte[TokenLimits.PayloadBytesMax], out _));
    }

    [Fact]
    public void Token_with_header_and_audience_of_another_app_is_rejected_for_its_audience() =>
        Assert.Equal(TokenVerdict.BadClaims, TestIssuer.Verify(Issue(), out _));

    [Theory]
    [InlineData("\"jitsi \\\"\\u00e9\\\"\"", TokenVerdict.Valid)]
    [InlineData("\"jitsi \\\"é\\\"\"", TokenVerdict.Valid)]
    [InlineData("\"jitsi\"", TokenVerdict.BadClaims)]
    [InlineData("\"\"", TokenVerdict.BadClaims)]
    [InlineData("[\"jitsi \\\"é\\\"\"]", TokenVerdict.BadClaims)]
    [InlineData("null", TokenVerdict.BadClaims)]
    public void Only_the_audience_of_the_app_is_accepted(string audience, TokenVerdict expected) =>
        Assert.Equal(expected, Verify(Sign(Header, $$"""{"exp":1800000001,"aud":{{audience}}}""")));

    [Fact]
    public void Missing_required_value_is_a_verdict()
    {
        ClaimValues values = new() { RoomId = "r"u8, TokenId = "t"u8, NowSeconds = TestIssuer.NowSeconds };
        IssueResult result = new TokenIssuer(App, TestIssuer.Key).Issue(
            App.Roles[0], TestIssuer.Room, Rules.DefaultLifetime, ref values, new byte[TokenLimits.TokenBytesMax]);
        Assert.Equal(IssueVerdict.ValueMissing, result.Verdict);
        Assert.Equal(0, result.TokenBytes);
    }

    private static byte[] Issue()
    {
        ClaimValues values = new()
        {
            RoomId = "r"u8,
            UserId = "ann"u8,
            TokenId = "t"u8,
            NowSeconds = TestIssuer.NowSeconds,
        };
        byte[] token = new byte[TokenLimits.TokenBytesMax];
        IssueResult result = new TokenIssuer(App, TestIssuer.Key).Issue(
            App.Roles[0], TestIssuer.Room, Rules.DefaultLifetime, ref values, token);
        Assert.Equal(IssueVerdict.Issued, result.Verdict);
        return token[..result.TokenBytes];
    }

    private static TokenVerdict Verify(string token) => Verifier.Verify(
        Encoding.ASCII.GetBytes(token), TestIssuer.NowSeconds, 0, new byte[TokenLimits.PayloadBytesMax], out _);

    private static string Sign(string header, string payload)
    {
        string signed = $"{Encode(header)}.{Encode(payload)}";
        return signed + "." + Base64Url.EncodeToString(
            HMACSHA256.HashData(TestIssuer.Secret, Encoding.ASCII.GetBytes(signed)));
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private class KeyedApp : App
    {
        public override string Name => "keyed";
        public override string Dialect => "jitsi";
        public override TokenApi Api => TokenApi.None;
        public override string PublicId => "key-1";
        public override SecretSource TokenSecret => new(SecretKind.Environment, "KEYED_SECRET");
        public override ReadOnlySpan<byte> TokenHeader => """{"alg":"HS256","typ":"JWT","kid":"key-1"}"""u8;
        public override ReadOnlySpan<byte> Audience => "jitsi \"é\""u8;
        public override IReadOnlyList<Role> Roles { get; } = [new Guest()];
        public override IReadOnlyList<RoomType> RoomTypes => [];
        public override int RoomCount => 0;
        public override Role? FindRole(ReadOnlySpan<byte> name) => null;
        public override int IndexOfRoom(ReadOnlySpan<byte> id) => -1;
        public override Room RoomAt(int index) => default;
        public override ReadOnlySpan<byte> RoomIdAt(int index) => default;
        public override ReadOnlySpan<byte> RoomNameAt(int index) => default;
    }

    private sealed class TypedApp : KeyedApp
    {
        private static readonly byte[] Typed = Encoding.ASCII.GetBytes(TypedHeader);

        public override ReadOnlySpan<byte> TokenHeader => Typed;
    }

    private sealed class Guest : Role
    {
        public override string Name => "guest";
        public override Grants Grants => Grants.Subscribe;
        public override RoleConstraints Constraints => new(0, new Expiry(1, 60, 60));
        public override CallerValues Accepted => CallerValues.UserId;
        public override CallerValues Required => CallerValues.UserId;
        public override ReadOnlySpan<byte> ConstantClaims => """{"aud":"jitsi \"\u00e9\"","sub":"""u8;

        public override void WriteVaryingClaims(ref JsonWriter claims, in ClaimValues values)
        {
            claims.String(values.UserId);
            claims.Raw(""","exp":"""u8);
            claims.Number(values.ExpiresAtSeconds);
            claims.Raw("}"u8);
        }
    }
}
