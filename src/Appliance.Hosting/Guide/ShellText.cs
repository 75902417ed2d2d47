namespace Appliance.Hosting.Guide;

/// <summary>Text that a shell reads as one word.</summary>
internal static class ShellText
{
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''")}'";

    /// <summary>Quoted only if it has a character with a meaning for the shell.</summary>
    public static string Word(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"/._-:".Contains(c) && c != Path.DirectorySeparatorChar)
                return Quote(text);
        }
        return text;
    }
}
