using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>
/// A policy in which each token at fault is enclosed in a marker with the expected id: <c>[TAP007|"aps"|]</c>.
/// </summary>
internal sealed partial class MarkedPolicy
{
    /// <summary>The policy without the markers.</summary>
    public string Text { get; }

    /// <summary>The expected diagnostics: id, start and end. Lines and columns count from 1; sorted ordinally.
    /// </summary>
    public IReadOnlyList<string> Expected { get; }

    public MarkedPolicy(string marked)
    {
        var text = new StringBuilder();
        var expected = new List<string>();
        int at = 0;
        foreach (Match marker in Marker().Matches(marked))
        {
            text.Append(marked, at, marker.Index - at);
            string start = PositionAtEnd(text);
            text.Append(marker.Groups["token"].Value);
            expected.Add($"{marker.Groups["id"].Value} {start}-{PositionAtEnd(text)}");
            at = marker.Index + marker.Length;
        }
        Text = text.Append(marked, at, marked.Length - at).ToString();
        Expected = [.. expected.Order(StringComparer.Ordinal)];
    }

    /// <summary>Formats a diagnostic like <see cref="Expected"/>.</summary>
    public static string Describe(Diagnostic diagnostic)
    {
        FileLinePositionSpan lines = diagnostic.Location.GetLineSpan();
        return $"{diagnostic.Id} {lines.StartLinePosition.Line + 1}:{lines.StartLinePosition.Character + 1}"
            + $"-{lines.EndLinePosition.Line + 1}:{lines.EndLinePosition.Character + 1}";
    }

    /// <summary>Counts lines and columns independently of the compiler, by splitting the preceding text.</summary>
    private static string PositionAtEnd(StringBuilder text)
    {
        string[] lines = text.ToString().Replace("\r\n", "\n").Replace('\r', '\n').Split('\n');
        return $"{lines.Length}:{lines[^1].Length + 1}";
    }

    [GeneratedRegex(@"\[(?<id>TAP\d+)\|(?<token>.*?)\|\]", RegexOptions.Singleline)]
    private static partial Regex Marker();
}
