using System.Text;
using System.Text.Json;

namespace Appliance.Endpoints.Tests;

/// <summary>A custom dialect can require more members than the vendor's; a missing one gets an error in the vendor's
/// format.</summary>
public class CustomDialectTests
{
    [Fact]
    public void Hms100_token_with_required_user_is_rejected_without_user_id()
    {
        Response response = Hms100("""{"room_id":"r1","role":"guest"}""");
        Assert.Equal((400, "user_id is missing."), (response.Status, response.Body.GetProperty("msg").GetString()));
        Assert.Equal(200, Hms100("""{"room_id":"r1","role":"guest","user_id":"1"}""").Status);
    }

    [Fact]
    public void Hms100_token_that_repeats_the_user_can_exceed_the_size_limit()
    {
        Response response = Hms100($$"""{"room_id":"r1","role":"guest","user_id":"{{new string('~', 256)}}"}""");
        Assert.Equal(
            (400, "user_id is too long for the token."), (
                response.Status, response.Body.GetProperty("msg").GetString()));
    }

    [Fact]
    public void EnableX_token_with_required_data_is_rejected_without_data()
    {
        Response response = EnableX(data: null);
        Assert.Equal((400, 40000, "data is missing."), Of(response));
        Assert.Equal(200, EnableX("""{"a":1}""").Status);
    }

    [Fact]
    public void EnableX_token_that_repeats_the_data_can_exceed_the_size_limit() => Assert.Equal(
        (400, 40000, "name, user_ref and data together are too long for the token."),
        Of(EnableX($$"""{"a":"{{new string('~', 1000)}}"}""")));

    private static (int Status, int Result, string? Description) Of(Response response)
    {
        JsonElement body = response.Body;
        return (response.Status, body.GetProperty("result").GetInt32(), body.GetProperty("desc").GetString());
    }

    private static Response Hms100(string body) =>
        new Api().Send("POST", "/hmsapi/users.x/api/token", Encoding.UTF8.GetBytes(body));

    private static Response EnableX(string? data) => new Api().Send(
        "POST", "/v2/rooms/desk/tokens",
        Encoding.UTF8.GetBytes(
            $$"""{"name":"n","role":"viewer","user_ref":"u"{{(data is null ? "" : ""","data":""" + data)}}}"""),
        Api.Basic("5f1d2c3b4a59687786950414", Api.ClinicKey));
}
