using System.Globalization;
using System.Text;

namespace Appliance.Storage;

/// <summary>
/// Reads the replies to INFO and CONFIG GET. Whatever the bytes are, nothing is thrown: a fact that is missing, or not
/// in the form that Redis gives it, is null. Of a field that is there twice the first one counts.
/// </summary>
internal static class RedisInfo
{
    /// <summary>All sections of a large server have some tens of kilobytes; what follows is not read.</summary>
    private const int BytesMax = 256 * 1024;
    private const int ValueBytesMax = 64;

    /// <param name="text">Lines <c>name:value</c>, and others that are skipped.</param>
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

    /// <param name="name">A setting's, as CONFIG GET calls it.</param>
    /// <param name="text">Its value.</param>
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

    /// <summary>Null unless it is a word of letters, digits, dots and hyphens, which all values here are.</summary>
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
