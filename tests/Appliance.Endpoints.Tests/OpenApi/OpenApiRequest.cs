using System.Text;

namespace Appliance.Endpoints.Tests.OpenApi;

/// <summary>Requests for the operations of the document, with valid values for the apps of the test policy.</summary>
internal sealed class OpenApiRequest
{
    private const string FrontId = "5f1d2c3b4a59687786950416";
    private const string Hms100Body = """{"room_id":"r1","role":"guest","user_id":"ann"}""";
    private const string EnableXToken = """{"name":"n","role":"participant","user_ref":"u","data":{"a":1}}""";

    private readonly Api _api = new();
    private readonly string _hms100Room, _enableXRoom, _code;

    public OpenApiRequest()
    {
        _hms100Room = Created("managementToken", Hms100Room).GetProperty("id").GetString()!;
        _enableXRoom = Created("appKey", EnableXRoom).GetProperty("room").GetProperty("room_id").GetString()!;
        _code = _api.Send("POST", "/v2/room-codes/room/r1/role/guest", [], HeaderOf("managementToken"))
            .Body.GetProperty("code").GetString()!;
    }

    private static string Hms100Room => """{"name":"n","size":10,"recording_info":{"enabled":true},"polls":[1]}""";

    private static string EnableXRoom => """
        {"name":"n","owner_ref":"o","settings":{"duration":30,"quality":"HD","other":1},"sip":{"enabled":true},"data":1}
        """;

    /// <summary>Sends a request with a valid credential.</summary>
    /// <param name="method">Any method.</param>
    /// <param name="path">Of the document.</param>
    /// <param name="credential">Names of security schemes, as the document has them; empty for none.</param>
    public Response Send(string method, string path, string credential)
    {
        bool isHms100 = credential == "managementToken";
        string target = path.Replace("{room}", isHms100 ? _hms100Room : credential == "appKey" ? _enableXRoom : "desk")
            .Replace("{role}", "guest").Replace("{id}", "meeting").Replace("{app}", "live")
            .Replace("{subdomain}", "acme.app.100ms.live");
        string host = path.StartsWith("/livekit", StringComparison.Ordinal) ? "live" : "acme";
        string[] headers = HeaderOf(credential).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string body = method is "POST" or "PATCH" or "PUT" ? BodyOf(path, method, credential) : "";
        return _api.Send(
            method, target, Encoding.UTF8.GetBytes(body),
            [$"Host: {host}.example", "subdomain: acme", "X-Sandbox-ID: live", .. headers]);
    }

    private System.Text.Json.JsonElement Created(string credential, string body) =>
        _api.Send("POST", "/v2/rooms", Encoding.UTF8.GetBytes(body), HeaderOf(credential)).Body;

    private string HeaderOf(string credential) => credential switch
    {
        "" => "",
        "appKey" => Api.Basic(Api.ClinicId, Api.ClinicKey),
        "managementToken" => Management.Of("acme", _api),
        "accessToken" => Management.Of("live", _api),
        "sampleFrontId sampleFrontKey" => $"x-app-id: {FrontId}\nx-app-key: {Api.ClinicKey}",
        _ => throw new ArgumentOutOfRangeException(nameof(credential), credential, null),
    };

    /// <summary>A token of the credential's app.</summary>
    private string TokenOf(string credential) => (credential switch
    {
        "managementToken" => _api.Hms100(Hms100Body).Body.GetProperty("token"),
        "accessToken" => _api.LiveKit("live", "").Body.GetProperty("participant_token"),
        _ => _api.EnableX("desk", EnableXToken).Body.GetProperty("token"),
    }).GetString()!;

    private string BodyOf(string path, string method, string credential) => path switch
    {
        "/api/token" or "/hmsapi/{subdomain}/api/token" => Hms100Body,
        "/v2/token" or "/hmsapi/get-token" => $$"""{"code":"{{_code}}"}""",
        "/v2/rooms" or "/v2/rooms/{room}" => credential == "managementToken" ? Hms100Room
            : method == "POST" ? EnableXRoom : """{"name":"m"}""",
        "/v2/rooms/{room}/tokens" => EnableXToken,
        "/v2/room-codes/code" => $$"""{"code":"{{_code}}","enabled":true}""",
        "/v2/active-rooms/{room}/end-room" => """{"lock":true}""",
        "/createToken" => """{"name":"n","role":"participant","user_ref":"u","roomId":"desk"}""",
        "/v1/tokens" => """[{"room_id":"r1","role":"guest"},{"room_id":"desk","role":"emperor"},1]""",
        "/v1/introspect" or "/v1/redeem" => $"token={TokenOf(credential)}",
        _ => "",
    };
}
