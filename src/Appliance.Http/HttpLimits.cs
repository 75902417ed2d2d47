namespace Appliance.Http;

/// <summary>
/// A bound on everything a peer can make this server hold or read. Each is the largest value that is accepted; one
/// more is refused with the status named.
/// </summary>
public sealed record HttpLimits
{
    /// <summary>The most any one limit may be set to: sums of all of them stay far inside an int.</summary>
    public const int SettingBytesMax = 64 * 1024 * 1024;

    /// <summary>The CRLF of the request line and the empty line that ends a head.</summary>
    private const int HeadLineEndsBytes = 4;

    /// <summary>The request line without its CRLF: 414.</summary>
    public int RequestLineBytesMax { get; init; } = 8192;

    /// <summary>All field lines with their CRLFs, without the empty line that ends them: 431.</summary>
    public int HeaderSectionBytesMax { get; init; } = 16384;

    /// <summary>Field lines in the header section: 431.</summary>
    public int HeaderFieldsMax { get; init; } = 64;

    /// <summary>The body, decoded: 413.</summary>
    public int BodyBytesMax { get; init; } = 65536;

    /// <summary>Paths where a POST with a credential may have a larger body: batches, and long tokens.</summary>
    public string[] BatchPaths { get; init; } = [];

    /// <summary>A batch's body, decoded: 413.</summary>
    public int BatchBodyBytesMax { get; init; } = 1024 * 1024;

    /// <summary>A chunk's size and extensions without their CRLF: 400.</summary>
    public int ChunkHeaderBytesMax { get; init; } = 256;

    /// <summary>
    /// All of a chunked body that is not data: chunk headers and CRLFs. It bounds how much larger than its body a
    /// request may be, as RFC 9112 §7.1.1 asks for extensions: 413.
    /// </summary>
    public int ChunkFramingBytesMax { get; init; } = 65536;

    /// <summary>All trailer lines with their CRLFs, without the empty line that ends them: 431.</summary>
    public int TrailerBytesMax { get; init; } = 8192;

    /// <summary>The room a handler has for an answer's body; a longer one is the handler's mistake: 500.</summary>
    public int ResponseBodyBytesMax { get; init; } = 32768;

    /// <summary>
    /// Requests answered on one connection, whose last answer says Connection: close; 0 for any number.
    /// </summary>
    public int RequestsPerConnectionMax { get; init; }

    /// <summary>No body, decoded, is longer.</summary>
    public int AnyBodyBytesMax => BatchPaths.Length == 0 ? BodyBytesMax : Math.Max(BodyBytesMax, BatchBodyBytesMax);

    internal bool IsBatch(ReadOnlySpan<byte> path)
    {
        foreach (string batchPath in BatchPaths)
        {
            if (System.Text.Ascii.Equals(path, batchPath))
                return true;
        }
        return false;
    }

    /// <summary>No request, as sent, is longer.</summary>
    public int RequestBytesMax =>
        RequestLineBytesMax + HeaderSectionBytesMax + HeadLineEndsBytes + ChunkedBody.EncodedBytesMax(this);

    /// <exception cref="ArgumentOutOfRangeException">Names the first setting that cannot be meant.</exception>
    public void ThrowIfInvalid()
    {
        Check(RequestLineBytesMax, nameof(RequestLineBytesMax));
        Check(HeaderSectionBytesMax, nameof(HeaderSectionBytesMax));
        Check(HeaderFieldsMax, nameof(HeaderFieldsMax));
        Check(BodyBytesMax, nameof(BodyBytesMax));
        Check(BatchBodyBytesMax, nameof(BatchBodyBytesMax));
        Check(ChunkHeaderBytesMax, nameof(ChunkHeaderBytesMax));
        Check(ChunkFramingBytesMax, nameof(ChunkFramingBytesMax));
        Check(TrailerBytesMax, nameof(TrailerBytesMax));
        Check(ResponseBodyBytesMax, nameof(ResponseBodyBytesMax));
        ArgumentOutOfRangeException.ThrowIfNegative(RequestsPerConnectionMax);
    }

    private static void Check(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, SettingBytesMax, name);
    }
}
