using System.Text;
using Appliance.Http;

namespace Appliance.Endpoints;

/// <summary>
/// Which web pages may read an app's answers (Fetch standard, CORS protocol). The header lines are made once from the
/// policy: nothing of a request is reflected.
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

    /// <summary>For answers that can hold no token, whoever asks: a page that is told why fails better.</summary>
    public static Cors AnyOrigin { get; } = new(["*"]);

    /// <summary>Adds what lets the page read this answer, whatever its status.</summary>
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

    /// <summary>Answers a preflight request, and is true then; lets the page read what any other is answered.</summary>
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
        // The asterisk does not cover Authorization, and some clients' engines do not know it.
        response.AddHeader(
            "Access-Control-Allow-Headers: Content-Type, Authorization, Subdomain, X-App-Id, X-App-Key, "u8
            + "X-Sandbox-ID, *\r\n"u8);
        response.AddHeader("Access-Control-Max-Age: 600\r\n"u8);
    }

    private static byte[] LinesFor(string origin) =>
        Encoding.ASCII.GetBytes($"Access-Control-Allow-Origin: {origin}\r\nVary: Origin\r\n");
}
