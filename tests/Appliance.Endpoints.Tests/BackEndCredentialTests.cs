using System.Text;

namespace Appliance.Endpoints.Tests;

/// <summary>An appKey as Basic credentials and in a form body, at the appliance's own endpoints.</summary>
public sealed class BackEndCredentialTests
{
    private const string KeyedId = "0123456789abcdef0123456f";
    private const string StageId = "APIstageExample";
    private const string MeetId = "meet-example";

    private readonly Api _api = new();

    [Theory]
    [InlineData(KeyedId, "r1", "guest")]
    [InlineData(StageId, "hall", "viewer")]
    [InlineData(MeetId, "hall", "member")]
    [InlineData(Api.ClinicId, "desk", "participant")]
    public void AppKey_of_any_vendor_issues_introspects_and_redeems(string id, string room, string role)
    {
        string basic = Api.Basic(id, Api.ClinicKey);
        string token = Token(basic, room, role);
        Assert.True(IsActive(token, basic));
        Assert.Equal(200, Post("/v1/redeem", "token=" + token, basic).Status);
        Response wrong = Post("/v1/introspect", "token=" + token, Api.Basic(id, Api.ClinicKey + "x"));
        Assert.Equal(401, wrong.Status);
        Assert.Contains("Basic", wrong.Headers["WWW-Authenticate"]);
    }

    [Fact]
    public void App_without_appKey_rejects_every_key()
    {
        foreach (string key in new[] { "", Api.ClinicKey, Api.SecretOf("acme") })
            Assert.Equal(401, Post("/v1/tokens", "[]", Api.Basic(Management.AcmeKey, key)).Status);
    }

    [Fact]
    public void EnableX_endpoints_reject_appKeys_of_other_vendors_apps()
    {
        foreach (string id in new[] { KeyedId, StageId, MeetId })
        {
            string basic = Api.Basic(id, Api.ClinicKey);
            Assert.Equal(401, _api.Send("GET", "/v2/rooms", [], basic).Status);
            Assert.Equal(401, Post("/v2/rooms/hall/tokens", "{}", basic).Status);
            Assert.Equal(401, _api.Send(
                "POST", "/createRoom", [], $"x-app-id: {id}", $"x-app-key: {Api.ClinicKey}").Status);
        }
    }

    [Fact]
    public void Percent_encoded_Basic_credentials_are_accepted()
    {
        foreach (string key in new[] { "", "x" })
        {
            string basic = Api.Basic(
                Encode(Api.ClinicId), Uri.EscapeDataString(Api.ClinicKey) + key);
            Assert.Equal(key == "" ? 200 : 401, Post("/v1/tokens", "[]", basic).Status);
        }
        // Id and key are decoded together, never one without the other.
        Assert.Equal(401, Post("/v1/tokens", "[]", Api.Basic(Encode(Api.ClinicId), Api.ClinicKey + "%41")).Status);
        Assert.Equal(401, Post("/v1/tokens", "[]", Api.Basic(Api.ClinicId, Api.ClinicKey + "%")).Status);
    }

    [Fact]
    public void Client_credentials_in_the_form_body_are_accepted()
    {
        string token = Token(Api.Basic(Api.ClinicId, Api.ClinicKey), "desk", "participant");
        string secret = "client_secret=" + Uri.EscapeDataString(Api.ClinicKey);
        string id = "client_id=" + Api.ClinicId;
        string[] bodies = [$"token={token}&{id}&{secret}", $"{secret}&{id}&token_type_hint=a&token={token}"];
        foreach (string body in bodies)
        {
            Assert.True(Post("/v1/introspect", body).Body.GetProperty("active").GetBoolean());
            Response wrong = Post("/v1/introspect", body.Replace(secret, secret + "x"));
            Assert.Equal(401, wrong.Status);
            Assert.True(wrong.Headers.ContainsKey("WWW-Authenticate"));
        }
        Assert.Equal(200, Post("/v1/redeem", bodies[0]).Status);
        Assert.Equal(401, Post("/v1/introspect", $"token={token}&{id}").Status);
        Assert.Equal(401, Post("/v1/introspect", $"token={token}&{secret}").Status);
    }

    [Fact]
    public void Two_credentials_are_rejected_but_client_id_beside_Basic_is_accepted()
    {
        string basic = Api.Basic(Api.ClinicId, Api.ClinicKey);
        string token = Token(basic, "desk", "participant");
        string secret = "client_secret=" + Uri.EscapeDataString(Api.ClinicKey);
        string id = "client_id=" + Api.ClinicId;
        Assert.True(Post("/v1/introspect", $"token={token}&{id}", basic).Body.GetProperty("active").GetBoolean());
        AssertRefused("two-credentials", $"token={token}&{id}&{secret}", basic);
        AssertRefused("repeated-credential", $"token={token}&{id}&{secret}&{secret}");
        AssertRefused("repeated-credential", $"token={token}&{id}&{id}&{secret}");
        AssertRefused("not-readable", $"token={token}&{id}&client_secret=%");

        void AssertRefused(string reason, string body, params string[] headers)
        {
            Response response = Post("/v1/introspect", body, headers);
            Assert.Equal((400, reason), (response.Status, response.Body.GetProperty("reason").GetString()));
        }
    }

    /// <summary>If both comparisons counted, the rate limit would apply after half as many requests.</summary>
    [Fact]
    public void Request_compared_raw_and_decoded_counts_as_one_wrong_key()
    {
        int rawAttempts = AttemptsUntilRateLimited(Api.Basic(Api.ClinicId, "x"));
        Assert.Equal(rawAttempts, AttemptsUntilRateLimited(Api.Basic(Api.ClinicId, "x%41")));
        Assert.Equal(rawAttempts, AttemptsUntilRateLimited(Api.Basic("unknown%41", "x")));

        static int AttemptsUntilRateLimited(string basic)
        {
            Api api = new();
            int attempts = 1;
            while (api.Send("POST", "/v1/tokens", "[]"u8.ToArray(), basic).Status == 401)
                attempts++;
            return attempts;
        }
    }

    [Fact]
    public void Pasted_token_with_quotes_or_Bearer_prefix_is_introspected_and_redeemed()
    {
        string basic = Api.Basic(StageId, Api.ClinicKey);
        string token = Token(basic, "hall", "viewer");
        string[] pasted =
            [$"Bearer {token}", $"bEARER  {token}", $"\"{token}\"", $" \r\n{token}\t\n", $"\uFEFF'Bearer {token}'"];
        foreach (string text in pasted)
        {
            Assert.True(IsActive(Uri.EscapeDataString(text), basic), text);
            Assert.False(IsActive(Uri.EscapeDataString(text.Replace(token, token + "A")), basic), text);
            Assert.Equal(200, Post("/v1/redeem", "token=" + Uri.EscapeDataString(text), basic).Status);
        }
        Assert.Equal(400, Post("/v1/introspect", "token=%22%20%22", basic).Status);
    }

    private static string Encode(string text) =>
        string.Concat(Encoding.UTF8.GetBytes(text).Select(octet => $"%{octet:X2}"));

    private bool IsActive(string token, string credential) =>
        Post("/v1/introspect", "token=" + token, credential).Body.GetProperty("active").GetBoolean();

    private string Token(string credential, string room, string role)
    {
        Response response = Post(
            "/v1/tokens", $$"""[{"room_id":"{{room}}","role":"{{role}}","user_id":"1","user_name":"A"}]""",
            credential);
        Assert.True(response.Status == 200, response.BodyText);
        return response.Body[0].GetProperty("token").GetString()!;
    }

    private Response Post(string path, string body, params string[] headers) =>
        _api.Send("POST", path, Encoding.UTF8.GetBytes(body), headers);
}
