namespace Appliance.Hosting.Secrets;

/// <summary>Detects text that an editor or a shell stored in an unintended encoding: the key's bytes would differ from
/// the visible text.</summary>
internal static class SecretEncoding
{
    /// <summary>Text in one script uses few blocks of 256 code points.</summary>
    private const int BlocksMax = 4;

    /// <summary>The false-positive rate for 32 random bytes is below 2^-40.</summary>
    /// <param name="content">The stored bytes, line end included.</param>
    /// <returns>Null, or why the secret is rejected.</returns>
    public static string? Check(ReadOnlySpan<byte> content)
    {
        if (content is [0xEF, 0xBB, 0xBF, .. var marked] && IsUtf8Text(marked))
            return "begins with a byte order mark. Store it without: tail -c +4 FILE";
        string? name = content switch
        {
            [0xFF, 0xFE, .. var text] when HasFewBlocks(text, highAt: 1) => "UTF-16",
            [0xFE, 0xFF, .. var text] when HasFewBlocks(text, highAt: 0) => "UTF-16",
            _ when IsMostlyLatin(content, highAt: 1) => "UTF-16LE",
            _ when IsMostlyLatin(content, highAt: 0) => "UTF-16BE",
            _ => null,
        };
        return name is null ? null : $"is text in {name}. Store it as UTF-8: iconv -f {name} -t UTF-8 -o NEW FILE";
    }

    /// <summary>Whether the bytes are structured as UTF-8, without control characters other than tabs and line ends.
    /// </summary>
    private static bool IsUtf8Text(ReadOnlySpan<byte> text)
    {
        int continuations = 0;
        foreach (byte value in text)
        {
            bool isContinuation = (value & 0xC0) == 0x80;
            if (isContinuation != continuations > 0 || value < ' ' && value is not (>= (byte)'\t' and <= (byte)'\r'))
                return false;
            continuations = isContinuation ? continuations - 1
                : value < 0x80 ? 0 : value < 0xE0 ? 1 : value < 0xF0 ? 2 : 3;
        }
        return continuations == 0;
    }

    /// <summary>Whether at least half of the code units are Latin-1, and none is NUL.</summary>
    private static bool IsMostlyLatin(ReadOnlySpan<byte> content, int highAt)
    {
        int units = content.Length / 2;
        int latin = 0;
        for (int i = 0; i < units * 2; i += 2)
        {
            if (content[i + highAt] != 0)
                continue;
            if (content[i + 1 - highAt] == 0)
                return false;
            latin++;
        }
        return units > 0 && latin * 2 >= units;
    }

    private static bool HasFewBlocks(ReadOnlySpan<byte> text, int highAt)
    {
        Span<byte> blocks = stackalloc byte[BlocksMax];
        int count = 0;
        for (int i = 0; i + 1 < text.Length; i += 2)
        {
            byte block = text[i + highAt];
            if (blocks[..count].Contains(block))
                continue;
            if (count == BlocksMax)
                return false;
            blocks[count++] = block;
        }
        return true;
    }
}
