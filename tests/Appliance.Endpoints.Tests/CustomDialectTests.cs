using System.Text;
using System.Text.Json;

namespace Appliance.Endpoints.Tests;

/// <summary>Dialects of a policy's own can ask for more than the vendor's, and callers are told of it in the vendor's
/// way.</summary>
public class CustomDialectTests
{
    [Fact]
    public void A_100ms_token_that_needs_its_user_is_not_issued_without()
    {
        Response response = Hms100("""{"room_id":"r1","role":"guest"}""");
        Assert.Equal((400, "user_id is missing."), (response.Status, response.Body.GetProperty("msg").GetString()));
        Assert.Equal(200, Hms100("""{"room_id":"r1","role":"guest","user_id":"1"}""").Status);
    }

    [Fact]
    public void A_100ms_token_that_repeats_its_user_can_become_too_long()
    {
        Response response = Hms100($$"""{"room_id":"r1","role":"guest","user_id":"{{new string('~', 256)}}"}""");
        Assert.Equal(
            (400, "user_id is too long for the token."), (
                response.Status, response.Body.GetProperty("msg").GetString()));
    }

    [Fact]
    public void An_EnableX_token_that_needs_data_is_not_issued_without()
    {
        Response response = EnableX("");
        Assert.Equal((400, 40000, "data is missing."), Of(response));
        Assert.Equal(200, EnableX(",\"data\":{\"a\":1}").Status);
    }

    [Fact]
    public void An_EnableX_token_that_repeats_its_data_can_become_too_long() => Assert.Equal(
        (400, 40000, "name, user_ref and data together are too long for the token."),
        Of(EnableX(",\"data\":{\"a\":\"" + new string('~', 1000) + "\"}")));

    private static (int Status, int Result, string? Description) Of(Response response)
    {
        JsonElement body = response.Body;
        return (response.Status, body.GetProperty("result").GetInt32(), body.GetProperty("desc").GetString());
    }

    private static Response Hms100(string body) =>
        new Api().Send("POST", "/hmsapi/users.x/api/token", Encoding.UTF8.GetBytes(body));

    private static Response EnableX(string more) => new Api().Send(
        "POST", "/v2/rooms/desk/tokens",
        Encoding.UTF8.GetBytes($$"""{"name":"n","role":"viewer","user_ref":"u"{{more}}}"""),
        Api.Basic("5f1d2c3b4a59687786950414", Api.ClinicKey));
}
