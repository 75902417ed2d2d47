using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Responding;
using Appliance.Http;
using Appliance.Json;

namespace Appliance.Endpoints.Redemption;

/// <summary>
/// <c>POST /v1/introspect</c> (RFC 7662): whether a token of the caller's app is valid now, and its claims. It does not
/// consume the token and does not report whether a single-use token was used; only redemption does.
/// </summary>
internal sealed class IntrospectionEndpoint(TokenChecker checker)
{
    public void Handle(in Route _, in HttpRequest request, ref HttpResponse response)
    {
        response.NoStore = true;
        Failure failure = checker.Check(request, ref response, redeems: false, out TokenCheck check);
        if (failure == Failure.None)
            response.EndJson(WriteActive(check, response.BodyBuffer));
        else if (IsAboutToken(failure))
            response.WriteJson("{\"active\":false}"u8);
        else
            checker.Reject(failure, ref response);
    }

    /// <summary>An invalid token is reported as inactive without a reason (section 2.2).</summary>
    internal static bool IsAboutToken(Failure failure) => failure is Failure.WrongApp or Failure.OtherRoom
        or Failure.TokenNotYetValid or Failure.TokenExpired or Failure.LifetimeTooLong or Failure.NoTokenId
        or Failure.UnknownRoom or Failure.RoomDisabled or Failure.RoomNotOpenYet or Failure.RoomOver
        or Failure.UnknownRole or Failure.RoleNotAllowed;

    private static int WriteActive(in TokenCheck check, Span<byte> body)
    {
        JsonWriter json = new(body);
        json.Raw("{\"active\":true"u8);
        PresentedClaims.Write(ref json, check.Payload, check.Role, "active"u8);
        json.Raw("}"u8);
        return json.Length;
    }
}
