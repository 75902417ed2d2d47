using System.Text;
using System.Text.Json;
using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Vendors;
using Appliance.TestKit;
using Appliance.Tokens;

namespace Appliance.Endpoints.Tests;

/// <summary>The message of a 401: every API that accepts a back-end credential names the reason for rejecting
/// one.</summary>
public sealed class UnauthorizedTests
{
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";
    private const string ValidClaims =
        """{"access_key":"0123456789abcdef01234567","type":"management","iat":1800000000,"exp":1800003600}""";
    private const string NoClaims = "The token's payload must be a JSON object in UTF-8 that has each claim once.";
    private const string NoToken =
        "The Bearer token is malformed: it needs three base64url segments with dots between them.";
    private const string BadHeader =
        "The token's header must be JSON with alg HS256, with typ JWT or none, and without crit, b64 and zip.";
    private const string BadNumber =
        " must be a number of seconds since 1970, not negative and within the year 9999.";

    private readonly Api _api = new() { NowSeconds = 1_800_000_000 };

    /// <summary>Each route, and whether it also accepts Basic credentials.</summary>
    private static readonly (string Method, string Path, bool TakesBasic)[] Paths =
    [
        ("POST", "/v2/rooms", false), ("GET", "/v2/rooms", false), ("GET", "/v2/rooms/r1", false),
        ("GET", "/v2/room-codes/room/r1", false), ("POST", "/v2/room-codes/code", false),
        ("POST", "/v1/tokens", true), ("POST", "/v1/introspect", true), ("POST", "/v1/redeem", true),
    ];

    public static TheoryData<string, string, string> Tokens => new()
    {
        { "not a token", "", NoToken },
        { Header, "[]", NoClaims },
        { Header, "{", NoClaims },
        { Header, """{"access_key":"0123456789abcdef01234567","a":1,"a":2}""", NoClaims },
        { Header, """{"access_key":1}""", "The claim access_key must be a string." },
        { Header, ValidClaims.Replace("0123", "9123"), "No app has this access_key." },
        // The id of an EnableX app is not an access key.
        { Header, ValidClaims.Replace("0123456789abcdef01234567", Api.ClinicId), "No app has this access_key." },
        { """{"alg":"HS512"}""", ValidClaims, BadHeader },
        { """{"alg":"none"}""", ValidClaims, BadHeader },
        { """{"alg":"HS256","crit":["exp"]}""", ValidClaims, BadHeader },
        { Header, ValidClaims.Replace("\"type\":\"management\",", ""), Missing("type") },
        { Header, ValidClaims.Replace("\"iat\":1800000000,", ""), Missing("iat") },
        { Header, ValidClaims.Replace(""","exp":1800003600""", ""), Missing("exp") },
        { Header, ValidClaims.Replace("\"management\"", "7"), "The claim type must be a string." },
        {
            Header, ValidClaims.Replace("management", "app"),
            """The claim type must be "management": a participant's token is not a back-end credential."""
        },
        { Header, ValidClaims.Replace("1800000000", "\"1800000000\""), "The claim iat" + BadNumber },
        { Header, ValidClaims.Replace("1800003600", "null"), "The claim exp" + BadNumber },
        { Header, ValidClaims.Replace("{", """{"nbf":-1,"""), "The claim nbf" + BadNumber },
        {
            Header, ValidClaims.Replace("{", """{"jti":"","""),
            "The claim jti must be a non-empty string, or be omitted."
        },
        {
            Header, ValidClaims.Replace("{", """{"aud":"x","""),
            "The claim aud must be omitted: the app's tokens have no such audience."
        },
        {
            Header, ValidClaims.Replace("1800000000", "1767323000").Replace("1800003600", "1767323045.9"),
            "The token expired at 2026-01-02T03:04:05Z; sign a new one."
        },
        {
            Header, ValidClaims.Replace("1800000000", "253402300799").Replace("1800003600", "253402300799"),
            "The token is not valid before 9999-12-31T23:59:59Z (iat or nbf): check the clock of the signing "
            + "machine."
        },
        {
            Header, ValidClaims.Replace("{", """{"nbf":1800000060.5,"""),
            "The token is not valid before 2027-01-15T08:01:01Z (iat or nbf): check the clock of the signing "
            + "machine."
        },
        {
            Header, ValidClaims.Replace("1800003600", "1801209661"),
            "The token's lifetime, exp minus iat, exceeds 1209600 seconds (14 days)."
        },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public void Rejected_token_error_names_the_reason(string header, string claims, string sentence)
    {
        string token = header == "not a token" ? "abc" : Management.Sign(claims, header, Api.SecretOf("acme"));
        AssertMessage(sentence, "Authorization: Bearer " + token);
    }

    [Fact]
    public void Signature_of_another_key_is_reported_before_claims()
    {
        const string Sentence = "The signature does not match: sign with the app's secret, as raw bytes.";
        AssertMessage(
            Sentence, "Authorization: Bearer " + Management.Sign(ValidClaims, Header, Api.SecretOf("clinic")));
        // No claim is reported before the signature is verified.
        AssertMessage(Sentence, "Authorization: Bearer " + Management.Sign(
            """{"access_key":"0123456789abcdef01234567","exp":1}""", Header, "another secret"));
    }

    /// <summary>The appliance's own endpoints also accept LiveKit access tokens: see LiveKitCredentialTests.</summary>
    [Fact]
    public void Hms100_endpoints_report_a_missing_access_key()
    {
        string credential = "Authorization: Bearer " + Management.Sign("{}", Header, Api.SecretOf("acme"));
        foreach ((string method, string path, _) in Paths.Where(path => path.Path.StartsWith("/v2/")))
            Assert.Equal(Missing("access_key"), Sentence(Send(method, path, credential)));
    }

    [Fact]
    public void Valid_management_token_is_accepted()
    {
        string credential = "Authorization: Bearer " + Management.Sign(ValidClaims, Header, Api.SecretOf("acme"));
        foreach ((string method, string path, _) in Paths)
            Assert.NotEqual(401, Send(method, path, credential).Status);
    }

    [Fact]
    public void Missing_header_and_other_scheme_are_reported()
    {
        string token = Management.Sign(ValidClaims, Header, Api.SecretOf("acme"));
        foreach ((string method, string path, bool takesBasic) in Paths)
        {
            bool isEither = takesBasic || path.StartsWith("/v2/rooms");
            string missing = isEither
                ? """The Authorization header is missing: send "Basic " and the app's id and appKey in base64, or """
                    + "\"Bearer \" and a management token (100ms) or an access token with roomCreate (LiveKit)."
                : """The Authorization header is missing: send "Bearer " and a management token of the app.""";
            Assert.Equal(missing, Sentence(Send(method, path)));
            string other = isEither
                ? """The Authorization header must begin with "Basic " and the app's id and appKey in base64, or """
                    + """with "Bearer " and a management token (100ms) or an access token with roomCreate (LiveKit)."""
                : """The Authorization header must begin with "Bearer ": a management token of the app follows.""";
            foreach (string credential in new[] { token, "Token " + token, "Bearer", "JWT" })
                Assert.Equal(other, Sentence(Send(method, path, "Authorization: " + credential)));
        }
    }

    [Fact]
    public void Basic_credential_error_does_not_reveal_whether_id_or_key_is_wrong()
    {
        foreach ((string method, string path, _) in Paths.Where(path => path.TakesBasic))
        {
            foreach (string credential in new[] { Api.Basic(Api.ClinicId, "x"), Api.Basic("absent", Api.ClinicKey) })
                Assert.Equal("No app has this id and key.", Sentence(Send(method, path, credential)));
            foreach (string malformed in new[] { "Basic !", "Basic YQ==", "Basic " + new string('A', 2000) })
            {
                Assert.Equal(
                    "The Basic credentials are malformed: send the app's id, a colon and its key, in base64.",
                    Sentence(Send(method, path, "Authorization: " + malformed)));
            }
        }
    }

    /// <summary>An expired token counts as a wrong key for the rate limit, and its rejection allocates
    /// nothing.</summary>
    [Fact]
    public void Rejected_tokens_count_as_wrong_keys_and_allocate_nothing()
    {
        byte[] request = Api.Request("GET", "/v2/rooms", [], "Authorization: Bearer " + Management.Sign(
            ValidClaims.Replace("1800003600", "1800000000"), Header, Api.SecretOf("acme")));
        _api.NowSeconds += 1000;
        Assert.Equal(401, _api.Send(request).Status);
        Assert.Equal(0, _api.AllocatedBy(request));
        Assert.Equal(429, _api.Send(request).Status);
    }

    [Fact]
    public void Error_sentence_fits_its_buffer_and_allocates_nothing()
    {
        byte[] sentence = new byte[CredentialRejection.SentenceBytesMax];
        TokenClaim[] claims = Enum.GetValues<TokenClaim>();
        BearerVerdict[] verdicts = Enum.GetValues<BearerVerdict>();
        BackEndToken kind = VendorApis.All[0].BackEndToken!;
        Assert.Equal(0, Allocations.Of(() =>
        {
            foreach (TokenClaim claim in claims)
            {
                foreach (BearerVerdict verdict in verdicts)
                    Describe(new(verdict, claim, TokenLimits.InstantSecondsMax));
            }
        }));

        void Describe(BearerResult result) =>
            new CredentialRejection(CredentialError.BadToken, Token: result, Kind: kind).Describe(sentence);
    }

    private static string Missing(string claim) =>
        $"The claim {claim} is missing: a management token needs access_key, type, iat and exp.";

    private void AssertMessage(string sentence, string credential)
    {
        foreach ((string method, string path, _) in Paths)
        {
            Response response = Send(method, path, credential);
            Assert.Equal((path, 401, sentence), (path, response.Status, Sentence(response)));
            Assert.Contains("Bearer", response.Headers["WWW-Authenticate"]);
        }
    }

    private Response Send(string method, string path, params string[] headers) =>
        _api.Send(method, path, Encoding.UTF8.GetBytes("[]"), headers);

    /// <summary>Reads the message where clients of the vendor's API, or of <c>/v1</c>, look for it.</summary>
    private static string Sentence(Response response)
    {
        Assert.Equal((401, 401), (response.Status, response.Body.GetProperty("code").GetInt32()));
        if (!response.Body.TryGetProperty("details", out JsonElement details))
            return response.Body.GetProperty("message").GetString()!;
        string sentence = Assert.Single(details.EnumerateArray()).GetString()!;
        // The vendor's SDK shows its users only the member message.
        Assert.Equal(sentence, response.Body.GetProperty("message").GetString());
        return sentence;
    }
}
