using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Responding;
using Appliance.Http;

namespace Appliance.Endpoints.Routing;

/// <summary>Responds to requests for unknown paths in the format that the vendor's clients read.</summary>
internal static class NotFoundEndpoint
{
    /// <summary>Returns 404, except for <c>OPTIONS *</c>, which asks about the whole server (RFC 9110, section 9.3.7).
    /// Any page may read the 404, so that its developer notices a mistyped path.</summary>
    /// <param name="vendors">All vendors.</param>
    /// <param name="owner">The vendor of the path; null if it has none.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">Is filled in.</param>
    public static void Handle(
        IReadOnlyList<VendorApi> vendors, VendorApi? owner, in HttpRequest request, ref HttpResponse response)
    {
        Cors.AnyOrigin.Allow(request.Origin, ref response);
        if (request.Method == HttpMethod.Options && request.Path.SequenceEqual("*"u8))
        {
            response.Status = HttpStatus.NoContent;
            response.AddHeader("Allow: GET, HEAD, POST, OPTIONS\r\n"u8);
            return;
        }
        // Only back ends of one vendor send Basic credentials to unknown paths.
        if (AuthorizationScheme.TryMatch(request.Authorization, "basic "u8, out _))
            owner = WithBasicScheme(vendors) ?? owner;
        if (owner is null)
            Write(ref response);
        else
            owner.BackEndFailures.Write(Failure.NotServed, default, ref response);
    }

    public static void Write(ref HttpResponse response) =>
        response.WriteError(HttpStatus.NotFound, "Not found."u8);

    private static VendorApi? WithBasicScheme(IReadOnlyList<VendorApi> vendors)
    {
        foreach (VendorApi vendor in vendors)
        {
            if (vendor.Scheme == AcceptedCredentials.Basic)
                return vendor;
        }
        return null;
    }
}
