namespace Appliance.Hosting.Secrets;

/// <summary>Detects text that people type instead of drawing at random: repeats, sequences, keyboard runs and common
/// words.</summary>
internal static class GuessableText
{
    /// <summary>A secret with fewer characters outside of the known parts is guessable.</summary>
    private const int OtherCharactersMin = 10;

    private const int RepeatLengthMax = 16;
    private const int DistinctMax = 5;
    private const int DistinctLengthMax = 64;
    private const int RunLengthMin = 4;

    private static ReadOnlySpan<byte> Keyboard =>
        "qwertyuiop asdfghjkl zxcvbnm poiuytrewq lkjhgfdsa mnbvcxz qwertzuiop azertyuiop "u8
        + "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p 1q2w3e4r5t6y7u8i9o0p !@#$%^&*()_+"u8;

    private static ReadOnlySpan<byte> CommonWords =>
        "password passw0rd p@ssw0rd secret changeme change admin administrator letmein welcome default example "u8
        + "sample placeholder replace test testing token jwt key super user root demo local please hello world this "u8
        + "is a the for my your me not very long and or of in to with app api sign signing here "u8;

    /// <param name="lower">The secret in lower case.</param>
    public static bool IsGuessable(ReadOnlySpan<byte> lower) =>
        IsRepeat(lower) || HasFewCharacters(lower) || OtherCharacters(lower) < OtherCharactersMin;

    /// <summary>Takes the first of words that are each followed by a blank.</summary>
    public static ReadOnlySpan<byte> NextWord(ref ReadOnlySpan<byte> words)
    {
        int length = words.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = words[..length];
        words = words[(length + 1)..];
        return word;
    }

    /// <summary>Whether a short text is repeated.</summary>
    private static bool IsRepeat(ReadOnlySpan<byte> text)
    {
        for (int length = 1; length <= Math.Min(RepeatLengthMax, text.Length / 2); length++)
        {
            if (text[length..].SequenceEqual(text[..^length]))
                return true;
        }
        return false;
    }

    private static bool HasFewCharacters(ReadOnlySpan<byte> text)
    {
        Span<byte> seen = stackalloc byte[DistinctMax];
        int count = 0;
        foreach (byte value in text)
        {
            if (seen[..count].Contains(value))
                continue;
            if (count == DistinctMax)
                return false;
            seen[count++] = value;
        }
        return text.Length < DistinctLengthMax;
    }

    private static int OtherCharacters(ReadOnlySpan<byte> text)
    {
        int others = 0;
        for (int at = 0; at < text.Length;)
        {
            int part = PartLength(text[at..]);
            others += part == 0 ? 1 : 0;
            at += Math.Max(1, part);
        }
        return others;
    }

    /// <summary>The length of the known part at the start of a text; 0 if it starts with none.</summary>
    private static int PartLength(ReadOnlySpan<byte> text)
    {
        int length = Math.Max(StepLength(text, 0), Math.Max(StepLength(text, 1), StepLength(text, -1)));
        length = Math.Max(length, KeyboardLength(text));
        if (length < RunLengthMin)
            length = 0;
        ReadOnlySpan<byte> words = CommonWords;
        while (!words.IsEmpty)
        {
            ReadOnlySpan<byte> word = NextWord(ref words);
            if (word.Length > length && text.StartsWith(word))
                length = word.Length;
        }
        return length == 0 && " -_.,!?:"u8.Contains(text[0]) ? 1 : length;
    }

    /// <summary>The length of the run of characters with this step between neighbours; 0 follows 9, as in
    /// 7890123.</summary>
    private static int StepLength(ReadOnlySpan<byte> text, int step)
    {
        int length = 1;
        while (length < text.Length
            && (text[length] - text[length - 1] == step
                || step == 1 && text[length] == '0' && text[length - 1] == '9'
                || step == -1 && text[length] == '9' && text[length - 1] == '0'))
            length++;
        return length;
    }

    private static int KeyboardLength(ReadOnlySpan<byte> text)
    {
        int length = RunLengthMin;
        while (length <= text.Length && Keyboard.IndexOf(text[..length]) >= 0)
            length++;
        return length - 1;
    }
}
