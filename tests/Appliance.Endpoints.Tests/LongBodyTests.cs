using System.Text;
using Appliance.Http;

namespace Appliance.Endpoints.Tests;

/// <summary>A long body is read only from a client whose credential is good.</summary>
public sealed class LongBodyTests
{
    private const string LengthKnown = "Content-Length: 200000";
    private const string Chunked = "Transfer-Encoding: chunked";

    private readonly Api _api = new();

    public static TheoryData<string, string> Requests { get; } = new()
    {
        { "/v1/tokens", LengthKnown }, { "/v1/tokens", Chunked }, { "/v1/introspect", LengthKnown },
        { "/v1/introspect", Chunked }, { "/v1/redeem", LengthKnown }, { "/v1/redeem", Chunked },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_wrong_key_is_refused_before_the_body_is_read(string path, string framing)
    {
        Response refused = Answered(path, framing, Api.Basic(Api.ClinicId, "wrong"));
        Response whole = _api.Send(
            "POST", path, "[]"u8.ToArray(), Api.Basic(Api.ClinicId, "wrong"), "Content-Type: application/json");
        Assert.Equal((401, "close"), (refused.Status, refused.Headers["Connection"]));
        Assert.Equal(whole.Headers["WWW-Authenticate"], refused.Headers["WWW-Authenticate"]);
        Assert.Equal(whole.BodyText, refused.BodyText);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Too_many_wrong_keys_are_refused_there_too(string path, string framing)
    {
        int limited = 0;
        for (int count = 0; count < 60; count++)
            limited += Answered(path, framing, Api.Basic("nobody", "wrong")).Status == 429 ? 1 : 0;
        Assert.Equal(10, limited);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void The_right_key_has_its_body_read(string path, string framing)
    {
        byte[] head = Head(path, framing, Api.Basic(Api.ClinicId, Api.ClinicKey));
        (SessionAction next, Response? response) = _api.SendPart(head);
        Assert.Equal((SessionAction.ReceiveBody, null), (next, response));
    }

    /// <summary>They take little, so that nothing is gained.</summary>
    [Fact]
    public void A_body_of_the_usual_length_is_read_first()
    {
        byte[] head = Head("/v1/tokens", "Content-Length: 60000", Api.Basic("nobody", "wrong"));
        Assert.Equal((SessionAction.ReceiveBody, null), _api.SendPart(head));
    }

    private Response Answered(string path, string framing, string credential)
    {
        (SessionAction next, Response? response) = _api.SendPart(Head(path, framing, credential));
        Assert.Equal(SessionAction.Close, next);
        return response!;
    }

    private static byte[] Head(string path, string framing, string credential) => Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: a\r\n{credential}\r\n{framing}\r\n\r\n");
}
