using Appliance.Http;

namespace Appliance.Endpoints;

/// <summary>
/// <c>/v2/rooms</c> and <c>/v2/rooms/ROOM</c>, a path of two vendors': EnableX's back ends show Basic credentials
/// there, those of 100ms a Bearer token.
/// </summary>
internal sealed class RoomsEndpoint(BackEndCredentials credentials, Workspace workspace)
{
    private readonly EnableXRooms _enableX = new(credentials, workspace);
    private readonly Hms100Rooms _hms100 = new(credentials, workspace);

    /// <param name="roomId">Empty for all rooms.</param>
    /// <param name="request">The request.</param>
    /// <param name="answer">Is filled in, or deferred.</param>
    public void Handle(ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpAnswer answer)
    {
        if (AuthorizationScheme.TryTake(request.Authorization, "basic "u8, out _))
            _enableX.Handle(roomId, request, ref answer);
        else if (AuthorizationScheme.TryTake(request.Authorization, "bearer "u8, out _))
            _hms100.Handle(roomId, request, ref answer);
        else
            Refuse(ref answer);
    }

    /// <summary>Of whom nobody knows which vendor's client it is: the members of both vendors' errors.</summary>
    private static void Refuse(ref HttpAnswer answer)
    {
        answer.Status = HttpStatus.Unauthorized;
        answer.WriteJson("""
            {"result":40002,"error":"Unauthorized","desc":"Show the app's id and key as Basic credentials.",
            "code":401,"message":"Show a management token as Bearer.","details":[]}
            """u8);
        BackEndCredentials.AddChallenges(ref answer);
    }
}
