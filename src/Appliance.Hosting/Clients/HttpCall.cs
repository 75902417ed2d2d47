using System.Globalization;
using System.Text;
using Appliance.Listening;

namespace Appliance.Hosting.Clients;

/// <summary>A response's status and body.</summary>
public sealed record HttpReply(int Status, byte[] Body);

/// <summary>One HTTP/1.1 request on a new connection, bounded in time and size; on Linux.</summary>
public static class HttpCall
{
    /// <summary>A larger response counts as malformed.</summary>
    public const int ResponseBytesMax = 128 * 1024;

    private const string LengthField = "Content-Length:";
    private const int StatusDigits = 3;

    private static ReadOnlySpan<byte> Version => "HTTP/1.1 "u8;
    private static ReadOnlySpan<byte> HeadEnd => "\r\n\r\n"u8;

    /// <summary>Sends a request and waits for its response.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="request">Head and body.</param>
    /// <param name="timeout">The time for everything together.</param>
    /// <returns>Null if there is no well-formed response in time.</returns>
    public static HttpReply? Send(ListenAddress server, ReadOnlySpan<byte> request, TimeSpan timeout)
    {
        using ClientSocket? socket = OperatingSystem.IsLinux() ? ClientSocket.TryConnect(server, timeout) : null;
        if (socket is null)
            return null;
        // A server may respond before it has read all, and close: the response counts even if the request is cut.
        socket.TrySend(request);
        byte[] received = new byte[ResponseBytesMax];
        int length = 0;
        int count;
        while (length < received.Length && (count = socket.Receive(received.AsSpan(length))) > 0)
        {
            length += count;
            if (TryRead(received.AsSpan(0, length), out HttpReply? reply))
                return reply;
        }
        return null;
    }

    /// <summary>Whether the response is complete or malformed; if malformed, the reply is null. Its body has a
    /// Content-Length: the appliance sends no other framing.</summary>
    private static bool TryRead(ReadOnlySpan<byte> received, out HttpReply? reply)
    {
        reply = null;
        int headBytes = received.IndexOf(HeadEnd);
        if (headBytes < 0)
            return false;
        ReadOnlySpan<byte> head = received[..headBytes];
        if (!head.StartsWith(Version) || head.Length < Version.Length + StatusDigits
            || !TryParse(Encoding.ASCII.GetString(head.Slice(Version.Length, StatusDigits)), out int status)
            || BodyBytes(Encoding.ASCII.GetString(head)) is not { } bodyBytes)
            return true;
        ReadOnlySpan<byte> body = received[(headBytes + HeadEnd.Length)..];
        if (body.Length < bodyBytes)
            return false;
        reply = new(status, body[..bodyBytes].ToArray());
        return true;
    }

    /// <summary>The value of Content-Length (RFC 9110, section 8.6); null without a valid one.</summary>
    private static int? BodyBytes(string head)
    {
        foreach (string line in head.Split("\r\n"))
        {
            if (line.StartsWith(LengthField, StringComparison.OrdinalIgnoreCase))
                return TryParse(line[LengthField.Length..].Trim(), out int bytes) ? bytes : null;
        }
        return null;
    }

    private static bool TryParse(string digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
