using Appliance.Endpoints.Responding;
using Appliance.Http;

namespace Appliance.Endpoints.OpenApi;

/// <summary><c>GET /openapi.yaml</c> returns docs/api/openapi.yaml. It needs no credential, and any page may read it.
/// </summary>
internal static partial class OpenApiEndpoint
{
    /// <summary>docs/api/openapi.yaml; the project file generates the literal.</summary>
    private static partial ReadOnlySpan<byte> Document { get; }

    public static void Handle(in Route _, in HttpRequest request, ref HttpResponse response)
    {
        Cors.AnyOrigin.Allow(request.Origin, ref response);
        if (request.Method is HttpMethod.Get or HttpMethod.Head)
        {
            Document.CopyTo(response.BodyBuffer);
            response.ContentKind = ContentKind.Yaml;
            response.BodyLength = Document.Length;
            return;
        }
        response.RejectWrite();
    }
}
