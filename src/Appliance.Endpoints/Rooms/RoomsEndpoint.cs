using System.Text;
using Appliance.Http;
using Appliance.Json;

namespace Appliance.Endpoints;

/// <summary>
/// <c>/v2/rooms</c> and <c>/v2/rooms/ROOM</c>, paths that two vendors share: EnableX's back ends send Basic
/// credentials, those of 100ms a Bearer token.
/// </summary>
internal sealed class RoomsEndpoint(BackEndCredentials credentials, EnableXRooms enableX, Hms100Rooms hms100)
{
    private const string WrongKeys = "Too many wrong keys from this address. Wait for the time in Retry-After.";

    /// <summary>Vendor unknown: the body carries both vendors' error members, as the 401 does.</summary>
    private static readonly byte[] WrongKeysBody = Encoding.ASCII.GetBytes(
        $$"""{"result":10105,"error":"Server busy","desc":"{{WrongKeys}}","code":429,"""
        + $$"""
        "message":"Too many requests: {{WrongKeys}}","details":["{{WrongKeys}}"]}
        """);

    /// <param name="route">Its parameter is empty for the list of rooms.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">Is filled in, or deferred.</param>
    public void Handle(in Route route, in HttpRequest request, ref HttpResponse response)
    {
        bool isBasic = AuthorizationScheme.TryMatch(request.Authorization, "basic "u8, out _);
        bool isBearer = AuthorizationScheme.TryMatch(request.Authorization, "bearer "u8, out _);
        if (route.Owner == RouteOwner.EnableX || isBasic && route.Owner == RouteOwner.Either)
            enableX.Handle(route.Parameter, request, ref response);
        else if (route.Owner == RouteOwner.Hms100 || isBearer)
            hms100.Handle(route.Parameter, request, ref response);
        else
            Reject(request, ref response);
    }

    public void HandleUsers(ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpResponse response) =>
        enableX.HandleUsers(roomId, request, ref response);

    /// <summary>Vendor unknown: the body carries both vendors' error members.</summary>
    private void Reject(in HttpRequest request, ref HttpResponse response)
    {
        if (credentials.RejectScheme(AcceptedCredentials.Either, request, ref response)
            == CredentialVerdict.TooManyWrongKeys)
        {
            response.Status = HttpStatus.TooManyRequests;
            response.WriteJson(WrongKeysBody);
            return;
        }
        ReadOnlySpan<byte> sentence = credentials.Rejection.Describe(default);
        JsonWriter json = new(response.BodyBuffer);
        json.Raw("{\"result\":40002,\"error\":\"Unauthorized\",\"desc\":"u8);
        json.String(sentence);
        json.Raw(","u8);
        Hms100RoomFailures.WriteUnauthorizedMembers(ref json, sentence);
        json.Raw("}"u8);
        response.Status = HttpStatus.Unauthorized;
        response.EndJson(json.Length);
        BackEndCredentials.AddChallenges(ref response);
    }
}
