using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>LiveKit access tokens as back-end credentials.</summary>
public sealed class LiveKitCredentialTests
{
    private const long Now = 1_800_000_000;
    private const string Header = """{"alg":"HS256"}""";
    private const string Create = """{"iss":"APIstageExample","exp":1800000600,"video":{"roomCreate":true}}""";
    private const string AdminOfHall =
        """{"iss":"APIstageExample","exp":1800000600,"video":{"roomAdmin":true,"room":"hall"}}""";
    private const string BadVideo =
        "The claim video must be an object with each member once: roomCreate, roomAdmin and roomJoin are true or "
            + "false, room is 1 to 256 bytes.";
    private const string NoGrant = "The token lacks a grant: sign one with video.roomCreate, or video.roomAdmin, true.";
    private const string Joins =
        "The token has video.roomJoin: a participant's token is not a back-end credential. Sign one without it.";
    private const string NoApp =
        "No app of the dialect livekit has the apiKey that iss names; apps of other dialects use an appKey.";

    private readonly Api _api = new() { NowSeconds = Now };

    public static TheoryData<string, string> RejectedTokens => new()
    {
        { Create.Replace("roomCreate", "roomList"), NoGrant },
        { Create.Replace("true", "false"), NoGrant },
        { Create.Replace(""","video":{"roomCreate":true}""", ""), NoGrant },
        { Create.Replace("""{"room""", """{"roomJoin":true,"room"""), Joins },
        { Create.Replace("true}", """true,"\u0072oomJoin":true}"""), Joins },
        { AdminOfHall.Replace("""{"room""", """{"roomJoin":true,"room"""), Joins },
        { Create.Replace("""{"room""", """{"roomJoin":null,"room"""), BadVideo },
        { Create.Replace("""{"room""", """{"roomJoin":false,"roomJoin":true,"room"""), BadVideo },
        { Create.Replace("true}", """true,"roomCre\u0061te":true}"""), BadVideo },
        { Create.Replace("true", "\"true\""), BadVideo },
        { Create.Replace("true", "1"), BadVideo },
        { Create.Replace("""{"roomCreate":true}""", "[]"), BadVideo },
        { AdminOfHall.Replace("\"hall\"", "\"\""), BadVideo },
        { AdminOfHall.Replace("\"hall\"", "7"), BadVideo },
        { AdminOfHall.Replace("hall", new string('h', 257)), BadVideo },
        { Create.Replace("1800000600", "1799999939"), "The token expired at 2027-01-15T07:58:59Z; sign a new one." },
        { Create.Replace("\"exp\":1800000600,", ""), "The claim exp is missing: an access token must expire." },
        {
            Create.Replace("""{"iss""", """{"nbf":1800000061,"iss"""),
            "The token is not valid before 2027-01-15T08:01:01Z (iat or nbf): check the clock of the signing "
            + "machine."
        },
        {
            Create.Replace("""{"iss""", """{"video":{},"iss"""),
            "The token's payload must be a JSON object in UTF-8 that has each claim once."
        },
        { Create.Replace("APIstageExample", "APIunknown"), NoApp },
        // Apps of a custom dialect, whose participant tokens may lack roomJoin, and of another vendor.
        { Create.Replace("APIstageExample", "APIallExample"), NoApp },
        { Create.Replace("APIstageExample", Api.ClinicId), NoApp },
        { Create.Replace("\"APIstageExample\"", "7"), "The claim iss must be a string." },
        {
            """{"exp":1800000600}""",
            "The token names no app: a management token (100ms) has access_key, an access token (LiveKit) iss."
        },
    };

    [Theory]
    [MemberData(nameof(RejectedTokens))]
    public void Rejected_token_error_names_the_reason(string claims, string sentence)
    {
        foreach (string path in new[] { "/v1/tokens", "/v1/introspect", "/v1/redeem" })
        {
            Response response = Post(path, "[]", Sign(claims));
            Assert.Equal((path, 401, sentence),
                (path, response.Status, response.Body.GetProperty("message").GetString()));
        }
    }

    [Fact]
    public void Access_token_signed_with_another_app_s_key_is_rejected()
    {
        foreach (string secret in new[] { Api.SecretOf("live"), Api.SecretOf("keyed"), Api.ClinicKey })
        {
            Response response =
                Post("/v1/tokens", "[]", "Authorization: Bearer " + SignedText.Of(Header, Create, secret));
            Assert.Equal(401, response.Status);
            Assert.Contains("signature", response.Body.GetProperty("message").GetString());
        }
    }

    [Fact]
    public void Hms100_endpoints_reject_access_tokens()
    {
        Assert.Equal(401, _api.Send("GET", "/v2/rooms", [], Sign(Create)).Status);
    }

    [Theory]
    [InlineData(Create)]
    [InlineData("""{"iss":"APIstageExample","exp":1800000600,"video":{"roomAdmin":true}}""")]
    [InlineData("""{"iss":"APIstageExample","exp":1800000600,"video":{"roomCreate":true,"room":"foyer"}}""")]
    [InlineData("""{"iss":"APIstageExample","exp":1800000600,"video":{"roomJoin":false,"roomCreate":true}}""")]
    [InlineData("""{"iss":"APIstageExample","nbf":1800000060,"exp":1799999941,"video":{"roomCreate":true}}""")]
    public void Access_token_for_all_rooms_issues_introspects_and_redeems(string claims)
    {
        string credential = Sign(claims);
        foreach (string room in new[] { "hall", "foyer" })
        {
            string token = Token(credential, room);
            Assert.True(IsActive(token, credential));
            Assert.Equal(200, Post("/v1/redeem", "token=" + token, credential).Status);
        }
    }

    [Fact]
    public void Access_token_for_one_room_is_limited_to_that_room()
    {
        string all = Sign(Create), hall = Sign(AdminOfHall);
        string ofHall = Token(hall, "hall"), ofFoyer = Token(all, "foyer");
        Response batch = Post("/v1/tokens", Entries("foyer", "hall", "nowhere"), hall);
        Assert.Equal(
            ["other-room", "", "other-room"],
            batch.Body.EnumerateArray().Select(
                entry => entry.TryGetProperty("reason", out JsonElement reason) ? reason.GetString()! : ""));
        Assert.True(IsActive(ofHall, hall));
        Assert.Equal("""{"active":false}""", Post("/v1/introspect", "token=" + ofFoyer, hall).BodyText);
        Response rejected = Post("/v1/redeem", "token=" + ofFoyer, hall);
        Assert.Equal((403, "other-room"), (rejected.Status, rejected.Body.GetProperty("reason").GetString()));
        // The limit to one room does not carry over to the next request.
        Assert.True(IsActive(ofFoyer, all));
        Assert.Equal(200, Post("/v1/redeem", "token=" + ofFoyer, Api.Basic("APIstageExample", Api.ClinicKey)).Status);
    }

    [Fact]
    public void Issued_participant_token_is_rejected_as_credential()
    {
        string host = Token(Sign(Create), "hall", "host");
        Response response = Post("/v1/tokens", "[]", "Authorization: Bearer " + host);
        Assert.Equal((401, Joins), (response.Status, response.Body.GetProperty("message").GetString()));
    }

    [Fact]
    public void Key_rotation_accepts_access_tokens_of_the_previous_key_until_it_is_removed()
    {
        _api.Tenants.Current = Api.Open(Policies.Current, secretEnd: "-new", previousEnd: "");
        Assert.Equal(200, Post("/v1/tokens", "[]", Sign(Create)).Status);
        _api.Tenants.Current = Api.Open(Policies.Current, secretEnd: "-new");
        Assert.Equal(401, Post("/v1/tokens", "[]", Sign(Create)).Status);
    }

    [Fact]
    public void Rejected_tokens_count_as_wrong_keys_and_allocate_nothing()
    {
        byte[] request = Api.Request("POST", "/v1/tokens", "[]"u8.ToArray(), Sign(Create.Replace("true", "false")));
        Assert.Equal(401, _api.Send(request).Status);
        Assert.Equal(0, _api.AllocatedBy(request));
        Assert.Equal(429, _api.Send(request).Status);
    }

    [RequiresFact(Needs.Npm)]
    public async Task Tokens_of_LiveKit_s_server_SDK_are_accepted()
    {
        string key = "APIstageExample", secret = Api.SecretOf("stage");
        string output = await Npm.RunAsync("livekit-access-tokens.mjs", [], JsonSerializer.Serialize(new object[]
        {
            new { key, secret, grant = new { roomCreate = true } },
            new { key, secret, identity = "back-end", grant = new { roomCreate = true } },
            new { key, secret, grant = new { roomAdmin = true } },
            new { key, secret, identity = "back-end", grant = new { roomAdmin = true, room = "hall" } },
            new { key, secret, identity = "guest", grant = new { roomJoin = true, roomAdmin = true } },
            new { key, secret, identity = "guest", grant = new { roomList = true } },
        }));
        _api.NowSeconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        int[] statuses =
        [
            .. JsonDocument.Parse(output).RootElement.EnumerateArray().Select(
                token => Post("/v1/tokens", Entries("hall"), "Authorization: Bearer " + token.GetString()).Status),
        ];
        Assert.Equal([200, 200, 200, 200, 401, 401], statuses);
    }

    private static string Sign(string claims) =>
        "Authorization: Bearer " + SignedText.Of(Header, claims, Api.SecretOf("stage"));

    private static string Entries(params string[] rooms) => "[" + string.Join(",", rooms.Select(
        room => $$"""{"room_id":"{{room}}","role":"viewer","user_id":"1"}""")) + "]";

    private bool IsActive(string token, string credential) =>
        Post("/v1/introspect", "token=" + token, credential).Body.GetProperty("active").GetBoolean();

    private string Token(string credential, string room, string role = "viewer")
    {
        Response response = Post("/v1/tokens", Entries(room).Replace("viewer", role), credential);
        Assert.True(response.Status == 200, response.BodyText);
        return response.Body[0].GetProperty("token").GetString()!;
    }

    private Response Post(string path, string body, params string[] headers) =>
        _api.Send("POST", path, Encoding.UTF8.GetBytes(body), headers);
}
