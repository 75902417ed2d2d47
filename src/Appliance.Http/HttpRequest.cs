using System.Diagnostics;

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

    /// <summary>The header section as sent, without the empty line behind it.</summary>
    public ReadOnlySpan<byte> FieldLines { get; init; }

    /// <summary>Looks for a field that only few requests need, and that no property has therefore. False if it was not
    /// sent, and if it was sent more than once: then no value can be trusted.</summary>
    /// <param name="name">In lower case.</param>
    /// <param name="value">Without white space around it.</param>
    public readonly bool TryFindField(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) =>
        FindField(name, out value) == 1;

    /// <summary>Finds a field by its name.</summary>
    /// <param name="name">In lower case.</param>
    /// <param name="value">Empty unless there is exactly one.</param>
    /// <returns>How many there are.</returns>
    public readonly int FindField(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        int count = 0;
        value = default;
        ReadOnlySpan<byte> rest = FieldLines;
        while (!rest.IsEmpty)
        {
            ParseResult line = FieldLine.Parse(rest, isFirst: false, out FieldExtents field);
            // The section was parsed before the request came to be.
            Debug.Assert(line.Verdict == Verdict.Done);
            if (field.NameLength == name.Length && Octets.IsName(rest[..field.NameLength], name))
            {
                value = field.Value.In(rest);
                count++;
            }
            rest = rest[line.Consumed..];
        }
        if (count > 1)
            value = default;
        return count;
    }
}
