using Appliance.Endpoints.Responding;
using Appliance.Http;

namespace Appliance.Endpoints.OpenApi;

/// <summary><c>GET /openapi.yaml</c> returns docs/api/openapi.yaml. It needs no credential, and any page may read it.
/// </summary>
internal static class OpenApiEndpoint
{
    private const string Resource = "openapi.yaml";

    private static readonly byte[] Document = Read();

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

    private static byte[] Read()
    {
        using Stream stream = typeof(OpenApiEndpoint).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"the assembly has no resource {Resource}");
        byte[] document = new byte[stream.Length];
        stream.ReadExactly(document);
        return document;
    }
}
