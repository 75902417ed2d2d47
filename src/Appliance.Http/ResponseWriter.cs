using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Appliance.Http;

/// <summary>Connection field of a response (RFC 9112 §9.3). Keep-alive is implicit except for HTTP/1.0.</summary>
internal enum ConnectionField : byte
{
    Omitted,
    KeepAlive,
    Close,
}

/// <summary>
/// Serializes responses: status line, fields, body. The caller guarantees <see cref="ResponseBytesMax"/> bytes.
/// </summary>
internal static class ResponseWriter
{
    /// <summary>Maximum total size of the lines that a handler adds.</summary>
    public const int AddedHeaderBytesMax = 1024;

    private const int FixedFieldBytesMax = 160;

    public static int ResponseBytesMax(HttpLimits limits) =>
        StatusLines.LineBytesMax + ContentTypes.LineBytesMax + FixedFieldBytesMax + AddedHeaderBytesMax
        + Math.Max(limits.ResponseBodyBytesMax, Rejections.BodyBytesMax);

    /// <summary>Whether the response of a handler can be serialized.</summary>
    public static bool IsValid(in HttpResponse response) =>
        !response.HeadersOverflowed
        && (uint)response.BodyLength <= (uint)response.BodyBuffer.Length
        && !StatusLines.Line(response.Status).IsEmpty;

    /// <param name="isHeadOnly">HEAD request: send Content-Length but no body (RFC 9110 §9.3.2).</param>
    /// <returns>Bytes written.</returns>
    public static int Write(
        Span<byte> destination, in HttpResponse response, ReadOnlySpan<byte> dateLine, ConnectionField connection,
        bool isHeadOnly)
    {
        var output = new Output(destination);
        bool hasNoBody = StatusLines.HasNoBody(response.Status);
        output.Append(StatusLines.Line(response.Status));
        output.Append(dateLine);
        if (!hasNoBody)
        {
            output.Append(ContentTypes.Line(response.ContentKind));
            output.AppendContentLength(response.BodyLength);
        }
        if (response.NoStore)
            output.Append("Cache-Control: no-store\r\n"u8);
        output.Append(Line(connection));
        output.Append(response.Headers);
        output.Append("\r\n"u8);
        if (!hasNoBody && !isHeadOnly)
            output.Append(response.BodyBuffer[..response.BodyLength]);
        return output.Written;
    }

    /// <summary>Writes the response to a request rejected by the engine; the connection closes after it.</summary>
    public static int WriteRejection(
        Span<byte> destination, RejectReason reason, ReadOnlySpan<byte> dateLine, bool isHeadOnly)
    {
        var output = new Output(destination);
        ReadOnlySpan<byte> body = Rejections.Body(reason);
        HttpStatus status = Rejections.Status(reason);
        output.Append(StatusLines.Line(status));
        output.Append(dateLine);
        output.Append(ContentTypes.Line(ContentKind.Json));
        output.AppendContentLength(body.Length);
        // The body is not sensitive, and a web page needs CORS permission to show it to its developer.
        output.Append("Access-Control-Allow-Origin: *\r\n"u8);
        if (status == HttpStatus.ServiceUnavailable)
            output.Append("Retry-After: 1\r\n"u8);
        output.Append(Line(ConnectionField.Close));
        output.Append("\r\n"u8);
        if (!isHeadOnly)
            output.Append(body);
        return output.Written;
    }

    /// <summary>RFC 9110 §15.2.1.</summary>
    public static int WriteContinue(Span<byte> destination)
    {
        ReadOnlySpan<byte> line = "HTTP/1.1 100 Continue\r\n\r\n"u8;
        line.CopyTo(destination);
        return line.Length;
    }

    private static ReadOnlySpan<byte> Line(ConnectionField connection) => connection switch
    {
        ConnectionField.Close => "Connection: close\r\n"u8,
        ConnectionField.KeepAlive => "Connection: keep-alive\r\n"u8,
        _ => default,
    };

    private ref struct Output(Span<byte> destination)
    {
        private readonly Span<byte> _destination = destination;

        public int Written { get; private set; }

        /// <summary>Inlined, so that constants are copied with a few move instructions.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Append(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_destination[Written..]);
            Written += bytes.Length;
        }

        public void AppendContentLength(int length)
        {
            Append("Content-Length: "u8);
            Utf8Formatter.TryFormat(length, _destination[Written..], out int digits);
            Written += digits;
            Append("\r\n"u8);
        }
    }
}
