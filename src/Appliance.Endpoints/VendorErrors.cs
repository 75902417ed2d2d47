using Appliance.Http;
using Appliance.Policy;

namespace Appliance.Endpoints;

/// <summary>What an API answers instead of a token.</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="Body">JSON.</param>
public sealed record VendorError(int Status, byte[] Body);

/// <summary>The answers that the endpoints give, for those who explain them.</summary>
public static class VendorErrors
{
    /// <summary>What the app's API answers a well-formed request, with whatever credential it asks for. Null if there
    /// is no error, no API, or no such request: callers of an API ask for no particular life.</summary>
    /// <param name="app">The app whose API it is.</param>
    /// <param name="denial">What the rules decided.</param>
    public static VendorError? For(App app, Denial denial)
    {
        HttpLimits limits = new();
        HttpAnswer answer = new(new byte[limits.AnswerBodyBytesMax], new byte[limits.AnswerBodyBytesMax]);
        if (denial >= Denial.ExpiryTooShort)
            denial = Denial.None;
        switch (app.Api)
        {
            case TokenApi.Hms100 when !app.TokenEndpoint.Enabled:
                Hms100Failures.Write(Hms100Failure.EndpointDisabled, ref answer);
                break;
            case TokenApi.Hms100 when denial != Denial.None:
                Hms100Failures.Write(Hms100Failures.Of(denial), ref answer);
                break;
            case TokenApi.EnableX when denial != Denial.None:
                EnableXFailures.Write(EnableXFailures.Of(denial), ref answer);
                break;
            default:
                return null;
        }
        return new((int)answer.Status, answer.BodyBuffer[..answer.BodyLength].ToArray());
    }
}
