using System.Diagnostics;

namespace Appliance.Http;

/// <summary>
/// One complete request. Every span points into the receive buffer or to a constant and is valid only during
/// <see cref="IRequestHandler.Handle"/>. Absent fields are empty.
/// </summary>
public ref struct HttpRequest
{
    public HttpMethod Method { get; init; }

    /// <summary>
    /// The path up to '?', still percent-encoded. For an absolute-form target only its path, or "/" if that is empty;
    /// "*" for the asterisk form (RFC 9112 §3.2.4).
    /// </summary>
    public ReadOnlySpan<byte> Path { get; init; }

    /// <summary>The part after the first '?', still percent-encoded.</summary>
    public ReadOnlySpan<byte> Query { get; init; }

    /// <summary>
    /// Host and optional port: from an absolute-form target, else from the Host field (RFC 9112 §3.3). Empty only for
    /// an HTTP/1.0 request without a Host field.
    /// </summary>
    public ReadOnlySpan<byte> Host { get; init; }

    public ReadOnlySpan<byte> Authorization { get; init; }

    public ReadOnlySpan<byte> Origin { get; init; }

    public ReadOnlySpan<byte> ContentType { get; init; }

    public ReadOnlySpan<byte> AccessControlRequestMethod { get; init; }

    /// <summary>
    /// The last X-Forwarded-For line: the client address as reported by proxies. A client can send any value, so only a
    /// trusted proxy's entries count.
    /// </summary>
    public ReadOnlySpan<byte> ForwardedFor { get; init; }

    /// <summary>The decoded content.</summary>
    public ReadOnlySpan<byte> Body { get; init; }

    /// <summary>The header section as received, without its final empty line.</summary>
    public ReadOnlySpan<byte> FieldLines { get; init; }

    /// <summary>
    /// Finds a field that has no property because few requests need it. Returns false if the field is absent or
    /// repeated, since no value of a repeated field can be trusted.
    /// </summary>
    /// <param name="name">Lower case.</param>
    /// <param name="value">Without surrounding white space.</param>
    public readonly bool TryFindField(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) =>
        FindField(name, out value) == 1;

    /// <summary>Finds a field by its name.</summary>
    /// <param name="name">Lower case.</param>
    /// <param name="value">Empty unless the field occurs exactly once.</param>
    /// <returns>The number of occurrences.</returns>
    public readonly int FindField(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        int count = 0;
        value = default;
        ReadOnlySpan<byte> rest = FieldLines;
        while (!rest.IsEmpty)
        {
            ParseResult line = FieldLine.Parse(rest, isFirst: false, out FieldExtents field);
            // The section was validated when the head was parsed.
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
