namespace Appliance.Tokens;

/// <summary>Extracts a token from pasted text, such as a header value or the contents of a file.</summary>
public static class PastedToken
{
    /// <summary>Maximum bytes around a token that a caller reads from a stream.</summary>
    public const int WrapperBytesMax = 1024;

    private static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    /// <summary>
    /// Strips a byte order mark, white space, quotes and <c>Bearer</c> (case-insensitive) from both ends, in any order
    /// and number. None of these can be part of a token.
    /// </summary>
    /// <param name="text">Untrusted bytes.</param>
    public static ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> mark = "\uFEFF"u8;
        while (true)
        {
            int before = text.Length;
            text = text.Trim(Blanks);
            if (text.StartsWith(mark))
                text = text.Slice(mark.Length);
            bool isQuoted = text.Length >= 2 && text[0] == text[^1]
                && text[0] is (byte)'"' or (byte)'\'' or (byte)'`';
            if (isQuoted)
                text = text[1..^1];
            if (BeginsWithBearer(text))
                text = text.Slice("bearer "u8.Length);
            if (text.Length == before)
                return text;
        }
    }

    /// <summary>Describes text that is not a token; null if it looks like a token.</summary>
    /// <param name="text">The result of <see cref="Unwrap"/>.</param>
    public static string? Describe(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("{"u8))
            return "This is a JSON object: pass only the token in it.";
        if (text.IndexOf("://"u8) >= 0 || text.IndexOf("access_token="u8) >= 0)
            return "This is a URL: pass only the token, from access_token= to the next &.";
        int blank = text.IndexOfAny(Blanks);
        return blank < 0 ? null
            : $"The token contains white space after {blank} characters: pass it without spaces and line breaks.";
    }

    private static bool BeginsWithBearer(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> scheme = "bearer"u8;
        return text.Length > scheme.Length && Blanks.Contains(text[scheme.Length])
            && System.Text.Ascii.EqualsIgnoreCase(text.Slice(0, scheme.Length), scheme);
    }
}
