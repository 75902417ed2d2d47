using Appliance.Listening;

namespace Appliance.Commands.Bench;

/// <summary>An http URL, as far as a benchmark needs one: of an address, as names are not resolved.</summary>
internal sealed class HttpUrl
{
    private const string Scheme = "http://";
    private const string DefaultPort = ":80";

    private HttpUrl(string authority, string path, ListenAddress address)
    {
        Authority = authority;
        Path = path;
        Address = address;
    }

    /// <summary>What the Host field says (RFC 9110, section 7.2).</summary>
    public string Authority { get; }

    /// <summary>With its query; empty if there is none.</summary>
    public string Path { get; }

    /// <summary>Where to connect.</summary>
    public ListenAddress Address { get; }

    /// <param name="text">Such as http://127.0.0.1:8080/api/token.</param>
    /// <param name="unixSocket">The path of a socket to connect to in the place of the host; null for none.</param>
    /// <param name="url">The URL, or null.</param>
    /// <param name="error">A sentence that says what to write instead, if it is none.</param>
    public static bool TryParse(string text, string? unixSocket, out HttpUrl? url, out string error)
    {
        url = null;
        error = "Write a URL that begins with http://, as in http://127.0.0.1:8080/api/token.";
        if (!text.StartsWith(Scheme, StringComparison.Ordinal) || !IsVisible(text))
            return false;
        int pathStart = text.IndexOf('/', Scheme.Length);
        string authority = pathStart < 0 ? text[Scheme.Length..] : text[Scheme.Length..pathStart];
        string path = pathStart < 0 ? "" : text[pathStart..];
        if (authority.Length == 0 || path.Contains('#'))
            return false;
        string place = unixSocket is not null ? "unix:" + unixSocket
            : HasPort(authority) ? authority
            : authority + DefaultPort;
        if (!ListenAddress.TryParse(place, out ListenAddress? address, out string? why))
        {
            error = why ?? "";
            return false;
        }
        url = new(authority, path == "/" ? "" : path, address!);
        return true;
    }

    /// <summary>A colon inside brackets belongs to an IPv6 address.</summary>
    private static bool HasPort(string authority) => authority.LastIndexOf(':') > authority.LastIndexOf(']');

    /// <summary>ASCII without blanks: nothing that would end a request's line.</summary>
    private static bool IsVisible(string text)
    {
        foreach (char letter in text)
        {
            if (letter is <= ' ' or >= '\u007f')
                return false;
        }
        return true;
    }
}
