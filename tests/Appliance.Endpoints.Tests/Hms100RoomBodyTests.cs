using System.Text;
using System.Text.Json;
using Appliance.Rooms;

namespace Appliance.Endpoints.Tests;

/// <summary>Validation of 100ms room bodies: accepted values, and the errors of rejected ones.</summary>
public sealed class Hms100RoomBodyTests
{
    /// <summary>Policy rooms of the app, which every list includes.</summary>
    private const int PolicyRooms = 3;

    private readonly Api _api = new();

    [Theory]
    [InlineData("{", "JSON")]
    [InlineData("\"\"", "object")]
    [InlineData("""{"name":"a","name":"b"}""", "repeated")]
    [InlineData("""{"name":"a","x":1,"x":1}""", "x is repeated")]
    [InlineData("""{"name":"a\nb"}""", "name must be")]
    [InlineData("""{"name":1.5}""", "name must be")]
    [InlineData("""{"name":[]}""", "name must be")]
    [InlineData("""{"description":false}""", "description must be")]
    [InlineData("""{"large_room":"yes"}""", "large_room must be true or false")]
    [InlineData("""{"enabled":0}""", "enabled must be true or false")]
    [InlineData("""{"max_duration_seconds":"1e3"}""", "max_duration_seconds must be a whole number, 120 to 43200")]
    [InlineData("""{"template_id":"meeting","template":"stage"}""", "template_id and template differ")]
    [InlineData("""{"template":"none"}""", "template_id")]
    [InlineData("""{"webhook":{"a":1,"a":2}}""", "webhook must be an object")]
    [InlineData("""{"webhook":"x"}""", "webhook must be an object")]
    [InlineData("""{"region":"mars"}""", "region")]
    [InlineData("""{"region":5}""", "region must be one of in, us, eu, auto")]
    [InlineData("""{"size":2501}""", "size")]
    [InlineData("""{"size":20001,"large_room":true}""", "size")]
    [InlineData("""{"max_duration_seconds":119}""", "max_duration_seconds")]
    [InlineData("""{"template_id":"Meeting"}""", "template_id")]
    [InlineData("""{"template_id":1}""", "template_id")]
    [InlineData("""{"template_id":"class"}""", "scheduled")]
    public void Invalid_room_body_error_names_the_member(string body, string named)
    {
        Response response = Send("POST", "", body);
        AssertRejected(400, response);
        Assert.Contains(named, response.Body.GetProperty("details")[0].GetString());
        Assert.Equal(PolicyRooms, Send("GET", "?limit=100").Body.GetProperty("data").GetArrayLength());
        Assert.Equal(200, Send("POST", "", """{"size":20000,"large_room":true}""").Status);
    }

    public static TheoryData<string, string, string> Accepted => new()
    {
        // Body sent, member, and its JSON in the response.
        { """{"name":"Call with Ann"}""", "name", "\"Call with Ann\"" },
        { """{"name":17}""", "name", "\"17\"" },
        { """{"template":"stage"}""", "template_id", "\"stage\"" },
        { """{"template":"stage","template_id":"stage"}""", "template_id", "\"stage\"" },
        { """{"template_id":""}""", "template_id", "\"meeting\"" },
        { """{"template_id":null,"name":null,"size":null}""", "template_id", "\"meeting\"" },
        { """{"max_duration_seconds":"3600"}""", "max_duration_seconds", "3600" },
        { """{"max_duration_seconds":""}""", "large_room", "false" },
        { """{"large_room":"1","size":"20000"}""", "size", "20000" },
        { """{"enabled":false}""", "enabled", "false" },
        { """{"enabled":"0"}""", "enabled", "false" },
        { """{"region":"EU"}""", "region", "\"eu\"" },
        { """{"polls":["634012a94208780bf6653460"]}""", "polls", """["634012a94208780bf6653460"]""" },
        { """{"recording_info":null}""", "recording_info", """{"enabled":false}""" },
        { """{"recording_info":[]}""", "recording_info", """{"enabled":false}""" },
        { """{"user":{"a":[1,{"b":2}]},"ttl":1e9}""", "customer_id", "\"0123456789abcdef01234567\"" },
        { "[]", "enabled", "true" },
        { "", "enabled", "true" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Room_body_variants_of_back_ends_are_accepted(string body, string member, string json)
    {
        Response created = Send("POST", "", body);
        Assert.True(created.Status == 200, created.BodyText);
        Assert.Equal(json, created.Body.GetProperty(member).GetRawText());
        Assert.Equal(created.BodyText, Send("GET", "/" + Id(created)).BodyText);
        // A client may send the whole response back as an update.
        Assert.Equal(200, Send("POST", "/" + Id(created), created.BodyText).Status);
        Assert.False(created.Body.TryGetProperty("user", out _));
    }

    [Theory]
    [InlineData("/api/v2/rooms", 200)]
    [InlineData("/api/v2/rooms/", 200)]
    [InlineData("//api//v2//rooms", 200)]
    [InlineData("/v2/rooms/", 200)]
    [InlineData("/v1/rooms", 401)]
    [InlineData("/video/v2/rooms", 401)]
    [InlineData("/api/v1/rooms", 404)]
    [InlineData("/api/v2/room", 404)]
    public void Legacy_room_paths_are_served(string path, int status) =>
        Assert.Equal(status, _api.Send("GET", path, [], Management.Of("acme", _api)).Status);

    /// <summary>An accepted value is complete, valid JSON in every response and in storage.</summary>
    [Fact]
    public void Long_values_are_stored_whole_or_rejected() => Gen.Select(
        Gen.Int[0, 990], Gen.Int[0, 990], Gen.Int[0, 990], Gen.Int[0, 256]).Sample((recording, webhook, polls, text) =>
    {
        Api api = new();
        string bearer = Management.Of("acme", api);
        string body = $$"""
            {"recording_info":{"a":"{{new string('>', recording)}}"},"webhook":{"a":"{{new string('>', webhook)}}"},
             "polls":["{{new string('>', polls)}}"],"description":"{{new string('>', text)}}"}
            """;
        Response created = api.Send("POST", "/v2/rooms", Encoding.UTF8.GetBytes(body), bearer);
        bool isLong = 6 * (recording + webhook + polls + text) > RoomCodec.DetailsBytesMax - 256;
        Assert.True(isLong ? created.Status is 200 or 400 : created.Status == 200, created.BodyText);
        JsonElement list = api.Send("GET", "/v2/rooms", [], bearer).Body.GetProperty("data");
        Assert.Equal(PolicyRooms + (created.Status == 200 ? 1 : 0), list.GetArrayLength());
        if (created.Status == 200)
            Assert.Equal(polls, list[PolicyRooms].GetProperty("polls")[0].GetString()!.Length);
        else
            Assert.Contains("too long", created.Body.GetProperty("details")[0].GetString());
    }, iter: 200);

    private Response Send(string method, string path, string body = "") => _api.Send(
        method, "/v2/rooms" + path, Encoding.UTF8.GetBytes(body), Management.Of("acme", _api));

    private static string Id(Response response) => response.Body.GetProperty("id").GetString()!;

    private static void AssertRejected(int status, Response response)
    {
        Assert.True(
            status == response.Status && status == response.Body.GetProperty("code").GetInt32(), response.BodyText);
        Assert.NotEqual("", response.Body.GetProperty("message").GetString());
        Assert.EndsWith(".", response.Body.GetProperty("details")[0].GetString());
    }
}
