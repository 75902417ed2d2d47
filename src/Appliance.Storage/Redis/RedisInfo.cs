using System.Globalization;
using System.Text;

namespace Appliance.Storage.Redis;

/// <summary>
/// Parses the replies to INFO and CONFIG GET. It never throws: a missing or malformed fact is null. If a field is
/// repeated, the first one counts.
/// </summary>
internal static class RedisInfo
{
    /// <summary>The rest of a longer reply is ignored. All sections of a large server take some tens of kilobytes.
    /// </summary>
    private const int BytesMax = 256 * 1024;
    private const int ValueBytesMax = 64;

    /// <param name="text">Lines of the form <c>name:value</c>; other lines are skipped.</param>
    public static RedisServerFacts ReadInfo(ReadOnlySpan<byte> text)
    {
        RedisServerFacts facts = RedisServerFacts.Unknown;
        ReadOnlySpan<byte> rest = text.Length > BytesMax ? text[..BytesMax] : text;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? rest : rest[..end]).TrimEnd((byte)'\r');
            rest = end < 0 ? default : rest[(end + 1)..];
            int colon = line.IndexOf((byte)':');
            if (colon > 0 && Value(line[(colon + 1)..]) is { } value)
                facts = facts.Or(ReadInfoField(line[..colon], value));
        }
        return facts;
    }

    /// <param name="name">The name of a setting, as in CONFIG GET.</param>
    /// <param name="text">The value of the setting.</param>
    public static RedisServerFacts ReadSetting(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        if (Value(text) is not { } value)
            return RedisServerFacts.Unknown;
        if (name.SequenceEqual("appendonly"u8))
            return new() { AofEnabled = YesNo(value) };
        if (name.SequenceEqual("appendfsync"u8))
            return new() { AppendFsync = value is "always" or "everysec" or "no" ? value : null };
        if (name.SequenceEqual("no-appendfsync-on-rewrite"u8))
            return new() { NoAppendFsyncOnRewrite = YesNo(value) };
        if (name.SequenceEqual("maxmemory"u8))
            return new() { MaxMemory = Number(value) };
        if (name.SequenceEqual("maxmemory-policy"u8))
            return new() { MaxMemoryPolicy = value };
        return RedisServerFacts.Unknown;
    }

    private static RedisServerFacts ReadInfoField(ReadOnlySpan<byte> name, string value)
    {
        if (name.SequenceEqual("run_id"u8))
            return new() { RunId = value };
        if (name.SequenceEqual("redis_version"u8))
            return new() { Version = value };
        if (name.SequenceEqual("role"u8))
            return new() { Role = value is "master" or "slave" ? value : null };
        if (name.SequenceEqual("aof_enabled"u8))
            return new() { AofEnabled = value switch { "1" => true, "0" => false, _ => null } };
        if (name.SequenceEqual("maxmemory"u8))
            return new() { MaxMemory = Number(value) };
        if (name.SequenceEqual("maxmemory_policy"u8))
            return new() { MaxMemoryPolicy = value };
        return RedisServerFacts.Unknown;
    }

    /// <summary>Null unless the value consists of letters, digits, dots and hyphens, as all expected values do.
    /// </summary>
    private static string? Value(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text.Length > ValueBytesMax)
            return null;
        foreach (byte character in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)character) && character is not ((byte)'-' or (byte)'.'))
                return null;
        }
        return Encoding.ASCII.GetString(text);
    }

    private static bool? YesNo(string value) => value switch { "yes" => true, "no" => false, _ => null };

    private static long? Number(string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
