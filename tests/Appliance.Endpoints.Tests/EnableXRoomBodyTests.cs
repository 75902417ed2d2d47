using System.Text;

namespace Appliance.Endpoints.Tests;

/// <summary>What EnableX's rooms may not be made of, and the vendor's code for it.</summary>
public sealed class EnableXRoomBodyTests
{
    private static readonly string Clinic = Api.Basic(Api.ClinicId, Api.ClinicKey);

    /// <summary>At noon of the first of June 2030.</summary>
    private readonly Api _api = new() { NowSeconds = 1_906_545_600 };

    [Theory]
    [InlineData("{", 40000)]
    [InlineData("[]", 40000)]
    [InlineData("{\"name\":\"\u00ff\"", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","data":{"a":{"b":{"c":{"d":{"e":{"f":{"g":{}}}}}}}}}""", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","id":"c"}""", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","name":"a"}""", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"knock":true,"knock":true}}""", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{},"settings":{}}""", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":[]}""", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"knock":1}}""", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"max_active_talkers":17}}""", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","sip":1}""", 40000)]
    [InlineData("""{"name":"a","owner_ref":"b","data":{"a":1,"a":2}}""", 40000)]
    [InlineData("""{"owner_ref":"b"}""", 10002)]
    [InlineData("""{"name":"","owner_ref":"b"}""", 10002)]
    [InlineData("""{"name":1,"owner_ref":"b"}""", 10002)]
    [InlineData("""{"name":"a\n","owner_ref":"b"}""", 10002)]
    [InlineData("""{"name":"a"}""", 10010)]
    [InlineData("""{"name":"a","owner_ref":null}""", 10010)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"scheduled":1}}""", 10003)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"scheduled":true,"duration":1}}""", 10004)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"scheduled_time":1}}""", 10005)]
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
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"room_type":"board"}}""", 10009)]
    [InlineData("""
        {"name":"a","owner_ref":"b","settings":{"scheduled":true,"scheduled_time":"2030-06-01 13:00:00"}}
        """, 10011)]
    [InlineData("""
        {"name":"a","owner_ref":"b","settings":{"scheduled":true,"duration":0,"scheduled_time":"2030-06-01 13:00:00"}}
        """, 10011)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"duration":1.5}}""", 10011)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"wait_for_moderator":"1"}}""", 10013)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"quality":"hd"}}""", 10014)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"adhoc":0}}""", 10016)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"scheduled":true,"adhoc":true}}""", 10016)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"scheduled_time":"2030-06-01 13:00:00"}}""", 10018)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"mode":"Group"}}""", 10019)]
    [InlineData("""{"name":"a","owner_ref":"b","settings":{"moderators":"6"}}""", 10022)]
    public void What_cannot_be_made_is_named(string body, int result)
    {
        Answer answer = _api.Send("POST", "/v2/rooms", Encoding.UTF8.GetBytes(body), Clinic);
        Assert.True((400, result) == (answer.Status, answer.Body.GetProperty("result").GetInt32()), answer.BodyText);
        Assert.NotEqual("", answer.Body.GetProperty("error").GetString());
        Assert.EndsWith(".", answer.Body.GetProperty("desc").GetString());
        Answer all = _api.Send("GET", "/v2/rooms", [], Clinic);
        Assert.Equal(0, all.Body.GetProperty("rooms").GetArrayLength());
    }
}
