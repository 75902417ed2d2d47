using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Issuance;
using Appliance.Endpoints.Requests;
using Appliance.Http;

namespace Appliance.Endpoints.Vendors.EnableX;

/// <summary>
/// EnableX's Create Token: <c>POST {"name","role","user_ref","data"?}</c> with the app's id and key as Basic
/// credentials returns <c>{"result":0,"token":…}</c>.
/// </summary>
internal sealed class EnableXTokenEndpoint(
    EnableXApi vendor, BackEndCredentials credentials, TokenIssuance issuance, FailureResponder responder,
    RequestBuffers buffers, FailureDetail detail)
{
    public void Handle(in Route route, in HttpRequest request, ref HttpResponse response) => responder.End(
        Issue(route.Parameter, request, ref response), EnableXFailures.OfTokens, "Allow: POST\r\n"u8, ref response);

    private Failure Issue(ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpResponse response)
    {
        if (request.Method != HttpMethod.Post)
            return Failure.MethodNotAllowed;
        Failure failure = credentials.CheckBasic(vendor, request, ref response, out Tenant? tenant);
        return tenant is null ? failure : Issue(tenant, roomId, request, ref response);
    }

    /// <summary>Issues a token for the body of a request.</summary>
    /// <param name="tenant">The room's app.</param>
    /// <param name="roomId">The room; empty if the body has its id.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">Is filled in unless the request fails.</param>
    public Failure Issue(
        Tenant tenant, ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpResponse response)
    {
        TokenRequest asked = new();
        Failure failure = EnableXRequest.TryRead(request, roomId, buffers, detail, ref asked);
        return failure != Failure.None ? failure
            : issuance.Respond(tenant, ref asked, "{\"result\":0,\"token\":\""u8, "\"}"u8, ref response);
    }
}
