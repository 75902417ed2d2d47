namespace Appliance.Http;

/// <summary>The Date field line, formatted when the second changes (IMF-fixdate, RFC 9110 §5.6.7).</summary>
internal sealed class HttpDate
{
    private const int NameBytes = 6;
    private const int DateBytes = 29;
    private const ulong UnixTimeSecondsMax = 253_402_300_799;

    private readonly byte[] _line = [.. "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"u8];
    private long _unixTimeSeconds;

    public ReadOnlySpan<byte> Line => _line;

    /// <summary>A time outside the years 1970 to 9999 leaves the date as it was.</summary>
    public void Set(long unixTimeSeconds)
    {
        if (unixTimeSeconds == _unixTimeSeconds || (ulong)unixTimeSeconds > UnixTimeSecondsMax)
            return;
        _unixTimeSeconds = unixTimeSeconds;
        DateTime.UnixEpoch.AddSeconds(unixTimeSeconds).TryFormat(_line.AsSpan(NameBytes, DateBytes), out _, "R");
    }
}
