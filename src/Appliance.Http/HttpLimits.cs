namespace Appliance.Http;

/// <summary>
/// Limits on everything that a client can make this server buffer or parse. Each is the largest accepted value; a
/// larger request is rejected with the status given.
/// </summary>
public sealed record HttpLimits
{
    /// <summary>Maximum of each limit, so that the sum of all limits cannot overflow an int.</summary>
    public const int SettingBytesMax = 64 * 1024 * 1024;

    /// <summary>The CRLF of the request line and of the empty line that ends a head.</summary>
    private const int HeadLineEndsBytes = 4;

    /// <summary>Request line without its CRLF; longer: 414.</summary>
    public int RequestLineBytesMax { get; init; } = 8192;

    /// <summary>All field lines with their CRLFs, without the final empty line; larger: 431.</summary>
    public int HeaderSectionBytesMax { get; init; } = 16384;

    /// <summary>Number of field lines in the header section; more: 431.</summary>
    public int HeaderFieldsMax { get; init; } = 64;

    /// <summary>Decoded body; larger: 413.</summary>
    public int BodyBytesMax { get; init; } = 65536;

    /// <summary>Paths where a POST with a credential may have a larger body: batches and long tokens.</summary>
    public string[] BatchPaths { get; init; } = [];

    /// <summary>Decoded body of a batch; larger: 413.</summary>
    public int BatchBodyBytesMax { get; init; } = 1024 * 1024;

    /// <summary>Size and extensions of one chunk without their CRLF; longer: 400.</summary>
    public int ChunkHeaderBytesMax { get; init; } = 256;

    /// <summary>
    /// Total framing of a chunked body: chunk headers and CRLFs; more: 413. It limits the overhead of many small chunks
    /// and of extensions, as RFC 9112 §7.1.1 requires.
    /// </summary>
    public int ChunkFramingBytesMax { get; init; } = 65536;

    /// <summary>All trailer lines with their CRLFs, without the final empty line; larger: 431.</summary>
    public int TrailerBytesMax { get; init; } = 8192;

    /// <summary>Response body; a handler that sets a longer one gets its response replaced by 500.</summary>
    public int ResponseBodyBytesMax { get; init; } = 32768;

    /// <summary>
    /// Requests handled per connection; the last response has Connection: close. 0 is unlimited.
    /// </summary>
    public int RequestsPerConnectionMax { get; init; }

    /// <summary>Maximum decoded size of any body, batch or not.</summary>
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

    /// <summary>Maximum encoded size of a request.</summary>
    public int RequestBytesMax =>
        RequestLineBytesMax + HeaderSectionBytesMax + HeadLineEndsBytes + ChunkedBody.EncodedBytesMax(this);

    /// <exception cref="ArgumentOutOfRangeException">A limit is out of range; the exception names it.</exception>
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
