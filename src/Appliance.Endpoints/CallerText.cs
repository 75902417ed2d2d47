using System.Buffers;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>Limits on text that callers send, checked after JSON escapes are decoded.</summary>
public static class CallerText
{
    /// <summary>The maximum length of a user id, name or reference, in UTF-8 bytes.</summary>
    public const int BytesMax = TokenLimits.UserIdBytesMax;

    /// <summary>The maximum length of a role name, and of a room id that does not match a pattern, in bytes.</summary>
    public const int IdBytesMax = 64;

    private static readonly SearchValues<byte> IdBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"u8);

    /// <summary>1 to 64 bytes of <c>A-Z a-z 0-9 _ . -</c>, which is what the policy allows as an id.</summary>
    public static bool IsId(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= IdBytesMax && !text.ContainsAnyExcept(IdBytes);

    /// <summary>Compares two texts, ignoring the case of ASCII letters.</summary>
    public static bool EqualsIgnoreAsciiCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length)
            return false;
        for (int at = 0; at < left.Length; at++)
        {
            bool isSame = left[at] == right[at]
                || (left[at] ^ right[at]) == 0x20 && char.IsAsciiLetter((char)left[at]);
            if (!isSame)
                return false;
        }
        return true;
    }

    /// <summary>The maximum number of bytes of a member name that an error message repeats.</summary>
    public const int EchoedNameBytesMax = 64;

    /// <summary>Shortens a name for an error message to <see cref="EchoedNameBytesMax"/> bytes, without splitting a
    /// character.</summary>
    /// <param name="name">UTF-8.</param>
    public static ReadOnlySpan<byte> Truncate(ReadOnlySpan<byte> name)
    {
        if (name.Length <= EchoedNameBytesMax)
            return name;
        int length = EchoedNameBytesMax;
        while ((name[length] & 0xC0) == 0x80)
            length--;
        return name[..length];
    }

    /// <summary>Lowers ASCII letters, so that names are compared without their case. Keeps the length, which storage
    /// limits.</summary>
    public static string LowerAscii(string text) => string.Create(text.Length, text, static (lower, text) =>
    {
        for (int at = 0; at < lower.Length; at++)
            lower[at] = char.IsAsciiLetterUpper(text[at]) ? (char)(text[at] | 0x20) : text[at];
    });

    /// <summary>1 to 256 bytes without control characters (C0, DEL, C1). The text must be valid UTF-8.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > BytesMax)
            return false;
        if (!text.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E))
            return true;
        if (text.ContainsAnyInRange((byte)0, (byte)0x1F) || text.Contains((byte)0x7F))
            return false;
        for (int at = text.IndexOf((byte)0xC2); at >= 0;)
        {
            if (at + 1 == text.Length || text[at + 1] <= 0x9F)
                return false;
            int next = text[(at + 1)..].IndexOf((byte)0xC2);
            at = next < 0 ? -1 : at + 1 + next;
        }
        return true;
    }
}
