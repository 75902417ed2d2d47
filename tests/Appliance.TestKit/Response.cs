using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Appliance.TestKit;

/// <summary>A complete HTTP response. <see cref="ResponseReader"/> parses it and its errors are violations.</summary>
public sealed class Response
{
    private static readonly SearchValues<char> ReasonChars =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz- ");

    private static readonly SearchValues<char> NameChars =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    private Response(ReadOnlySpan<byte> sent, int headLength, bool isHead)
    {
        string[] lines = Encoding.Latin1.GetString(sent[..headLength]).Split("\r\n");
        Status = ReadStatus(lines[0]);
        Violation.Unless(!IsInterim || Status == 100, "an interim response other than 100");
        foreach (string line in lines.AsSpan(1))
            AddHeader(line);
        ContentLength = ReadContentLength(this["Content-Length"]);
        // Forbidden for 100 and 204 (RFC 9110, section 8.6); the appliance omits it for 304 too.
        bool isWithoutLength = IsInterim || Status is 204 or 304;
        Violation.Unless(ContentLength is null == isWithoutLength, "Content-Length does not match the status");
        int bodyStart = headLength + "\r\n\r\n".Length;
        int bodyLength = isHead ? 0 : ContentLength ?? 0;
        IsComplete = sent.Length - bodyStart >= bodyLength;
        if (!IsComplete)
            return;
        Bytes = sent[..(bodyStart + bodyLength)].ToArray();
        BodyBytes = Bytes[bodyStart..];
    }

    public int Status { get; }

    public bool IsInterim => Status < 200;

    /// <summary>Null for 100, 204 and 304. In a response to HEAD it is the length that GET would get.</summary>
    public int? ContentLength { get; }

    /// <summary>The fields. Names are case-insensitive; several challenges are joined with ", ".</summary>
    public IReadOnlyDictionary<string, string> Headers => _headers;

    /// <summary>Head and body, as sent.</summary>
    public byte[] Bytes { get; } = [];

    /// <summary>Empty for a response without body.</summary>
    public byte[] BodyBytes { get; } = [];

    /// <summary>The body as UTF-8.</summary>
    public string BodyText => Encoding.UTF8.GetString(BodyBytes);

    /// <summary>The body with one char per byte.</summary>
    public string BodyLatin1 => Encoding.Latin1.GetString(BodyBytes);

    /// <summary>The body as JSON.</summary>
    public JsonElement Body => JsonDocument.Parse(BodyBytes).RootElement;

    private bool IsComplete { get; }

    /// <summary>The value of a field; null if absent.</summary>
    public string? this[string name] => _headers.GetValueOrDefault(name);

    /// <summary>Reads responses up to the last byte.</summary>
    /// <inheritdoc cref="ReadComplete"/>
    public static IReadOnlyList<Response> ReadAll(ReadOnlySpan<byte> sent, Func<int, bool>? isHead = null)
    {
        IReadOnlyList<Response> responses = ReadComplete(sent, out int consumed, isHead);
        Violation.Unless(consumed == sent.Length, "a response is incomplete");
        return responses;
    }

    /// <summary>Reads all complete responses; the last one may be incomplete.</summary>
    /// <param name="sent">Bytes of a connection, from the first byte of a response.</param>
    /// <param name="consumed">Number of bytes read.</param>
    /// <param name="isHead">Whether the request of the n-th final response was HEAD; null if none was.</param>
    /// <exception cref="Violation">A response is malformed.</exception>
    public static IReadOnlyList<Response> ReadComplete(
        ReadOnlySpan<byte> sent, out int consumed, Func<int, bool>? isHead = null)
    {
        List<Response> responses = [];
        ResponseReader reader = new(sent);
        while (reader.TryRead(isHead?.Invoke(reader.Finals) == true, out Response? response))
            responses.Add(response);
        consumed = reader.Consumed;
        return responses;
    }

    public override string ToString() => Encoding.Latin1.GetString(Bytes);

    /// <summary>Returns null if the first response is incomplete.</summary>
    internal static Response? ReadFirst(ReadOnlySpan<byte> sent, bool isHead)
    {
        int headLength = sent.IndexOf("\r\n\r\n"u8);
        if (headLength < 0)
            return null;
        Response response = new(sent, headLength, isHead);
        return response.IsComplete ? response : null;
    }

    /// <summary>Parses a status line such as "HTTP/1.1 404 Not Found" (RFC 9112, section 4).</summary>
    private static int ReadStatus(string line)
    {
        const string Version = "HTTP/1.1 ";
        const int ReasonStart = 13;
        bool isLine = line.StartsWith(Version, StringComparison.Ordinal) && line.Length > ReasonStart
            && line[ReasonStart - 1] == ' ' && !line.AsSpan(ReasonStart).ContainsAnyExcept(ReasonChars);
        Violation.Unless(isLine, "a malformed status line", line);
        bool isStatus = int.TryParse(
            line.AsSpan(Version.Length, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int status);
        Violation.Unless(isStatus && status is >= 100 and <= 599, "a malformed status", line);
        return status;
    }

    /// <summary>Parses a field line as the appliance writes it: one space after the colon, visible ASCII.</summary>
    private void AddHeader(string line)
    {
        int colon = line.IndexOf(": ", StringComparison.Ordinal);
        Violation.Unless(colon > 0, "a field without colon and space", line);
        string name = line[..colon];
        string value = line[(colon + 2)..];
        bool isName = !name.AsSpan().ContainsAnyExcept(NameChars);
        bool isValue = value.Length > 0 && !value.AsSpan().ContainsAnyExceptInRange(' ', '~')
            && value[0] != ' ' && value[^1] != ' ';
        Violation.Unless(isName && isValue, "a malformed field", line);
        if (_headers.TryAdd(name, value))
            return;
        // Several challenges are allowed (RFC 9110, section 11.6.1).
        Violation.Unless(name == "WWW-Authenticate", "a repeated field", line);
        _headers[name] += ", " + value;
    }

    private static int? ReadContentLength(string? digits)
    {
        if (digits is null)
            return null;
        bool isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            && (digits.Length == 1 || digits[0] != '0');
        Violation.Unless(isNumber, "a malformed Content-Length", digits);
        return length;
    }
}
