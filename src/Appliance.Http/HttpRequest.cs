namespace Appliance.Http;

/// <summary>
/// One complete request. Every span points into the receive buffer (or at a constant) and is valid while
/// <see cref="IRequestHandler.Handle"/> runs. Fields that were not sent are empty.
/// </summary>
public ref struct HttpRequest
{
    public HttpMethod Method { get; init; }

    /// <summary>
    /// The path as sent, percent-encoding kept, up to '?'. Of an absolute-form target only its path, "/" where that
    /// is empty; "*" for the server as a whole (RFC 9112 §3.2.4).
    /// </summary>
    public ReadOnlySpan<byte> Path { get; init; }

    /// <summary>What follows the first '?', percent-encoding kept.</summary>
    public ReadOnlySpan<byte> Query { get; init; }

    /// <summary>
    /// Host and optional port as sent: of the target where it is in absolute form, else of the Host field (RFC 9112
    /// §3.3). Empty only for an HTTP/1.0 request without one.
    /// </summary>
    public ReadOnlySpan<byte> Host { get; init; }

    public ReadOnlySpan<byte> Authorization { get; init; }

    public ReadOnlySpan<byte> Origin { get; init; }

    public ReadOnlySpan<byte> ContentType { get; init; }

    public ReadOnlySpan<byte> AccessControlRequestMethod { get; init; }

    /// <summary>X-Forwarded-For, of several lines the last: where proxies say that the request came from, and whoever
    /// sends it may say anything.</summary>
    public ReadOnlySpan<byte> ForwardedFor { get; init; }

    /// <summary>The content, its chunked coding undone.</summary>
    public ReadOnlySpan<byte> Body { get; init; }
}
