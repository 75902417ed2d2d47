using System.Text;

namespace Appliance.Bench;

/// <summary>The measured request, in process and over sockets; the repository's own policy allows it.</summary>
internal static class TokenRequest
{
    public const string RoomId = "633fcdd84208780bf665346a";
    public const string UserId = "user-0123456789";

    public const string Body = $$"""{"room_id":"{{RoomId}}","role":"host","user_id":"{{UserId}}"}""";

    /// <summary>A token request with the header fields that a browser's fetch sets, without those that only browsers
    /// send.</summary>
    public static byte[] Bytes { get; } = Encoding.ASCII.GetBytes(
        "POST /hmsapi/johndoe.app.100ms.live/api/token HTTP/1.1\r\nHost: tokens.example:8080\r\n"
        + $"Content-Type: text/plain;charset=UTF-8\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");
}
