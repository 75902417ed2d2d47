using System.Text;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

public class TenantsSourceTests
{
    private const string Body = """{"room_id":"r1","role":"host"}""";

    private static readonly byte[] Request = Encoding.UTF8.GetBytes(
        "POST /hmsapi/acme.app.100ms.live/api/token HTTP/1.1\r\nHost: localhost\r\n"
        + $"Content-Length: {Body.Length}\r\n\r\n{Body}");

    [Fact]
    public void Key_rotation_takes_effect_at_the_next_turn()
    {
        Api api = new();
        string before = Api.SecretOf("acme");
        ExpectSignedWith(before, api.Send(Request));
        api.Tenants.Current = Api.Open(Policies.Current, secretEnd: "-next");
        ExpectSignedWith(before, api.SendInSameTurn(Request));
        ExpectSignedWith(before + "-next", api.Send(Request));
        ExpectSignedWith(before + "-next", api.SendInSameTurn(Request));
    }

    private static void ExpectSignedWith(string secret, Response response)
    {
        Assert.Equal(200, response.Status);
        Jwt.ValidClaims(response.Body.GetProperty("token").GetString()!, secret);
    }
}
