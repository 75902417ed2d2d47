using System.Diagnostics;
using System.Globalization;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Appliance.PolicyGenerator.Diagnostics;

/// <summary>Collects all diagnostics of one file while it is bound.</summary>
internal sealed class DiagnosticBag
{
    private const int ArgumentLengthMax = 200;

    private readonly List<PolicyDiagnostic> _diagnostics = [];

    /// <summary>The diagnostics that prevent compilation; warnings are not counted.</summary>
    public int ErrorCount { get; private set; }

    /// <param name="rule">The rule that is broken.</param>
    /// <param name="at">The location.</param>
    /// <param name="arguments">The texts and numbers of the message.</param>
    public void Report(DiagnosticDescriptor rule, ByteRange at, params object[] arguments)
    {
        Debug.Assert(0 <= at.Start && at.Start <= at.End, "a range that ends before its start");
        IEnumerable<string> texts = arguments.Select(a => Convert.ToString(a, CultureInfo.InvariantCulture)!);
        _diagnostics.Add(new PolicyDiagnostic(rule, at, [.. texts.Select(Printable)]));
        if (rule.DefaultSeverity == DiagnosticSeverity.Error)
            ErrorCount++;
    }

    /// <summary>The diagnostics in the order of the file, each with line and column.</summary>
    public EquatableArray<LocatedDiagnostic> Locate(string path, byte[] utf8)
    {
        var cursor = new TextCursor(utf8);
        var located = new List<LocatedDiagnostic>(_diagnostics.Count);
        foreach (PolicyDiagnostic diagnostic in _diagnostics.OrderBy(d => d.At.Start))
        {
            Debug.Assert(diagnostic.At.End <= utf8.Length, "a range outside the text");
            cursor.MoveTo(diagnostic.At.Start);
            TextCursor end = cursor;
            end.MoveTo(diagnostic.At.End);
            located.Add(new LocatedDiagnostic(
                diagnostic.Rule,
                new(diagnostic.Arguments),
                path,
                TextSpan.FromBounds(cursor.Position, end.Position),
                new LinePositionSpan(new(cursor.Line, cursor.Column), new(end.Line, end.Column))));
        }
        return new([.. located]);
    }

    /// <summary>Keeps a message on one line of a log, whatever text the policy contains.</summary>
    private static string Printable(string argument)
    {
        string text = argument.Length > ArgumentLengthMax ? argument.Substring(0, ArgumentLengthMax) + "…" : argument;
        return text.Any(char.IsControl) ? new([.. text.Select(c => char.IsControl(c) ? '\uFFFD' : c)]) : text;
    }
}
