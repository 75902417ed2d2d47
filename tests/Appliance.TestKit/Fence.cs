using System.Globalization;

namespace Appliance.TestKit;

/// <summary>A fenced code block of a document. Its info string is a language and a mark, which says how a test checks
/// the block: docs/CONTRIBUTING.md has the table of marks.</summary>
public sealed class Fence
{
    /// <summary>The languages that each mark is for. None: any.</summary>
    private static readonly Dictionary<FenceCheck, string[]> Languages = new()
    {
        [FenceCheck.Figure] = ["text", "mermaid"],
        [FenceCheck.Run] = ["sh", "console"],
        [FenceCheck.Syntax] = ["sh", "console", "js"],
        [FenceCheck.Output] = ["text", "json"],
        [FenceCheck.Valid] = ["json", "yaml", "ini", "nginx", "haproxy", "dockerfile", "diff"],
        [FenceCheck.File] = ["json"],
        [FenceCheck.Test] = [],
    };

    private Fence(string document, int line, string info, IReadOnlyList<string> lines)
    {
        Document = document;
        Line = line;
        Lines = lines;
        string[] words = info.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Language = words.FirstOrDefault("");
        Error = ReadMark(words.Length == 0 ? [] : words[1..]);
    }

    public string Document { get; }

    public int Line { get; }

    public string Language { get; }

    public IReadOnlyList<string> Lines { get; }

    public FenceCheck Check { get; private set; }

    /// <summary>Whether the commands take too long for a run of the tests by a developer.</summary>
    public bool IsLong { get; private set; }

    /// <summary>Whether the commands need an appliance that serves the example policy.</summary>
    public bool IsServed { get; private set; }

    /// <summary>The exit code of the last command.</summary>
    public int ExitCode { get; private set; }

    /// <summary>The name of the file or of the test class; empty for other marks.</summary>
    public string Argument { get; private set; } = "";

    /// <summary>Why the mark is invalid; null if it is valid.</summary>
    public string? Error { get; }

    public bool IsShell => Language is "sh" or "console";

    public string Place => string.Create(CultureInfo.InvariantCulture, $"{Document}:{Line}");

    public string Text => string.Join('\n', Lines);

    /// <summary>The fences of a document in their order.</summary>
    /// <exception cref="FormatException">The last fence has no end.</exception>
    public static IReadOnlyList<Fence> ReadAll(string document, string text)
    {
        List<Fence> fences = [];
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string opening = lines[i].TrimStart(' ');
            string ticks = new('`', opening.TakeWhile(c => c == '`').Count());
            if (ticks.Length < 3 || opening[ticks.Length..].Contains('`'))
                continue;
            int indent = lines[i].Length - opening.Length;
            int end = Array.FindIndex(lines, i + 1, line => line.Trim(' ') == ticks);
            if (end < 0)
                throw new FormatException($"{document}:{i + 1}: the fence has no end");
            string[] block = [.. lines[(i + 1)..end].Select(line => Outdent(line, indent))];
            fences.Add(new(document, i + 1, opening[ticks.Length..], block));
            i = end;
        }
        return fences;
    }

    public override string ToString() => Place;

    private static string Outdent(string line, int indent) =>
        line[Math.Min(indent, line.Length - line.TrimStart(' ').Length)..];

    /// <summary>Reads the words after the language; returns the error.</summary>
    private string? ReadMark(string[] words)
    {
        if (Language is "text" or "mermaid" && words.Length == 0)
            return null;
        if (words is not [var name, .. var rest])
            return $"no mark after '{Language}'";
        if (!Enum.TryParse(name, ignoreCase: true, out FenceCheck check) || check == FenceCheck.Figure
            || name != name.ToLowerInvariant())
            return $"unknown mark '{name}'";
        Check = check;
        if (Languages[check] is { Length: > 0 } languages && !languages.Contains(Language))
            return $"'{name}' is for {string.Join(", ", languages)}, not for '{Language}'";
        return check switch
        {
            FenceCheck.Run => ReadOptions(rest),
            FenceCheck.File or FenceCheck.Test => ReadArgument(name, rest),
            _ => rest.Length == 0 ? null : $"unknown word '{rest[0]}' after '{name}'",
        };
    }

    private string? ReadArgument(string name, string[] words)
    {
        if (words.Length != 1)
            return $"'{name}' needs one name";
        Argument = words[0];
        return null;
    }

    private string? ReadOptions(string[] words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            switch (words[i])
            {
                case "long":
                    IsLong = true;
                    break;
                case "served":
                    IsServed = true;
                    break;
                case "exit" when i + 1 < words.Length
                    && int.TryParse(words[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int code):
                    ExitCode = code;
                    i++;
                    break;
                default:
                    return $"unknown word '{words[i]}' after 'run'";
            }
        }
        return null;
    }
}
