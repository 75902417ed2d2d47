using Appliance.Hosting.Results;
using Appliance.Listening;

namespace Appliance.Hosting.Clients;

/// <summary>An http URL with an address as its host; names are not resolved.</summary>
public sealed class HttpUrl
{
    private const string Scheme = "http://";
    private const string DefaultPort = ":80";

    private HttpUrl(string authority, string path, ListenAddress address)
    {
        Authority = authority;
        Path = path;
        Address = address;
    }

    /// <summary>The value of the Host field (RFC 9110, section 7.2).</summary>
    public string Authority { get; }

    /// <summary>The path with its query; empty if the URL has no path.</summary>
    public string Path { get; }

    /// <summary>The address to connect to.</summary>
    public ListenAddress Address { get; }

    /// <param name="text">For example http://127.0.0.1:8080/api/token.</param>
    /// <param name="unixSocket">The path of a Unix socket to connect to instead of the host; may be null.</param>
    /// <param name="url">The URL, or null.</param>
    /// <param name="error">On failure, a sentence that says what to write.</param>
    public static bool TryParse(string text, string? unixSocket, out HttpUrl? url, out string error)
    {
        url = null;
        error =
            $"{SafeText.Of(text)}: not a URL that begins with http://, for example http://127.0.0.1:8080/api/token.";
        if (!text.StartsWith(Scheme, StringComparison.Ordinal) || !IsVisible(text))
            return false;
        int pathStart = text.IndexOf('/', Scheme.Length);
        string authority = pathStart < 0 ? text[Scheme.Length..] : text[Scheme.Length..pathStart];
        string path = pathStart < 0 ? "" : text[pathStart..];
        if (authority.Length == 0 || path.Contains('#'))
            return false;
        string addressText = unixSocket is not null ? "unix:" + unixSocket
            : HasPort(authority) ? authority
            : authority + DefaultPort;
        if (!ListenAddress.TryParse(addressText, out ListenAddress? address, out string? addressError))
        {
            error = addressError ?? "";
            return false;
        }
        url = new(authority, path == "/" ? "" : path, address!);
        return true;
    }

    /// <summary>A colon inside brackets belongs to an IPv6 address.</summary>
    private static bool HasPort(string authority) => authority.LastIndexOf(':') > authority.LastIndexOf(']');

    /// <summary>ASCII without blanks: no character that would end the request target.</summary>
    private static bool IsVisible(string text) => !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
