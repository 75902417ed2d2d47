using System.Text;
using System.Text.Json;

namespace Appliance.Endpoints.Tests;

/// <summary>Validation of EnableX room bodies, with the vendor's error codes.</summary>
public sealed class EnableXRoomBodyTests
{
    private static readonly string Clinic = Api.Basic(Api.ClinicId, Api.ClinicKey);

    /// <summary>Policy rooms of the app, which every list includes.</summary>
    private const int PolicyRooms = 3;

    /// <summary>2030-06-01 12:00 UTC.</summary>
    private readonly Api _api = new() { NowSeconds = 1_906_545_600 };

    [Theory]
    [InlineData("{", 40000)]
    [InlineData("{\"name\":\"\u00ff\"", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","data":{"a":{"b":{"c":{"d":{"e":{"f":{"g":{}}}}}}}}}""", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","name":"a"}""", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"knock":true,"knock":true}}""", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{},"settings":{}}""", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","data":{"a":1,"a":2}}""", 40000)]
    [InlineData("[1]", 40000)]
    [InlineData("[]x", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","unknown":1,"unknown":2}""", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"unknown":1,"unknow\u006e":2}}""", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":[1]}""", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":"x"}""", 40000)]
    [InlineData("[]", 10002)]
    [InlineData("", 10002)]
    [InlineData("""{"name":null,"owner_ref":"b"}""", 10002)]
    [InlineData("""{"name":true,"owner_ref":"b"}""", 10002)]
    [InlineData("""{"name":-1,"owner_ref":"b"}""", 10002)]
    [InlineData("""{"owner_ref":"b"}""", 10002)]
    [InlineData("""{"name":"","owner_ref":"b"}""", 10002)]
    [InlineData("""{"name":"a\n","owner_ref":"b"}""", 10002)]
    [InlineData("""{"name":"a"}""", 10010)]
    [InlineData("""{"name":"a","owner_ref":null}""", 10010)]
    [InlineData("""{"name":"a","owner_ref":""}""", 10010)]
    [InlineData("""{"name":"a","owner_ref":1e3}""", 10010)]
    [InlineData("""{"name":"a","owner_ref":{}}""", 10010)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"scheduled":1}}""", 10003)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"scheduled":true,"duration":1}}""", 10004)]
    [InlineData("""
        {"name":"a","owner_ref":"b","settings":{"scheduled":true,"duration":1,"scheduled_time":"2030-06-01T13:00:00"}}
        """, 10005)]
    [InlineData("""
        {"name":"a","owner_ref":"b","settings":{"scheduled":true,"duration":1,"scheduled_time":"2030-06-31 13:00:00"}}
        """, 10005)]
    [InlineData("""
        {"name":"a","owner_ref":"b","settings":{"scheduled":true,"duration":1,"scheduled_time":"2030-06-01 11:59:59"}}
        """, 10006)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"participants":-1}}""", 10007)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"auto_recording":"yes"}}""", 10008)]
    [InlineData("""
        {"name":"a","owner_ref":"b","settings":{"scheduled":true,"scheduled_time":"2030-06-01 13:00:00"}}
        """, 10011)]
    [InlineData("""
        {"name":"a","owner_ref":"b","settings":{"scheduled":true,"duration":0,"scheduled_time":"2030-06-01 13:00:00"}}
        """, 10011)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"duration":1.5}}""", 10011)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"adhoc":0}}""", 10016)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"scheduled":true,"adhoc":true}}""", 10016)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"mode":"manyw"}}""", 10019)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"mode":7}}""", 10019)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"quality":7}}""", 10014)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"quality":"4K"}}""", 10014)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"wait_for_moderator":"no"}}""", 10013)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"moderators":"6"}}""", 10022)]
    public void Invalid_room_body_gets_the_vendor_s_error_code(string body, int result) =>
        AssertNotCreated(body, result);

    [Theory]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"knock":1}}""")]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"max_active_talkers":17}}""")]
    [InlineData("""{"name":"a","owner_ref":"b","sip":1}""")]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"abwd":"yes"}}""")]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"abwd":2}}""")]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"max_active_talkers":"1e1"}}""")]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"billing_code":1.5}}""")]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"billing_code":123456789012345678901}}""")]
    [InlineData("""{"name":"a","owner_ref":"b","sip":true}""")]
    [InlineData("""{"name":"a","owner_ref":"b","sip":{"enabled":"on"}}""")]
    public void Value_of_another_type_gets_error_40000(string body) => AssertNotCreated(body, 40000);

    private void AssertNotCreated(string body, int result)
    {
        Response response = _api.Send("POST", "/v2/rooms", Encoding.UTF8.GetBytes(body), Clinic);
        Assert.True(
            (400, result) == (response.Status, response.Body.GetProperty("result").GetInt32()), response.BodyText);
        Assert.NotEqual("", response.Body.GetProperty("error").GetString());
        Assert.EndsWith(".", response.Body.GetProperty("desc").GetString());
        Response all = _api.Send("GET", "/v2/rooms", [], Clinic);
        Assert.Equal(PolicyRooms, all.Body.GetProperty("rooms").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"abwd":"yes"}}""", "settings.abwd must be true or false.")]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"max_active_talkers":17}}""",
        "settings.max_active_talkers must be a whole number, 1 to 16.")]
    [InlineData("""{"name":"a","owner_ref":"b","name":"c"}""", "name is repeated: send it once.")]
    [InlineData("""{"name":"a","owner_ref":"b","sip":{"enabled":1}}""", "sip.enabled must be true or false.")]
    [InlineData("""{"q\"\u0001":1,"q\"\u0001":1}""", "q\"\u0001 is repeated: send it once.")]
    public void Error_names_the_member(string body, string description)
    {
        Response response = _api.Send("POST", "/v2/rooms", Encoding.UTF8.GetBytes(body), Clinic);
        Assert.Equal(400, response.Status);
        Assert.Equal(description, response.Body.GetProperty("desc").GetString());
    }

    public static TheoryData<string, string, string> Settings => new()
    {
        // Settings sent, member, and its JSON in the response, empty if omitted.
        { """{"participants":"10"}""", "participants", "\"10\"" },
        { """{"participants":10}""", "participants", "10" },
        { """{"participants":""}""", "participants", "" },
        { """{"participants":null}""", "participants", "" },
        { """{"duration":"030"}""", "duration", "\"030\"" },
        { """{"moderators":"2"}""", "moderators", "\"2\"" },
        { """{"moderators":""}""", "moderators", "1" },
        { """{"knock":"true"}""", "knock", "\"true\"" },
        { """{"knock":"0"}""", "knock", "\"0\"" },
        { """{"knock":""}""", "knock", "false" },
        { """{"mode":"Group"}""", "mode", "\"group\"" },
        { """{"quality":"hd"}""", "quality", "\"HD\"" },
        { """{"billing_code":1234}""", "billing_code", "1234" },
        { """{"billing_code":""}""", "billing_code", "\"\"" },
        { """{"scheduled":false,"scheduled_time":"no time"}""", "scheduled_time", "\"no time\"" },
        { """{"scheduled":false,"scheduled_time":""}""", "scheduled_time", "" },
        { """{"scheduled":false,"scheduled_time":{"a":-1}}""", "scheduled_time", """{"a":-1}""" },
        { """{"live_recording":true}""", "live_recording", "true" },
        { """{"live_recording":{"auto_recording":true}}""", "live_recording", """{"auto_recording":true}""" },
        { """{"active_talker":true}""", "active_talker", "true" },
        { """{"wait_moderator":"false"}""", "wait_moderator", "\"false\"" },
        { """{"watermark":{"text":["a",{"b":null}]}}""", "watermark", """{"text":["a",{"b":null}]}""" },
        { """{"viewers":1.5}""", "viewers", "1.5" },
        { """{"encryption":""}""", "encryption", "\"\"" },
        { """{"audio_only":null}""", "audio_only", "" },
        { """{"f\u0061cex":true}""", "facex", "true" },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Setting_is_returned_in_its_JSON_type(string settings, string member, string json)
    {
        string body = $$"""{"name":"a","owner_ref":"b","settings":{{settings}}}""";
        Response created = _api.Send("POST", "/v2/rooms", Encoding.UTF8.GetBytes(body), Clinic);
        Assert.True(created.Status == 200, created.BodyText);
        JsonElement room = created.Body.GetProperty("room");
        AssertSetting(room);
        // The value survives a change of another setting.
        Response changed = _api.Send(
            "PATCH", "/v2/rooms/" + room.GetProperty("room_id").GetString(),
            """{"settings":{"description":"x"}}"""u8.ToArray(), Clinic);
        Assert.True(changed.Status == 200, changed.BodyText);
        AssertSetting(changed.Body.GetProperty("room"));

        void AssertSetting(JsonElement room) => Assert.Equal(
            json,
            room.GetProperty("settings").TryGetProperty(member, out JsonElement value) ? value.GetRawText() : "");
    }

    [Theory]
    [InlineData("""{"name":"a","owner_ref":482913}""", "owner_ref", "482913")]
    [InlineData("""{"name":17,"owner_ref":"b"}""", "name", "17")]
    [InlineData("""{"name":"a","owner_ref":"b","data":"{\"k\":1}"}""", "data", "\"{\\\"k\\\":1}\"")]
    [InlineData("""{"name":"a","owner_ref":"b","data":[1,{"a":{}}]}""", "data", """[1,{"a":{}}]""")]
    [InlineData("""{"name":"a","owner_ref":"b","sip":false}""", "sip", """{"enabled":false}""")]
    [InlineData("""{"name":"a","owner_ref":"b","sip":{}}""", "sip", """{"enabled":false}""")]
    [InlineData("""{"name":"a","owner_ref":"b","sip":[]}""", "sip", """{"enabled":false}""")]
    [InlineData("""{"name":"a","owner_ref":"b","sip":{"enabled":"false"}}""", "sip", """{"enabled":"false"}""")]
    [InlineData("""{"name":"a","owner_ref":"b","settings":[],"other":{"x":[]}}""", "service_id",
        "\"5f1d2c3b4a59687786950413\"")]
    public void Members_outside_settings_are_returned(string body, string member, string json)
    {
        Response created = _api.Send("POST", "/v2/rooms", Encoding.UTF8.GetBytes(body), Clinic);
        Assert.True(created.Status == 200, created.BodyText);
        Assert.Equal(json, created.Body.GetProperty("room").GetProperty(member).GetRawText());
    }

    [Fact]
    public void Sip_room_keeps_its_pin_and_meeting_id()
    {
        Response created = _api.Send(
            "POST", "/v2/rooms", """{"name":"a","owner_ref":"b","sip":{"enabled":"1"}}"""u8.ToArray(), Clinic);
        JsonElement room = created.Body.GetProperty("room");
        JsonElement sip = room.GetProperty("sip");
        Assert.Matches("^[0-9]{6}$", sip.GetProperty("pin").GetString());
        Assert.Matches("^[0-9]{10}$", sip.GetProperty("meeting_id").GetString());
        Response changed = _api.Send(
            "PUT", "/v2/rooms/" + room.GetProperty("room_id").GetString(), """{"name":"c"}"""u8.ToArray(), Clinic);
        Assert.Equal(sip.GetRawText(), changed.Body.GetProperty("room").GetProperty("sip").GetRawText());
    }

    [Fact]
    public void Update_with_sip_false_disables_dial_in()
    {
        Response created = _api.Send(
            "POST", "/v2/rooms", """{"name":"a","owner_ref":"b","sip":{"enabled":true}}"""u8.ToArray(), Clinic);
        string id = created.Body.GetProperty("room").GetProperty("room_id").GetString()!;
        Response changed = _api.Send("PATCH", "/v2/rooms/" + id, """{"sip":false}"""u8.ToArray(), Clinic);
        Assert.Equal(
            "false", changed.Body.GetProperty("room").GetProperty("sip").GetProperty("enabled").GetRawText());
    }

    /// <summary>Each update may add as many unknown settings as a body may have; none of them removes existing
    /// members.</summary>
    [Fact]
    public void Updates_preserve_existing_members()
    {
        string Settings(string prefix) => string.Join(",", Enumerable.Range(0, 64).Select(i => $"\"{prefix}{i}\":{i}"));
        Response created = _api.Send("POST", "/v2/rooms", Encoding.UTF8.GetBytes(
            """{"name":"a","owner_ref":"b","sip":{"enabled":true},"data":[1],"settings":{"""
            + Settings("a") + "}}"), Clinic);
        Assert.True(created.Status == 200, created.BodyText);
        string path = "/v2/rooms/" + created.Body.GetProperty("room").GetProperty("room_id").GetString();
        string sip = created.Body.GetProperty("room").GetProperty("sip").GetRawText();
        string settings = """{"settings":{""" + Settings("b") + "}}";
        foreach (string body in new[] { settings, """{"name":"c"}""", """{"sip":{}}""" })
        {
            Response changed = _api.Send("PATCH", path, Encoding.UTF8.GetBytes(body), Clinic);
            Assert.True(changed.Status == 200, changed.BodyText);
        }
        JsonElement room = _api.Send("GET", path, [], Clinic).Body.GetProperty("room");
        Assert.Equal((sip, "[1]"), (room.GetProperty("sip").GetRawText(), room.GetProperty("data").GetRawText()));
        foreach (string prefix in new[] { "a", "b" })
            Assert.Equal(63, room.GetProperty("settings").GetProperty(prefix + "63").GetInt32());
    }

    [Fact]
    public void Unknown_settings_are_limited_to_64()
    {
        string Body(int count) => """{"name":"a","owner_ref":"b","settings":{"""
            + string.Join(",", Enumerable.Range(0, count).Select(i => $"\"s{i}\":1")) + "}}";
        Assert.Equal(200, _api.Send("POST", "/v2/rooms", Encoding.UTF8.GetBytes(Body(64)), Clinic).Status);
        Response rejected = _api.Send("POST", "/v2/rooms", Encoding.UTF8.GetBytes(Body(65)), Clinic);
        Assert.Equal(400, rejected.Status);
        Assert.Contains("settings.s64", rejected.Body.GetProperty("desc").GetString());
    }
}
