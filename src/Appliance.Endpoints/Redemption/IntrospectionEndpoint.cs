using Appliance.Http;
using Appliance.Json;

namespace Appliance.Endpoints;

/// <summary>
/// <c>POST /v1/introspect</c> (RFC 7662): whether a token of the caller's app is valid now, and its claims. It does not
/// consume the token and does not report whether a single-use token was used; only redemption does.
/// </summary>
internal sealed class IntrospectionEndpoint(BackEndCredentials credentials, Workspace workspace)
{
    public void Handle(in HttpRequest request, ref HttpResponse response)
    {
        TokenCheck check = TokenCheck.Of(request, ref response, credentials, redeems: false, workspace);
        if (check.Failure is RedemptionFailure.None)
            response.EndJson(WriteActive(check, response.BodyBuffer));
        else if (IsTokenFailure(check.Failure))
            response.WriteJson("{\"active\":false}"u8);
        else
            RedemptionFailures.Write(check.Failure, credentials.Rejection, ref response);
        response.NoStore = true;
    }

    /// <inheritdoc cref="IRequestHandler.TryAdmit"/>
    public bool TryAdmit(in HttpRequest head, ref HttpResponse response) =>
        TokenCheck.TryAdmit(head, ref response, credentials);

    /// <summary>An invalid token is reported as inactive without a reason (section 2.2).</summary>
    private static bool IsTokenFailure(RedemptionFailure failure) =>
        failure is >= RedemptionFailure.WrongApp and <= RedemptionFailure.NoTokenId;

    private static int WriteActive(in TokenCheck check, Span<byte> body)
    {
        JsonWriter json = new(body);
        json.Raw("{\"active\":true"u8);
        PresentedClaims.Write(ref json, check.Payload, check.Role, "active"u8);
        json.Raw("}"u8);
        return json.Length;
    }
}
