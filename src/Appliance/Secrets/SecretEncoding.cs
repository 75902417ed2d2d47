using System.Text.Unicode;

namespace Appliance.Secrets;

/// <summary>Finds text that an editor or a shell stored in another encoding than was meant: the key would be other
/// bytes than those that are seen.</summary>
internal static class SecretEncoding
{
    /// <summary>Beyond ASCII, text of one script has letters from few blocks of 256.</summary>
    private const int BlocksMax = 4;

    /// <summary>32 random bytes are taken for text with a probability below 2^-40.</summary>
    /// <param name="content">What is stored, line end included.</param>
    /// <returns>Null, or why it is refused.</returns>
    public static string? Problem(ReadOnlySpan<byte> content)
    {
        if (content is [0xEF, 0xBB, 0xBF, ..] && IsText(content[3..]))
            return "begins with a byte order mark, which would be part of the key. "
                + "Store it as UTF-8 without one: sed -i '1s/^\\xEF\\xBB\\xBF//' FILE";
        string? name = content switch
        {
            [0xFF, 0xFE, .. var text] when HasFewBlocks(text, highAt: 1) => "UTF-16",
            [0xFE, 0xFF, .. var text] when HasFewBlocks(text, highAt: 0) => "UTF-16",
            _ when IsMostlyLatin(content, highAt: 1) => "UTF-16LE",
            _ when IsMostlyLatin(content, highAt: 0) => "UTF-16BE",
            _ => null,
        };
        return name is null ? null
            : $"is text in {name}, and half of the key would be the encoding's. Convert it to UTF-8: "
                + $"iconv -f {name} -t UTF-8 FILE > NEW";
    }

    private static bool IsText(ReadOnlySpan<byte> content) =>
        Utf8.IsValid(content) && content.IndexOfAnyInRange((byte)0, (byte)8) < 0;

    /// <summary>Whether at least half of the code units are letters or signs of Latin-1, and none is NUL.</summary>
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
