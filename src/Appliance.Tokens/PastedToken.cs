namespace Appliance.Tokens;

/// <summary>A token as people paste it: what stands around it in a header or a file is taken off.</summary>
public static class PastedToken
{
    /// <summary>How much may stand around a token that a caller reads from a stream, in bytes.</summary>
    public const int WrapperBytesMax = 1024;

    private static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    /// <summary>The text without a byte order mark, blanks, quotes and <c>Bearer</c> in any case around it, in any
    /// order and number. None of these can be a part of a token.</summary>
    /// <param name="text">Anything.</param>
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

    /// <summary>What was found in the place of a token, as a sentence; null if it looks like one.</summary>
    /// <param name="text">What <see cref="Unwrap"/> left.</param>
    public static string? Describe(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("{"u8))
            return "This is a JSON object: give the token that is in it alone.";
        if (text.IndexOf("://"u8) >= 0 || text.IndexOf("access_token="u8) >= 0)
            return "This is a URL: give the token alone, what follows access_token= up to the next &.";
        int blank = text.IndexOfAny(Blanks);
        return blank < 0 ? null
            : $"There is a blank or a line break inside the token, after {blank} characters: give it in one piece.";
    }

    private static bool BeginsWithBearer(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> scheme = "bearer"u8;
        return text.Length > scheme.Length && Blanks.Contains(text[scheme.Length])
            && System.Text.Ascii.EqualsIgnoreCase(text.Slice(0, scheme.Length), scheme);
    }
}
