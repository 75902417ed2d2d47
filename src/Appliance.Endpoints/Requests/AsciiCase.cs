namespace Appliance.Endpoints.Requests;

/// <summary>Texts that are compared without the case of ASCII letters.</summary>
internal static class AsciiCase
{
    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
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

    /// <summary>Keeps the length, which storage limits.</summary>
    public static string Lower(string text) => string.Create(text.Length, text, static (lower, text) =>
    {
        for (int at = 0; at < lower.Length; at++)
            lower[at] = char.IsAsciiLetterUpper(text[at]) ? (char)(text[at] | 0x20) : text[at];
    });
}
