using Appliance.Http;

namespace Appliance.Endpoints;

/// <summary>Responds to requests for unknown paths in the format that the vendor's clients read.</summary>
internal static class NotFoundEndpoint
{
    /// <summary>EnableX has no result code for this; its clients only check whether the code is 0.</summary>
    private static readonly byte[] EnableXBody = System.Text.Encoding.ASCII.GetBytes(EnableXFailures.Body(
        EnableXFailures.MalformedRequest, "Not found",
        "Unknown path: this appliance issues tokens and stores rooms, but has no sessions or recordings."));

    /// <summary>Returns 404, except for <c>OPTIONS *</c>, which asks about the whole server (RFC 9110, section 9.3.7).
    /// Any page may read the 404, so that its developer notices a mistyped path.</summary>
    public static void Handle(RouteOwner owner, in HttpRequest request, ref HttpResponse response)
    {
        Cors.AnyOrigin.Allow(request.Origin, ref response);
        if (request.Method == HttpMethod.Options && request.Path.SequenceEqual("*"u8))
        {
            response.Status = HttpStatus.NoContent;
            response.AddHeader("Allow: GET, HEAD, POST, OPTIONS\r\n"u8);
            return;
        }
        // Only EnableX's clients send Basic credentials to unknown paths.
        bool isEnableX = owner == RouteOwner.EnableX
            || AuthorizationScheme.TryMatch(request.Authorization, "basic "u8, out _);
        response.Status = HttpStatus.NotFound;
        if (isEnableX)
            response.WriteJson(EnableXBody);
        else if (owner == RouteOwner.Hms100)
            Hms100RoomFailures.Write(Hms100RoomFailure.NotServed, default, ref response);
        else
            Write(ref response);
    }

    public static void Write(ref HttpResponse response) =>
        response.WriteError(HttpStatus.NotFound, "Not found."u8);
}
