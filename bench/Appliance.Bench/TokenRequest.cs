using System.Text;

namespace Appliance.Bench;

/// <summary>The request that is measured, in process and over sockets: it suits the project's own policy.</summary>
internal static class TokenRequest
{
    public const string RoomId = "633fcdd84208780bf665346a";
    public const string UserId = "user-0123456789";

    public const string Body = $$"""{"room_id":"{{RoomId}}","role":"host","user_id":"{{UserId}}"}""";

    /// <summary>A token request as a browser's fetch sends it, without what only browsers add.</summary>
    public static byte[] Bytes { get; } = Encoding.ASCII.GetBytes(
        "POST /hmsapi/johndoe.app.100ms.live/api/token HTTP/1.1\r\nHost: tokens.example:8080\r\n"
        + $"Content-Type: text/plain;charset=UTF-8\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");
}
