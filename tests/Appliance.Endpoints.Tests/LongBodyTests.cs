using System.Text;
using Appliance.Connections;

namespace Appliance.Endpoints.Tests;

/// <summary>A long body is received only after its credential is accepted.</summary>
public sealed class LongBodyTests
{
    private const string LengthKnown = "Content-Length: 200000";
    private const string Chunked = "Transfer-Encoding: chunked";

    private readonly Api _api = new();

    public static TheoryData<string, string> Requests
    {
        get
        {
            TheoryData<string, string> requests = [];
            foreach (string path in ApiHandler.Limits.BatchPaths)
            {
                requests.Add(path, LengthKnown);
                requests.Add(path, Chunked);
            }
            return requests;
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Wrong_key_is_rejected_before_a_long_body_is_received(string path, string framing)
    {
        Response rejected = RejectionOf(path, framing, Api.Basic(Api.ClinicId, "wrong"));
        Response whole = _api.Send(
            "POST", path, "[]"u8.ToArray(), Api.Basic(Api.ClinicId, "wrong"), "Content-Type: application/json");
        Assert.Equal((401, "close"), (rejected.Status, rejected.Headers["Connection"]));
        Assert.Equal(whole.Headers["WWW-Authenticate"], rejected.Headers["WWW-Authenticate"]);
        Assert.Equal(whole.BodyText, rejected.BodyText);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Wrong_keys_are_rate_limited_before_a_long_body_is_received(string path, string framing)
    {
        int limited = 0;
        for (int count = 0; count < 60; count++)
            limited += RejectionOf(path, framing, Api.Basic("absent", "wrong")).Status == 429 ? 1 : 0;
        Assert.Equal(10, limited);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Valid_key_lets_a_long_body_be_received(string path, string framing)
    {
        byte[] head = Head(path, framing, Api.Basic(Api.ClinicId, Api.ClinicKey));
        (ConnectionPhase next, Response? response) = _api.SendPart(head);
        Assert.Equal((ConnectionPhase.ReceiveBody, null), (next, response));
    }

    /// <summary>Short bodies need little memory, so an early rejection would gain nothing.</summary>
    [Fact]
    public void Body_of_normal_length_is_received_before_the_credential_check()
    {
        byte[] head = Head("/v1/tokens", "Content-Length: 60000", Api.Basic("absent", "wrong"));
        Assert.Equal((ConnectionPhase.ReceiveBody, null), _api.SendPart(head));
    }

    private Response RejectionOf(string path, string framing, string credential)
    {
        (ConnectionPhase next, Response? response) = _api.SendPart(Head(path, framing, credential));
        Assert.Equal(ConnectionPhase.Close, next);
        return response!;
    }

    private static byte[] Head(string path, string framing, string credential) => Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: a\r\n{credential}\r\n{framing}\r\n\r\n");
}
