using System.Text;
using Appliance.Http;

namespace Appliance.Endpoints;

/// <summary>
/// The origins whose pages may read an app's responses (Fetch standard, CORS protocol). The header lines are built once
/// from the policy; nothing from a request is reflected.
/// </summary>
internal sealed class Cors
{
    private readonly bool _allowsAnyOrigin;
    private readonly (byte[] Origin, byte[] Lines)[] _origins;

    public Cors(IReadOnlyList<string> allowedOrigins)
    {
        _origins = new (byte[], byte[])[allowedOrigins.Count];
        for (int i = 0; i < _origins.Length; i++)
        {
            string origin = allowedOrigins[i];
            _allowsAnyOrigin |= origin == "*";
            _origins[i] = (Encoding.ASCII.GetBytes(origin), LinesFor(origin));
        }
    }

    /// <summary>For responses that cannot contain a token: any page may read the error message.</summary>
    public static Cors AnyOrigin { get; } = new(["*"]);

    /// <summary>Adds the headers that let the page read this response, whatever its status.</summary>
    public void Allow(ReadOnlySpan<byte> origin, ref HttpResponse response)
    {
        if (_allowsAnyOrigin)
        {
            response.AddHeader("Access-Control-Allow-Origin: *\r\n"u8);
            return;
        }
        foreach ((byte[] allowed, byte[] lines) in _origins)
        {
            if (origin.SequenceEqual(allowed))
            {
                response.AddHeader(lines);
                return;
            }
        }
        response.AddHeader("Vary: Origin\r\n"u8);
    }

    /// <summary>Responds to a preflight request and returns true; otherwise adds the headers of <see cref="Allow"/>.
    /// </summary>
    public bool TryHandlePreflight(in HttpRequest request, ref HttpResponse response)
    {
        bool isPreflight = request.Method == HttpMethod.Options;
        if (isPreflight)
            Preflight(request.Origin, ref response);
        else
            Allow(request.Origin, ref response);
        return isPreflight;
    }

    private void Preflight(ReadOnlySpan<byte> origin, ref HttpResponse response)
    {
        Allow(origin, ref response);
        response.Status = HttpStatus.NoContent;
        response.AddHeader("Access-Control-Allow-Methods: GET, POST, OPTIONS\r\n"u8);
        // The asterisk does not cover Authorization, and some client engines do not support it.
        response.AddHeader(
            "Access-Control-Allow-Headers: Content-Type, Authorization, Subdomain, X-App-Id, X-App-Key, "u8
            + "X-Sandbox-ID, *\r\n"u8);
        response.AddHeader("Access-Control-Max-Age: 600\r\n"u8);
    }

    private static byte[] LinesFor(string origin) =>
        Encoding.ASCII.GetBytes($"Access-Control-Allow-Origin: {origin}\r\nVary: Origin\r\n");
}
