using System.Text;
using Appliance.Endpoints.Tests.Vendors.Globex;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.TestHost;
using Appliance.Tokens;

namespace Appliance.Endpoints.Tests.Vendors;

/// <summary>A vendor is one folder and one line that registers it: everything else follows.</summary>
public sealed class NewVendorTests
{
    private const string Join = "/globex/acme/join";

    private static readonly App Acme = Policies.Current.FindApp("acme"u8)!;

    private readonly Api _api = new(vendor: new GlobexApi());

    [Theory]
    [InlineData(Join)]
    [InlineData("/v9" + Join)]
    [InlineData("//globex/acme//join/")]
    public void Token_is_issued_on_every_form_of_the_path(string path)
    {
        Response response = Post(path, """{"place":"r1","as":"guest","who":7}""");
        Assert.Equal(200, response.Status);
        byte[] payload = new byte[TokenLimits.AnyPayloadBytesMax];
        TokenVerifier verifier = new(Acme, TestCredentials.KeyOf(Acme));
        string token = response.Body.GetProperty("pass").GetString()!;
        Assert.Equal(
            TokenVerdict.Valid,
            verifier.Verify(Encoding.ASCII.GetBytes(token), _api.NowSeconds, 0, payload, out int length));
        Assert.Contains("\"user_id\":\"7\"", Encoding.ASCII.GetString(payload, 0, length));
    }

    [Theory]
    [InlineData(Join, "[", 400, 3, "Send JSON.")]
    [InlineData(Join, """{"place":5}""", 400, 4, "place must be a string.")]
    [InlineData(Join, """{"place":"r9","as":"guest"}""", 404, 5, "The app has no place r9.")]
    [InlineData(Join, """{"place":"r1","as":"king"}""", 403, 6, "The app has no role king.")]
    [InlineData(Join, """{"place":"r2","as":"guest"}""", 403, 7, "Not as that.")]
    [InlineData("/globex/clinic/join", "{}", 404, 1, "Unknown app.")]
    [InlineData("/globex/leave", "{}", 404, 8, "Not here.")]
    public void Failure_has_the_vendors_status_code_and_text(
        string path, string body, int status, int code, string text)
    {
        Response response = Post(path, body);
        Assert.Equal(
            (status, code, text),
            (response.Status, response.Body.GetProperty("no").GetInt32(),
                response.Body.GetProperty("because").GetString()));
    }

    /// <summary>The first label names the app before it is decoded.</summary>
    [Theory]
    [InlineData("//hmsapi/clinic-x.y%ff/api/token", "No app has this subdomain.")]
    [InlineData("//hmsapi/a%2Eb.c/api/token", "No app has this subdomain.")]
    [InlineData("//hmsapi/%ff.c/api/token", "Not found: ")]
    public void Domain_in_a_path_is_cut_before_it_is_decoded(string path, string message) => Assert.StartsWith(
        message, Post(path, """{"room_id":"r1","role":"guest"}""").Body.GetProperty("message").GetString());

    [Fact]
    public void Other_method_is_rejected_with_the_allowed_one()
    {
        Response response = _api.Send("GET", Join, []);
        Assert.Equal((405, "POST"), (response.Status, response.Headers["Allow"]));
    }

    [Fact]
    public void Other_vendors_do_not_serve_its_app() =>
        Assert.Equal(404, Post("/hmsapi/acme.x/api/token", """{"room_id":"r1","role":"guest"}""").Status);

    [Fact]
    public void Explanation_has_the_vendors_error()
    {
        VendorError error = new GlobexApi().ErrorFor(
            Acme, RoomState.Open, role: null, Denial.UnknownRole, "r1", "king")!;
        Assert.Equal(
            (403, """{"no":6,"because":"The app has no role king."}"""),
            (error.Status, Encoding.ASCII.GetString(error.Body)));
    }

    [Fact]
    public void Sample_request_gets_a_token()
    {
        SampleCall sample = new GlobexApi().Sample(Acme, "r1", Acme.FindRole("guest"u8)!);
        Assert.Equal(200, Post(sample.Path, sample.Body).Status);
    }

    private Response Post(string path, string body) => _api.Send("POST", path, Encoding.UTF8.GetBytes(body));
}
