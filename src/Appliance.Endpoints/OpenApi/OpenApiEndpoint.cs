using Appliance.Endpoints.Responding;
using Appliance.Http;

namespace Appliance.Endpoints.OpenApi;

/// <summary><c>GET /openapi.yaml</c> returns docs/api/openapi.yaml. It needs no credential, and any page may read it.
/// </summary>
internal static class OpenApiEndpoint
{
    public static void Handle(in Route _, in HttpRequest request, ref HttpResponse response)
    {
        Cors.AnyOrigin.Allow(request.Origin, ref response);
        if (request.Method is HttpMethod.Get or HttpMethod.Head)
        {
            OpenApiDocument.Utf8.CopyTo(response.BodyBuffer);
            response.ContentKind = ContentKind.Yaml;
            response.BodyLength = OpenApiDocument.Utf8.Length;
            return;
        }
        response.RejectWrite();
    }
}
