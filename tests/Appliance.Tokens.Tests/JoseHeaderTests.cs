using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.Tokens.Tests;

/// <summary>JOSE headers written by other libraries, on correctly signed tokens.</summary>
public sealed class JoseHeaderTests
{
    private const string Claims = """{"exp":1800000001}""";

    [Theory]
    [InlineData("""{"alg":"HS256"}""")]
    [InlineData("""{"typ":"JWT","alg":"HS256"}""")]
    [InlineData("""{"alg": "HS256", "typ": "JWT"}""")]
    [InlineData("{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}")]
    [InlineData("\t{ \"alg\" : \"HS256\" }\n")]
    [InlineData("""{"alg":"HS256","typ":"jwt"}""")]
    [InlineData("""{"alg":"HS256","typ":"Jwt"}""")]
    [InlineData("""{"alg":"HS256","typ":"JWT","kid":"1"}""")]
    [InlineData("""{"alg":"HS256","kid":"../../dev/null","jku":"https://elsewhere.example/keys"}""")]
    [InlineData("""{"alg":"HS256","kid":null,"x":[{"alg":"none"}],"typ":"JWT"}""")]
    [InlineData("""{"\u0061lg":"\u0048S256","typ":"J\u0057T"}""")]
    [InlineData("""{"alg":"HS256","Alg":"none"}""")]
    [InlineData("""{"alg":"HS256","cty":"JWT"}""")]
    public void HS256_JWT_header_is_accepted(string header) =>
        Assert.Equal(TokenVerdict.Valid, TestIssuer.Verify(Sign(header)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"HS256\"")]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"None","typ":"JWT"}""")]
    [InlineData("""{"alg":"HS384","typ":"JWT"}""")]
    [InlineData("""{"alg":"HS512","typ":"JWT"}""")]
    [InlineData("""{"alg":"RS256","typ":"JWT"}""")]
    [InlineData("""{"alg":"ES256","typ":"JWT"}""")]
    [InlineData("""{"alg":"EdDSA","typ":"JWT"}""")]
    [InlineData("""{"alg":"hs256","typ":"JWT"}""")]
    [InlineData("""{"alg":"HS256 ","typ":"JWT"}""")]
    [InlineData("""{"alg":"HS256\u0000","typ":"JWT"}""")]
    [InlineData("""{"alg":["HS256"],"typ":"JWT"}""")]
    [InlineData("""{"alg":null,"typ":"JWT"}""")]
    [InlineData("""{"Alg":"HS256"}""")]
    [InlineData("""{"x":{"alg":"HS256"}}""")]
    [InlineData("""{"alg":"HS256","typ":"JWS"}""")]
    [InlineData("""{"alg":"HS256","typ":"at+jwt"}""")]
    [InlineData("""{"alg":"HS256","typ":""}""")]
    [InlineData("""{"alg":"HS256","typ":null}""")]
    [InlineData("""{"alg":"HS256","typ":["JWT"]}""")]
    [InlineData("""{"alg":"HS256","crit":["exp"]}""")]
    [InlineData("""{"alg":"HS256","crit":[]}""")]
    [InlineData("""{"alg":"HS256","crit":null}""")]
    [InlineData("""{"alg":"HS256","cr\u0069t":["exp"]}""")]
    [InlineData("""{"alg":"HS256","b64":false}""")]
    [InlineData("""{"alg":"HS256","b64":true}""")]
    [InlineData("""{"alg":"HS256","zip":"DEF"}""")]
    [InlineData("""{"alg":"none","alg":"HS256"}""")]
    [InlineData("""{"alg":"HS256","alg":"HS256"}""")]
    [InlineData("""{"alg":"HS256","\u0061lg":"none"}""")]
    [InlineData("""{"alg":"HS256","kid":"a","kid":"b"}""")]
    [InlineData("""{"alg":"HS256"}{}""")]
    [InlineData("""{"alg":"HS256"},""")]
    [InlineData("""{"alg":"HS256",}""")]
    [InlineData("""{"alg":"HS256" """)]
    [InlineData("""{"alg":'HS256'}""")]
    [InlineData("""{"alg":"HS256","x":[[[[[[[[1]]]]]]]]}""")]
    [InlineData("\uFEFF{\"alg\":\"HS256\"}")]
    public void Other_header_is_rejected_despite_valid_signature(string header) =>
        Assert.Equal(TokenVerdict.BadHeader, TestIssuer.Verify(Sign(header)));

    /// <summary>Signed with the right key, but no encoder produces these encodings.</summary>
    [Theory]
    [InlineData("eyJhbGciOiJIUzI1NiJ9=")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9====")]
    [InlineData("eyJhbGciOiJI\nUzI1NiJ9")]
    [InlineData(" eyJhbGciOiJIUzI1NiJ9")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9IB")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9A")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9I+")]
    [InlineData("""{"alg":"HS256"}""")]
    public void Non_canonical_base64url_header_is_rejected(string encoded) =>
        Assert.Equal(TokenVerdict.BadHeader, TestIssuer.Verify(SignEncoded(encoded)));

    [Fact]
    public void Header_with_invalid_UTF8_is_rejected()
    {
        byte[] header = [.. "{\"alg\":\"HS256\",\"kid\":\""u8, 0xFF, .. "\"}"u8];
        Assert.Equal(TokenVerdict.BadHeader, TestIssuer.Verify(SignEncoded(Base64Url.EncodeToString(header))));
    }

    [Fact]
    public void Header_length_and_member_count_are_limited()
    {
        const string Around = """{"alg":"HS256","kid":""}""";
        string kid = new('k', TokenHeader.ForeignBytesMax - Around.Length);
        string longest = Around.Insert(Around.Length - 2, kid);
        Assert.Equal(TokenVerdict.Valid, TestIssuer.Verify(Sign(longest)));
        Assert.Equal(TokenVerdict.BadHeader, TestIssuer.Verify(Sign(longest + " ")));
        string Many(int more) => string.Join(
            ',', Enumerable.Range(0, more).Select(i => $"\"m{i}\":0").Prepend("{\"alg\":\"HS256\"")) + "}";
        Assert.Equal(TokenVerdict.Valid, TestIssuer.Verify(Sign(Many(31))));
        Assert.Equal(TokenVerdict.BadHeader, TestIssuer.Verify(Sign(Many(32))));
    }

    /// <summary>Claims and signature are verified the same way for every header.</summary>
    [Fact]
    public void Header_of_another_library_changes_no_other_rule()
    {
        string token = Sign("""{"alg":"HS256"}""");
        Assert.Equal(TokenVerdict.Expired, TestIssuer.Verify(token, nowSeconds: 1_800_000_001));
        Assert.Equal(TokenVerdict.BadSignature, TestIssuer.Verify(token[..^1]));
        string other = Sign("""{ "alg":"HS256"}""");
        string mixed = other[..other.IndexOf('.')] + token[token.IndexOf('.')..];
        Assert.Equal(TokenVerdict.BadSignature, TestIssuer.Verify(mixed));
    }

    private static readonly string[] Members = ["alg", "typ", "more", "rest"];

    private static readonly Gen<string> Space = Gen.OneOf("", "", " ", "\t", "\r\n", " \n ");

    private static readonly Gen<string> IgnoredMembers = Gen.OneOf(
        "", "\"kid\":\"a\"", "\"x5t\":\"Zm9v\"", "\"jwk\":{\"kty\":\"oct\"}", "\"cty\":\"JWT\"", "\"nonce\":17");

    private static readonly Gen<string> Typ = Gen.Select(
        Gen.OneOf('j', 'J'), Gen.OneOf('w', 'W'), Gen.OneOf('t', 'T'), (j, w, t) => $"\"{j}{w}{t}\"");

    /// <summary>Any member order, white space and case of typ, with ignored members.</summary>
    [Fact]
    public void Header_member_order_and_white_space_do_not_matter() => Gen.Select(
        Gen.Shuffle(Members), Typ, IgnoredMembers, IgnoredMembers, Space.Array[16])
    .Sample((order, typ, more, rest, space) =>
    {
        int at = 0;
        string S() => space[at++ % space.Length];
        IEnumerable<string> members = order.Select(member => member switch
        {
            "alg" => $"{S()}\"alg\"{S()}:{S()}\"HS256\"{S()}",
            "typ" => $"{S()}\"typ\"{S()}:{S()}{typ}{S()}",
            "more" => more,
            _ => rest == more ? "" : rest,
        }).Where(member => member != "");
        string header = $"{S()}{{{string.Join(',', members)}}}{S()}";
        Assert.Equal(TokenVerdict.Valid, TestIssuer.Verify(Sign(header)));
    });

    /// <summary>
    /// Mutates one byte. If the header is still accepted, System.Text.Json also reads HS256 and JWT, and no crit
    /// member.
    /// </summary>
    [Fact]
    public void Accepted_header_means_the_same_to_another_JSON_parser()
    {
        byte[] header = """{"alg":"HS256","typ":"JWT","kid":"crit"}"""u8.ToArray();
        Gen.Select(Gen.Int[0, header.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            byte[] changed = [.. header];
            changed[at] = value;
            if (TestIssuer.Verify(SignEncoded(Base64Url.EncodeToString(changed))) != TokenVerdict.Valid)
                return;
            using JsonDocument document = JsonDocument.Parse(changed);
            Assert.Equal("HS256", document.RootElement.GetProperty("alg").GetString());
            if (document.RootElement.TryGetProperty("typ", out JsonElement typ))
                Assert.Equal("JWT", typ.GetString(), ignoreCase: true);
            Assert.False(document.RootElement.TryGetProperty("crit", out _));
        });
    }

    [Fact]
    public void Token_signed_by_the_Microsoft_library_is_valid() => Assert.Equal(
        TokenVerdict.Valid, TestIssuer.Verify(Jwt.Sign(Claims, Encoding.ASCII.GetString(TestIssuer.Secret))));

    [Theory]
    [InlineData("""{"typ":"JWT","alg":"HS256"}""")]
    [InlineData("""{"alg":"none"}""")]
    public void Verifying_a_header_of_another_library_allocates_nothing(string header)
    {
        byte[] token = Encoding.ASCII.GetBytes(Sign(header));
        byte[] buffer = new byte[TokenLimits.PayloadBytesMax];
        Assert.Equal(0, Allocations.Of(
            () => TestIssuer.Verifier.Verify(token, TestIssuer.NowSeconds, 0, buffer, out _)));
    }

    private static string Sign(string header) =>
        SignEncoded(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header)));

    private static string SignEncoded(string header)
    {
        string signed = $"{header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Claims))}";
        return signed + "." + Base64Url.EncodeToString(
            HMACSHA256.HashData(TestIssuer.Secret, Encoding.UTF8.GetBytes(signed)));
    }
}
