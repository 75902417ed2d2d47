using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Appliance.Tokens.Tests;

public sealed class TokenVerifierTests
{
    private const string Header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
    private const long Now = TestIssuer.NowSeconds;

    [Theory]
    [InlineData("""{"exp":1800000001}""", TokenVerdict.Valid)]
    [InlineData(""" { "exp" : 1800000001 , "x" : [ { } , null ] } """, TokenVerdict.Valid)]
    [InlineData("""{"exp":1800000001,"nbf":1800000000,"iat":1800000000,"jti":"a"}""", TokenVerdict.Valid)]
    [InlineData("""{"exp":253402300799}""", TokenVerdict.Valid)]
    [InlineData("""{"exp":1800000000}""", TokenVerdict.Expired)]
    [InlineData("""{"exp":0}""", TokenVerdict.Expired)]
    [InlineData("""{"exp":1800000009,"nbf":1800000001}""", TokenVerdict.NotYetValid)]
    [InlineData("""{"exp":1800000009,"iat":1800000001}""", TokenVerdict.NotYetValid)]
    [InlineData("""{}""", TokenVerdict.BadClaims)]
    [InlineData("""[]""", TokenVerdict.BadClaims)]
    [InlineData("""1800000001""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":1800000001}x""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":1800000001""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":1800000001,}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":1800000001,"x":tru}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":1800000001,"x":[}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":"1800000001"}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":1800000001.5}""", TokenVerdict.Valid)]
    [InlineData("""{"exp":18.00000001E+8}""", TokenVerdict.Valid)]
    [InlineData("""{"exp":1800000000.999}""", TokenVerdict.Expired)]
    [InlineData("""{"exp":18e8}""", TokenVerdict.Expired)]
    [InlineData("""{"exp":1800000009,"nbf":1800000000.0}""", TokenVerdict.Valid)]
    [InlineData("""{"exp":1800000009,"nbf":1800000000.000001}""", TokenVerdict.NotYetValid)]
    [InlineData("""{"exp":1800000009,"iat":1799999999.1}""", TokenVerdict.Valid)]
    [InlineData("""{"exp":1800000009,"iat":1800000000.1}""", TokenVerdict.NotYetValid)]
    [InlineData("""{"exp":253402300799.5}""", TokenVerdict.Valid)]
    [InlineData("""{"exp":1800000009,"iat":253402300799.5}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":-0}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":-0.1}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":1e400}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":1e99999999999999999999}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":-1}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":253402300800}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":9223372036854775808}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":null}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":{}}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":1800000001,"nbf":"0"}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":1800000001,"iat":[]}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":1800000001,"jti":""}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":1800000001,"jti":1}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":1800000001,"aud":"x"}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":1,"exp":1800000001}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":1800000001,"a":1,"b":2,"a":1}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":1800000001,"jti":"a","\u006ati":"b"}""", TokenVerdict.BadClaims)]
    [InlineData("""{"exp":1800000001,"x":[[[[[[[[[[[[[[1]]]]]]]]]]]]]]}""", TokenVerdict.BadClaims)]
    public void Claims_of_a_correctly_signed_payload_get_the_expected_verdict(string payload, TokenVerdict verdict) =>
        Assert.Equal(verdict, TestIssuer.Verify(Sign(Header, Encode(payload))));

    [Fact]
    public void Claims_of_an_expired_token_are_not_returned()
    {
        byte[] token = Encoding.ASCII.GetBytes(Sign(Header, Encode("""{"exp":1}""")));
        Assert.Equal(TokenVerdict.Expired, TestIssuer.Verify(token, out string payload));
        Assert.Equal("", payload);
    }

    [Fact]
    public void Leeway_extends_not_before_and_expiry()
    {
        string token = Sign(Header, Encode("""{"nbf":1000,"exp":2000}"""));
        Assert.Equal(TokenVerdict.NotYetValid, TestIssuer.Verify(token, 989, 10));
        Assert.Equal(TokenVerdict.Valid, TestIssuer.Verify(token, 990, 10));
        Assert.Equal(TokenVerdict.Valid, TestIssuer.Verify(token, 2009, 10));
        Assert.Equal(TokenVerdict.Expired, TestIssuer.Verify(token, 2010, 10));
        Assert.Equal(TokenVerdict.Expired, TestIssuer.Verify(token, long.MaxValue, long.MaxValue));
        Assert.Equal(TokenVerdict.Valid, TestIssuer.Verify(token, 1500, long.MaxValue));
        Assert.Equal(TokenVerdict.NotYetValid, TestIssuer.Verify(token, long.MinValue));
        Assert.Equal(TokenVerdict.Expired, TestIssuer.Verify(token, 2000, long.MinValue));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9..AAAA")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.AAAA")]
    public void Token_without_three_segments_and_payload_is_malformed(string token) =>
        Assert.Equal(TokenVerdict.Malformed, TestIssuer.Verify(token));

    /// <summary>Only the owner of the key could sign these encodings, and our encoder produces none of them.</summary>
    [Theory]
    [InlineData("eyJleHAiOjE4MDAwMDAwMDF9=")]
    [InlineData("eyJleHAiOjE4MDAwMDAwMDF9====")]
    [InlineData("eyJleHAiOjE4\nMDAwMDAwMDF9")]
    [InlineData(" eyJleHAiOjE4MDAwMDAwMDF9")]
    [InlineData("eyJleHAiOjE4MDAwMDAwMDF9A")]
    [InlineData("eyJleHAiOjE4MDAwMDAwMDF9.A")]
    [InlineData("eyJleHAiOjE4MDAwMDAwMDF9IB")]
    [InlineData("eyJleHAiOjE4MDAwMDAwMDF9IC+")]
    [InlineData("eyJleHAiOjE4MDAwMDAwMDF9ICB")]
    public void Non_canonical_base64url_payload_is_malformed(string payload) =>
        Assert.Equal(TokenVerdict.Malformed, TestIssuer.Verify(Sign(Header, payload)));

    [Fact]
    public void Trailing_white_space_in_the_payload_is_valid_JSON() =>
        Assert.Equal(TokenVerdict.Valid, TestIssuer.Verify(Sign(Header, "eyJleHAiOjE4MDAwMDAwMDF9ICA")));

    [Fact]
    public void Non_canonical_or_altered_signature_is_rejected()
    {
        string token = TestIssuer.Token(SampleApp.Host);
        int start = token.LastIndexOf('.') + 1;
        Assert.Equal(TokenVerdict.Valid, TestIssuer.Verify(token));
        Assert.Equal(TokenVerdict.BadSignature, TestIssuer.Verify(token[..start]));
        Assert.Equal(TokenVerdict.BadSignature, TestIssuer.Verify(token + "="));
        Assert.Equal(TokenVerdict.BadSignature, TestIssuer.Verify(token + "\n"));
        Assert.Equal(TokenVerdict.BadSignature, TestIssuer.Verify(token[..^4]));
        // The last character carries four bits, so three other characters decode to the same 32 bytes.
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = Alphabet.IndexOf(token[^1]);
        for (int variant = 1; variant < 4; variant++)
            Assert.Equal(TokenVerdict.BadSignature, TestIssuer.Verify(token[..^1] + Alphabet[last | variant]));
    }

    [Fact]
    public void Token_signed_with_another_key_is_rejected()
    {
        byte[] buffer = new byte[TokenLimits.PayloadBytesMax];
        SigningKey other = new("another secret of these tests, 40 bytes."u8);
        Assert.Equal(
            TokenVerdict.BadSignature,
            new TokenVerifier(new SampleApp(), other).Verify(
                Encoding.ASCII.GetBytes(TestIssuer.Token(SampleApp.Host)), Now, 0, buffer, out _));
    }

    [Fact]
    public void Token_over_the_length_limit_is_rejected_unparsed()
    {
        Assert.Equal(TokenVerdict.TooLong, TestIssuer.Verify(new string('.', TokenLimits.TokenBytesMax + 1)));
        Assert.Equal(TokenVerdict.Malformed, TestIssuer.Verify(new string('A', TokenLimits.TokenBytesMax)));
    }

    [Fact]
    public void Longest_payload_is_accepted_and_a_longer_one_is_rejected()
    {
        const string Around = """{"exp":1800000001,"x":""}""";
        string fits = Around.Insert(Around.Length - 2, new string('a', TokenLimits.PayloadBytesMax - Around.Length));
        byte[] token = Encoding.ASCII.GetBytes(Sign(Header, Encode(fits)));
        Assert.InRange(token.Length, TokenLimits.PayloadBytesMax, TokenLimits.TokenBytesMax);
        Assert.Equal(TokenVerdict.Valid, TestIssuer.Verify(token, out string payload));
        Assert.Equal(fits, payload);
        Assert.Equal(TokenVerdict.Malformed, TestIssuer.Verify(Sign(Header, Encode(fits + " "))));
    }

    /// <summary>The depth limit covers a template with an object from the caller.</summary>
    [Fact]
    public void Claims_nested_deeper_than_a_template_with_caller_data_are_rejected()
    {
        string Nested(int depth) => $$"""{"exp":1800000001,"x":{{new string('[', depth)}}{{new string(']', depth)}}}""";
        Assert.Equal(TokenVerdict.Valid, TestIssuer.Verify(Sign(Header, Encode(Nested(13)))));
        Assert.Equal(TokenVerdict.BadClaims, TestIssuer.Verify(Sign(Header, Encode(Nested(14)))));
    }

    [Fact]
    public void Number_of_claims_is_limited()
    {
        string[] claims = [.. Enumerable.Range(0, 63).Select(i => $"\"c{i}\":1")];
        string fits = $$"""{"exp":1800000001,{{string.Join(',', claims)}}}""";
        string tooMany = $$"""{"exp":1800000001,"one":1,{{string.Join(',', claims)}}}""";
        Assert.Equal(TokenVerdict.Valid, TestIssuer.Verify(Sign(Header, Encode(fits))));
        Assert.Equal(TokenVerdict.BadClaims, TestIssuer.Verify(Sign(Header, Encode(tooMany))));
    }

    private static string Encode(string payload) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload));

    private static string Sign(string header, string payload)
    {
        string signed = header + "." + payload;
        byte[] tag = HMACSHA256.HashData(TestIssuer.Secret, Encoding.UTF8.GetBytes(signed));
        return signed + "." + Base64Url.EncodeToString(tag);
    }
}
