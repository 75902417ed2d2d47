using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Appliance.PolicyGenerator.Problems;

/// <summary>Collects every problem of one file while its meaning is being worked out.</summary>
internal sealed class ProblemList
{
    private const int ArgumentLengthMax = 200;

    private readonly List<Problem> _problems = [];

    /// <summary>How many of them keep the policy from becoming a program.</summary>
    public int ErrorCount { get; private set; }

    public void Report(DiagnosticDescriptor rule, Extent at, params string[] arguments)
    {
        _problems.Add(new Problem(rule, at, [.. arguments.Select(Printable)]));
        if (rule.DefaultSeverity == DiagnosticSeverity.Error)
            ErrorCount++;
    }

    /// <summary>The problems in the order of the file, each with its line and column.</summary>
    public EquatableArray<PlacedProblem> Place(string path, byte[] utf8)
    {
        var cursor = new TextCursor(utf8);
        var placed = new List<PlacedProblem>(_problems.Count);
        foreach (Problem problem in _problems.OrderBy(p => p.At.Start))
        {
            cursor.MoveTo(problem.At.Start);
            TextCursor end = cursor;
            end.MoveTo(problem.At.End);
            placed.Add(new PlacedProblem(
                problem.Rule,
                new(problem.Arguments),
                path,
                TextSpan.FromBounds(cursor.Position, end.Position),
                new LinePositionSpan(new(cursor.Line, cursor.Column), new(end.Line, end.Column))));
        }
        return new([.. placed]);
    }

    /// <summary>One line of a log, whatever the policy holds.</summary>
    private static string Printable(string argument)
    {
        string text = argument.Length > ArgumentLengthMax ? argument.Substring(0, ArgumentLengthMax) + "…" : argument;
        return text.Any(char.IsControl) ? new([.. text.Select(c => char.IsControl(c) ? '\uFFFD' : c)]) : text;
    }
}
