using System.Text;
using Appliance.Http;
using Appliance.PolicyModel;

namespace Appliance.Endpoints;

/// <summary>What an API answers instead of a token.</summary>
public sealed class VendorError
{
    /// <summary>The HTTP status code.</summary>
    public required int Status { get; init; }

    /// <summary>JSON.</summary>
    public required byte[] Body { get; init; }
}

/// <summary>The answers that the endpoints give, for those who explain them.</summary>
public static class VendorErrors
{
    /// <summary>What the app's API answers a well-formed request, with whatever credential it asks for. Null if there
    /// is no error, no API, or no such request: callers of an API ask for no particular life.</summary>
    /// <param name="app">The app whose API it is.</param>
    /// <param name="state">Whether the room is disabled.</param>
    /// <param name="role">The role that was asked for; null if the app has none of that name.</param>
    /// <param name="denial">What the rules decided.</param>
    /// <param name="roomId">The room that was asked for.</param>
    /// <param name="roleName">The role that was asked for.</param>
    public static VendorError? For(
        App app, RoomState state, Role? role, Denial denial, string roomId, string roleName)
    {
        bool isDisabled = state == RoomState.Disabled;
        byte[] named = Encoding.UTF8.GetBytes(isDisabled || denial == Denial.UnknownRoom ? roomId : roleName);
        MemberError error = new(CallerText.Truncate(named), default);
        HttpLimits limits = new();
        HttpResponse response = new(new byte[limits.ResponseBodyBytesMax], new byte[limits.ResponseBodyBytesMax]);
        if (denial >= Denial.ExpiryTooShort)
            denial = Denial.None;
        switch (app.Api)
        {
            case TokenApi.Hms100 when !app.TokenEndpoint.Enabled:
                Hms100Failures.Write(Hms100Failure.EndpointDisabled, error, ref response);
                break;
            case TokenApi.Hms100 when isDisabled:
                Hms100Failures.Write(Hms100Failures.Of(state), error, ref response);
                break;
            case TokenApi.Hms100 when denial != Denial.UnknownRoom && role is not null
                && !OpenEndpoint.Issues(app, role):
                Hms100Failures.Write(Hms100Failure.RoleNotIssued, error, ref response);
                break;
            case TokenApi.Hms100 when denial != Denial.None:
                Hms100Failures.Write(Hms100Failures.Of(denial), error, ref response);
                break;
            case TokenApi.EnableX when isDisabled:
                EnableXFailures.Write(EnableXFailures.Of(state), error, ref response);
                break;
            case TokenApi.EnableX when denial != Denial.None:
                EnableXFailures.Write(EnableXFailures.Of(denial), error, ref response);
                break;
            case TokenApi.LiveKit when !app.TokenEndpoint.Enabled:
                LiveKitFailures.Write(LiveKitFailure.EndpointDisabled, error, ref response);
                break;
            case TokenApi.LiveKit when isDisabled:
                LiveKitFailures.Write(LiveKitFailures.Of(state), error, ref response);
                break;
            case TokenApi.LiveKit when denial != Denial.None:
                LiveKitFailures.Write(LiveKitFailures.Of(denial), error, ref response);
                break;
            default:
                return null;
        }
        return new() { Status = (int)response.Status, Body = response.BodyBuffer[..response.BodyLength].ToArray() };
    }
}
