using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

public class EnableXTests
{
    private const string Body = """{"name":"User Name","role":"participant","user_ref":"XXX"}""";
    private const long TalkStart = 1_906_545_600;

    [Fact]
    public void Response_matches_the_published_format()
    {
        Response response = new Api().EnableX("desk", Body);
        Assert.Equal(200, response.Status);
        string token = response.Body.GetProperty("token").GetString()!;
        Assert.Equal($$"""{"result":0,"token":"{{token}}"}""", response.BodyText);
        Assert.Equal("no-store", response.Headers["Cache-Control"]);
    }

    [Fact]
    public void Token_claims_match_the_request()
    {
        Api api = new() { NowSeconds = 1_900_000_000 };
        JsonElement claims = Claims(api.EnableX("desk", Body));
        Assert.Equal(
            ["iss", "role", "grants", "room_id", "name", "user_ref", "jti", "iat", "nbf", "exp"],
            claims.EnumerateObject().Select(claim => claim.Name));
        Assert.Equal(Api.ClinicId, claims.GetProperty("iss").GetString());
        Assert.Equal("participant", claims.GetProperty("role").GetString());
        Assert.Equal("""["publish","subscribe","chat"]""", claims.GetProperty("grants").GetRawText());
        Assert.Equal("desk", claims.GetProperty("room_id").GetString());
        Assert.Equal("User Name", claims.GetProperty("name").GetString());
        Assert.Equal("XXX", claims.GetProperty("user_ref").GetString());
        Assert.Equal(1_900_000_000, claims.GetProperty("iat").GetInt64());
        Assert.Equal(1_900_000_000 + 900, claims.GetProperty("exp").GetInt64());
    }

    [Theory]
    [InlineData("/v2/rooms/desk/tokens", 200)]
    [InlineData("/video/v2/rooms/desk/tokens", 200)]
    [InlineData("/v2/rooms/desk/tokens?x=1", 200)]
    [InlineData("/v2/rooms/nowhere/tokens", 404)]
    [InlineData("/v2/rooms/de%73k/tokens", 200)]
    [InlineData("/v1/rooms/desk/tokens", 200)]
    [InlineData("/video/v1/rooms/desk/tokens", 200)]
    [InlineData("/video/v1/rooms/desk/tokens/", 200)]
    [InlineData("//v1//rooms///desk/tokens", 200)]
    [InlineData("/v2/rooms/desk/tokens//", 200)]
    [InlineData("/api/v2/rooms/desk/tokens", 404)]
    [InlineData("/v3/rooms/desk/tokens", 404)]
    [InlineData("/v1/room/desk/tokens", 404)]
    [InlineData("/video/rooms/desk/tokens", 404)]
    [InlineData("/v2/rooms//tokens", 405)]
    [InlineData("/v2/rooms/a/b/tokens", 404)]
    public void Room_is_taken_from_the_path(string path, int status) => Assert.Equal(status, new Api().Send(
        "POST", path, Encoding.UTF8.GetBytes(Body), Api.Basic(Api.ClinicId, Api.ClinicKey)).Status);

    public static TheoryData<string> InvalidCredentials => new(
        "X-None: 1",
        "Authorization: Basic",
        "Authorization: Basic !!!",
        "Authorization: Bearer abc",
        Api.Basic(Api.ClinicId, Api.ClinicKey + "x"),
        Api.Basic(Api.ClinicId, ""),
        Api.Basic("", Api.ClinicKey),
        Api.Basic("unknown", Api.ClinicKey),
        Api.Basic("unknown", ""),
        Api.Basic("0123456789abcdef01234567", Api.ClinicKey),
        Api.Basic(Api.ClinicId, Api.ClinicKey) + "=",
        "Authorization: Basic " + new string('A', 4000));

    [Theory]
    [MemberData(nameof(InvalidCredentials))]
    public void Invalid_credentials_get_401(string header)
    {
        Response response = new Api().Send("POST", "/v2/rooms/desk/tokens", Encoding.UTF8.GetBytes(Body), header);
        AssertResult(401, 40002, response);
        Assert.StartsWith("Basic ", response.Headers["WWW-Authenticate"]);
        string description = response.Body.GetProperty("desc").GetString()!;
        Assert.Contains(description, new[]
        {
            """The Authorization header is missing: send "Basic " and the app's id, a colon and its key in base64.""",
            """The Authorization header must begin with "Basic ": """
                + "the app's id, a colon and its key in base64 follow.",
            "The Basic credentials are malformed: send the app's id, a colon and its key, in base64.",
            "No app has this id and key.",
        });
        Assert.Equal(header == "X-None: 1", description.Contains("is missing"));
        Assert.Equal(header.EndsWith("Bearer abc") || header.EndsWith("Basic"), description.Contains("must begin"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Api.ClinicKey)]
    public void App_without_a_configured_key_rejects_every_key(string password) => AssertResult(401, 40002,
        new Api(withApiKeys: false).Send(
            "POST", "/v2/rooms/desk/tokens", Encoding.UTF8.GetBytes(Body), Api.Basic(Api.ClinicId, password)));

    [Fact]
    public void Basic_scheme_is_case_insensitive() => Assert.Equal(200, new Api().Send(
        "POST", "/v2/rooms/desk/tokens", Encoding.UTF8.GetBytes(Body),
        Api.Basic(Api.ClinicId, Api.ClinicKey).Replace("Basic", "bAsIc")).Status);

    [Theory]
    [InlineData("""{"role":"viewer","user_ref":"u"}""", 10101)]
    [InlineData("""{"name":"","role":"viewer","user_ref":"u"}""", 10101)]
    [InlineData("""{"name":"a\nb","role":"viewer","user_ref":"u"}""", 10101)]
    [InlineData("""{"name":"n","role":"viewer"}""", 10102)]
    [InlineData("""{"name":"n","role":"viewer","user_ref":""}""", 10102)]
    [InlineData("""{"name":"n","role":"viewer","user_ref":null}""", 10102)]
    [InlineData("""{"name":"n","user_ref":"u"}""", 10103)]
    [InlineData("""{"name":"n","role":"","user_ref":"u"}""", 10103)]
    [InlineData("""{"name":"n","role":"Viewer","user_ref":"u"}""", 10104)]
    [InlineData("""{"name":"n","role":"boss","user_ref":"u"}""", 10104)]
    [InlineData("""{"name":"n","role":[],"user_ref":"u"}""", 10104)]
    [InlineData("""{"name":7.0,"role":"viewer","user_ref":"u"}""", 10101)]
    [InlineData("""{"name":true,"role":"viewer","user_ref":"u"}""", 10101)]
    [InlineData("""{"name":"n","role":"viewer","user_ref":-1}""", 10102)]
    [InlineData("""{"name":"n","role":"viewer","user_ref":1e2}""", 10102)]
    [InlineData("""{"name":"n","role":"viewer","user_ref":123456789012345678901}""", 10102)]
    [InlineData("""{"name":"n","role":null,"user_ref":"u"}""", 10103)]
    [InlineData("""{"name":"n","role":1,"user_ref":"u"}""", 10104)]
    [InlineData("""{"name":"n","role":"viewer","user_ref":"u","data":"{"}""", 40000)]
    [InlineData("""{"name":"n","role":"viewer","user_ref":"u","data":"[]x"}""", 40000)]
    [InlineData("""{"name":"n","role":"viewer","user_ref":"u","data":[1]}""", 40000)]
    [InlineData("""{"name":"n","role":"viewer","user_ref":"u","data":"{\"a\":1,\"a\":2}"}""", 40000)]
    [InlineData("""{"name":"n","role":"viewer","user_ref":"u","x":1,"x":2}""", 40000)]
    [InlineData("""{"name":"n","role":"viewer","user_ref":"u","data":{},"data":{}}""", 40000)]
    [InlineData("nonsense", 40000)]
    [InlineData("[1]", 40000)]
    [InlineData("""{"name":"n","name":"m","role":"viewer","user_ref":"u"}""", 40000)]
    [InlineData("""{"name":"n","role":"viewer","user_ref":"u","data":1}""", 40000)]
    [InlineData("""{"name":"n","role":"viewer","user_ref":"u","data":{"a":1,"\u0061":2}}""", 40000)]
    [InlineData("""{"name":"n","role":"viewer","user_ref":"u","data":{"a":"\u0000"}}""", 40000)]
    [InlineData("""{"name":"n","role":"viewer","user_ref":"u","data":{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1}}""", 40000)]
    [InlineData("""{"name":"n","role":"viewer","user_ref":"u","data":{"a":01}}""", 40000)]
    public void Invalid_body_gets_400_with_the_vendor_s_code(string body, int result) =>
        AssertResult(400, result, new Api().EnableX("desk", body));

    [Fact]
    public void Policy_rules_reject_unknown_rooms_and_disallowed_roles()
    {
        AssertResult(403, 40002, new Api().EnableX("desk", Body.Replace("participant", "viewer")));
        AssertResult(404, 40001, new Api().EnableX("elsewhere", Body));
    }

    [Fact]
    public void Scheduled_room_issues_tokens_from_15_minutes_before_start_until_its_end()
    {
        AssertResult(403, 10113, new Api { NowSeconds = TalkStart - 901 }.EnableX("talk", Body));
        Assert.Equal(200, new Api { NowSeconds = TalkStart - 900 }.EnableX("talk", Body).Status);
        Assert.Equal(200, new Api { NowSeconds = TalkStart + 3599 }.EnableX("talk", Body).Status);
        AssertResult(403, 10111, new Api { NowSeconds = TalkStart + 3600 }.EnableX("talk", Body));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public void Other_methods_get_405_with_Allow(string method)
    {
        Response response = new Api().Send(method, "/v2/rooms/desk/tokens", []);
        Assert.Equal(405, response.Status);
        Assert.Equal("POST", response.Headers["Allow"]);
    }

    [Fact]
    public void Data_is_limited_in_bytes()
    {
        Assert.Equal(200, WithData(DataOf(1024)).Status);
        AssertResult(400, 40000, WithData(DataOf(1025)));

        static string DataOf(int bytes) =>
            $$"""{"a":"{{new string('é', (bytes - 8) / 2)}}{{new string('x', bytes % 2)}}"}""";
    }

    [Fact]
    public void Data_of_maximum_escaped_size_fits_the_token()
    {
        Response response = WithData($$"""{"a":"{{new string('~', 1016)}}"}""");
        Assert.Equal(new string('~', 1016), Claims(response).GetProperty("data").GetProperty("a").GetString());
    }

    [Fact]
    public void Data_round_trips_unchanged()
    {
        Gen<string> text = Gen.String[Gen.Char, 0, 20].Where(IsText);
        Gen<string> number = Gen.OneOf(
            Gen.Int.Select(value => value.ToString()),
            Gen.OneOf("0", "-0", "1.0", "1e5", "0.10", "-1.5E-3", "123456789012345678901234567890"));
        Gen<string> value = Gen.OneOf(
            text.Select(one => JsonSerializer.Serialize(one)), number, Gen.OneOf("true", "false", "null"));
        Gen.Select(text, value).Array[0, 5]
            .Where(members => members.Select(member => member.Item1).Distinct().Count() == members.Length)
            .Select(members => "{" + string.Join(", ", members
                .Select(member => $"{JsonSerializer.Serialize(member.Item1)} : {member.Item2}")) + "}")
            .Where(data => Encoding.UTF8.GetByteCount(data) <= 1024)
            .Sample(data =>
            {
                JsonElement returned = Claims(WithData(data)).GetProperty("data");
                JsonElement sent = JsonDocument.Parse(data).RootElement;
                return JsonElement.DeepEquals(sent, returned) && Spellings(sent).SequenceEqual(Spellings(returned));
            });
    }

    [Fact]
    public void Name_and_user_ref_round_trip_unchanged() => Gen.Select(
        Gen.String[Gen.Char, 1, 60].Where(IsPlain), Gen.String[Gen.Char, 1, 60].Where(IsPlain)).Sample((name, user) =>
        {
            Response response = new Api().EnableX("desk", JsonSerializer.Serialize(
                new { name, role = "moderator", user_ref = user }));
            JsonElement claims = Claims(response);
            return claims.GetProperty("name").GetString() == name && claims.GetProperty("user_ref").GetString() == user;
        });

    private static bool IsText(string text) =>
        text.EnumerateRunes().All(rune => rune != new Rune(0xFFFD) && rune.Value != 0);

    private static bool IsPlain(string text) =>
        IsText(text) && !text.EnumerateRunes().Any(Rune.IsControl) && Encoding.UTF8.GetByteCount(text) <= 256;

    /// <summary>Numbers as written, because equal values can have different spellings.</summary>
    private static IEnumerable<string> Spellings(JsonElement data) => data.EnumerateObject()
        .Where(member => member.Value.ValueKind == JsonValueKind.Number)
        .Select(member => member.Value.GetRawText());

    private static Response WithData(string data) => new Api().EnableX(
        "desk", $$"""{"name":"n","role":"moderator","user_ref":"u","data":{{data}}}""");

    private static JsonElement Claims(Response response)
    {
        Assert.True(response.Status == 200, response.BodyText);
        string token = response.Body.GetProperty("token").GetString()!;
        Assert.Matches("^[A-Za-z0-9]+$", token.Split('.')[1]);
        return Jwt.SignedClaims(token, Api.SecretOf("clinic"));
    }

    private static void AssertResult(int status, int result, Response response)
    {
        Assert.Equal((status, result), (response.Status, response.Body.GetProperty("result").GetInt32()));
        Assert.NotEqual("", response.Body.GetProperty("error").GetString());
        Assert.NotEqual("", response.Body.GetProperty("desc").GetString());
    }
}
