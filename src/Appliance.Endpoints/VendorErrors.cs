using System.Text;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints;

/// <summary>An error response of a vendor's API.</summary>
public sealed class VendorError
{
    public required int Status { get; init; }

    /// <summary>JSON.</summary>
    public required byte[] Body { get; init; }
}

/// <summary>The error responses of the endpoints, for the verb explain.</summary>
public static class VendorErrors
{
    /// <summary>The response of the app's API to a well-formed request with a valid credential. Null if the token is
    /// issued, if the app has no API, or if the API cannot express the denial: its clients cannot request an expiry.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <param name="state">Whether the room is disabled.</param>
    /// <param name="role">The requested role; null if the app has none of that name.</param>
    /// <param name="denial">The decision of the rules.</param>
    /// <param name="roomId">The requested room.</param>
    /// <param name="roleName">The requested role's name.</param>
    public static VendorError? For(
        App app, RoomState state, Role? role, Denial denial, string roomId, string roleName)
    {
        bool isDisabled = state == RoomState.Disabled;
        byte[] named = Encoding.UTF8.GetBytes(isDisabled || denial == Denial.UnknownRoom ? roomId : roleName);
        MemberError error = new(EchoedName.Truncate(named), default);
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
