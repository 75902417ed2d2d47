using System.Globalization;
using System.Text;
using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.Hosting.Logging;

/// <summary>
/// Writes one JSON object per line to stderr, or text for a person (<see cref="IsText"/>). Values are escaped and
/// truncated to 512 bytes; tokens, keys and Authorization values are never logged. Logging never throws.
/// </summary>
public static class Log
{
    private const int ValueBytesMax = 512;
    private const int LineBytesMax = 16 * 1024;

    /// <summary>Whether lines are text for a person at a terminal. Set it before other threads log.</summary>
    public static bool IsText { get; set; }

    public static void Info(string name, params ReadOnlySpan<(string Name, string Value)> members) =>
        Write("info", name, members);

    /// <summary>Writes a line whose first member is an array.</summary>
    /// <param name="name">The event.</param>
    /// <param name="listName">The name of the array.</param>
    /// <param name="list">Its texts; together they must fit on a line.</param>
    /// <param name="members">The other members.</param>
    public static void Info(
        string name, string listName, IReadOnlyList<string> list,
        params ReadOnlySpan<(string Name, string Value)> members) => Write("info", name, members, listName, list);

    public static void Warn(string name, params ReadOnlySpan<(string Name, string Value)> members) =>
        Write("warn", name, members);

    public static void Error(string name, params ReadOnlySpan<(string Name, string Value)> members) =>
        Write("error", name, members);

    /// <summary>A number as a member's value.</summary>
    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The line that replaces dropped lines.</summary>
    public static byte[] DroppedLine(long lines)
    {
        Span<byte> buffer = stackalloc byte[LineBytesMax];
        int length = Format(buffer, "warn", "log-dropped",
        [
            ("lines", Number(lines)),
            ("hint", "Standard error accepted no lines for some time: its reader was stalled, or its disk full."),
        ]);
        return buffer[..length].ToArray();
    }

    private static void Write(
        string level, string name, ReadOnlySpan<(string Name, string Value)> members,
        string listName = "", IReadOnlyList<string>? list = null)
    {
        try
        {
            Span<byte> buffer = stackalloc byte[LineBytesMax];
            int length = Format(buffer, level, name, members, listName, list);
            if (length > 0)
                Output.WriteError(buffer[..length]);
            else
                Output.CountLostErrorLine();
        }
        catch (OutOfMemoryException)
        {
            Output.CountLostErrorLine();
        }
    }

    /// <returns>The line's length with its end; 0 if it does not fit.</returns>
    private static int Format(
        Span<byte> buffer, string level, string name, ReadOnlySpan<(string Name, string Value)> members,
        string listName = "", IReadOnlyList<string>? list = null)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        if (IsText)
        {
            if (list is not null)
                members = ((string, string)[])[(listName, TextOf(list)), .. members];
            return Encoding.UTF8.TryGetBytes($"{TextLine.Format(now, level, name, members)}\n", buffer, out int length)
                ? length : 0;
        }
        JsonWriter line = new(buffer);
        line.Raw("{"u8);
        Member(ref line, "time", ToText(now));
        line.Raw(","u8);
        Member(ref line, "level", level);
        line.Raw(","u8);
        Member(ref line, "event", name);
        if (list is not null)
            Array(ref line, listName, list);
        foreach ((string key, string value) in members)
        {
            line.Raw(","u8);
            Member(ref line, key, value);
        }
        line.Raw("}\n"u8);
        return line.Overflowed ? 0 : line.Length;
    }

    /// <summary>RFC 3339 in UTC, to the millisecond. The framework's formatter would cost 45 KB of binary.</summary>
    private static string ToText(DateTimeOffset at) =>
        $"{Instant.ToText(at.ToUnixTimeSeconds())[..^1]}"
        + $".{at.Millisecond.ToString(CultureInfo.InvariantCulture).PadLeft(3, '0')}Z";

    private static string TextOf(IReadOnlyList<string> list) => list.Count == 0 ? "none" : string.Join(", ", list);

    private static void Array(ref JsonWriter line, string name, IReadOnlyList<string> texts)
    {
        line.Raw(","u8);
        String(ref line, name);
        line.Raw(":["u8);
        for (int index = 0; index < texts.Count; index++)
        {
            if (index > 0)
                line.Raw(","u8);
            String(ref line, texts[index]);
        }
        line.Raw("]"u8);
    }

    private static void Member(ref JsonWriter line, string name, string value)
    {
        String(ref line, name);
        line.Raw(":"u8);
        String(ref line, value);
    }

    private static void String(ref JsonWriter line, string value)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        line.String(utf8.AsSpan(0, Math.Min(utf8.Length, ValueBytesMax)));
    }
}
