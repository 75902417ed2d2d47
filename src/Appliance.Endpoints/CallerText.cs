using System.Buffers;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>What text a caller may send, judged after JSON escapes are decoded.</summary>
public static class CallerText
{
    /// <summary>The longest user id, name or reference, in UTF-8 bytes.</summary>
    public const int BytesMax = TokenLimits.UserIdBytesMax;

    /// <summary>The longest role name, and the longest id of a room that is no pattern's, in bytes.</summary>
    public const int IdBytesMax = 64;

    private static readonly SearchValues<byte> IdBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"u8);

    /// <summary>1 to 64 of <c>A-Z a-z 0-9 _ . -</c>: what the policy allows as an id, and nothing that looks like
    /// it.</summary>
    public static bool IsId(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= IdBytesMax && !text.ContainsAnyExcept(IdBytes);

    /// <summary>Whether two texts differ in the case of ASCII letters at most.</summary>
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

    /// <summary>How much of a member's name an error message shows, in bytes.</summary>
    public const int EchoedNameBytesMax = 64;

    /// <summary>A name as an error message shows it: at most <see cref="EchoedNameBytesMax"/> bytes, and no part of a
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

    /// <summary>With ASCII letters in lower case: names that differ in nothing else are one. The length stays the same,
    /// which storage has a bound for.</summary>
    public static string LowerAscii(string text) => string.Create(text.Length, text, static (lower, text) =>
    {
        for (int at = 0; at < lower.Length; at++)
            lower[at] = char.IsAsciiLetterUpper(text[at]) ? (char)(text[at] | 0x20) : text[at];
    });

    /// <summary>1 to 256 bytes without control characters (C0, DEL, C1). The text is valid UTF-8 already.</summary>
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
