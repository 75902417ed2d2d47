using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Responding;
using Appliance.Http;

namespace Appliance.Endpoints.Vendors.Hms100;

/// <summary>100ms's layouts: <c>GET /v2/layouts/ui</c>, for the prebuilt page, needs no credential and returns no
/// layouts.</summary>
internal static class Hms100Layouts
{
    /// <summary>The prebuilt page requests layouts with an app token, from another origin. Without a readable response
    /// it retries four times.</summary>
    public static void Handle(in Route _, in HttpRequest request, ref HttpResponse response)
    {
        if (Cors.AnyOrigin.TryHandlePreflight(request, ref response))
            return;
        if (Hms100BackEnd.IsGet(request))
        {
            response.WriteJson("{\"data\":[]}"u8);
            return;
        }
        Hms100BackEndFailures.Table.Write(Failure.MethodNotAllowed, default, ref response);
        response.AddHeader("Allow: GET, HEAD, OPTIONS\r\n"u8);
    }
}
