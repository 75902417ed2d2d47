using Appliance.Hosting.Results;
using Appliance.Settings;

namespace Appliance.Commands;

/// <summary>Rewrites the help that the parser generates from docstrings, which names C# types and does not wrap lines.
/// </summary>
internal static class HelpText
{
    private const int LineColumnsMax = 80;
    private const int Indent = 2;
    private const string UsagePrefix = "Usage: ";
    private const string DefaultPrefix = " [Default: ";
    private const string Required = " [Required]";

    /// <summary>Between a flag and its description.</summary>
    private const string Gap = "    ";

    /// <summary>Names of values that differ from their flag's name.</summary>
    private static readonly (string Flag, string Value)[] ValueNames =
    [
        ("--at", "TIME"), ("--connections", "N"), ("--count", "N"), ("--data", "DIR"), ("--duration", "DURATION"),
        ("--expiry", "DURATION"), ("--only", "NAME"), ("--output", "FORMAT"), ("--pipeline", "N"), ("--rate", "N"),
        ("--threads", "N"), ("--timeout", "DURATION"), ("--unix-socket", "PATH"), ("--user", "ID"),
    ];

    /// <param name="generated">A text of the parser's; one that is not help, such as the version, is kept.</param>
    /// <param name="sink">Where the help goes.</param>
    public static void Write(string generated, ResultSink sink)
    {
        ResultWriter help = new(sink);
        if (generated.StartsWith(UsagePrefix, StringComparison.Ordinal))
            Write(help, generated.TrimEnd().Split('\n'));
        else
            help.Text(generated + "\n");
        help.Flush();
    }

    private static void Write(ResultWriter help, string[] lines)
    {
        // "Usage: bench http [arguments...] [options...]"; of all commands together, "Usage: [command]".
        string name = lines[0][UsagePrefix.Length..lines[0].IndexOf('[')].Trim();
        Verb? verb = Verbs.Find(name);
        help.Text($"{UsagePrefix}appliance {verb?.Usage ?? "COMMAND"} [OPTIONS]\n");
        List<string[]> rows = [];
        foreach (string line in lines.AsSpan(1))
        {
            if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                rows.Add(Row(line.Trim(), verb));
                continue;
            }
            WriteRows(help, rows);
            Table.Write(help, 1, _ => [line.TrimEnd()], columnsMax: LineColumnsMax);
        }
        WriteRows(help, rows);
        if (name == Verbs.Serve)
            SettingsReport.WriteHelp(help, LineColumnsMax);
        help.Text($"\nExample:\n  {verb?.Example ?? "appliance serve --help"}\n");
    }

    private static void WriteRows(ResultWriter help, List<string[]> rows)
    {
        Table.Write(help, rows.Count, index => rows[index], Indent, LineColumnsMax);
        rows.Clear();
    }

    /// <summary>A command, argument or option, and its description.</summary>
    private static string[] Row(string line, Verb? verb)
    {
        int labelEnd = line.IndexOf(Gap, StringComparison.Ordinal);
        string label = labelEnd < 0 ? line : line[..labelEnd];
        string description = labelEnd < 0 ? "" : line[labelEnd..].Trim();
        int type = label.IndexOf(" <", StringComparison.Ordinal);
        if (type >= 0)
            label = label[0] == '[' ? verb?.Operand ?? "" : $"{label[..type]} {ValueName(label[..type])}";
        return [label, Describe(description)];
    }

    private static string ValueName(string flags)
    {
        string flag = flags[(flags.LastIndexOf(' ') + 1)..];
        return Array.Find(ValueNames, named => named.Flag == flag).Value ?? flag.TrimStart('-').ToUpperInvariant();
    }

    private static string Describe(string description)
    {
        if (description.EndsWith(Required, StringComparison.Ordinal))
            return description[..^Required.Length] + " (required)";
        int start = description.LastIndexOf(DefaultPrefix, StringComparison.Ordinal);
        if (start < 0)
            return description;
        string value = description[(start + DefaultPrefix.Length)..^1].TrimStart('@').Trim('"');
        return value == "null" ? description[..start] : $"{description[..start]} (default: {value})";
    }
}
