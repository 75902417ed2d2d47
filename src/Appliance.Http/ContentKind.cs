namespace Appliance.Http;

/// <summary>Media type of a response body; <see cref="None"/> sends no Content-Type.</summary>
public enum ContentKind : byte
{
    None,
    Json,
    Text,
    /// <summary>RFC 9512.</summary>
    Yaml,
}

internal static class ContentTypes
{
    /// <summary>Upper bound of the lines below; part of the bound on a response head.</summary>
    public const int LineBytesMax = 64;

    /// <summary>The complete Content-Type line with its CRLF (RFC 9110 §8.3).</summary>
    public static ReadOnlySpan<byte> Line(ContentKind kind) => kind switch
    {
        ContentKind.Json => "Content-Type: application/json\r\n"u8,
        ContentKind.Text => "Content-Type: text/plain; charset=utf-8\r\n"u8,
        ContentKind.Yaml => "Content-Type: application/yaml\r\n"u8,
        _ => default,
    };
}
