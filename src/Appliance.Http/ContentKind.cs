namespace Appliance.Http;

/// <summary>What an answer's body is; <see cref="None"/> sends no Content-Type.</summary>
public enum ContentKind : byte
{
    None,
    Json,
    Text,
}

internal static class ContentTypes
{
    /// <summary>The longest line below, with room to spare; part of the bound on an answer's head.</summary>
    public const int LineBytesMax = 64;

    /// <summary>The whole field line with its CRLF (RFC 9110 §8.3).</summary>
    public static ReadOnlySpan<byte> Line(ContentKind kind) => kind switch
    {
        ContentKind.Json => "Content-Type: application/json\r\n"u8,
        ContentKind.Text => "Content-Type: text/plain; charset=utf-8\r\n"u8,
        _ => default,
    };
}
