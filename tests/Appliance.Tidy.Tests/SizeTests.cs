using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Appliance.Tidy.Tests;

/// <summary>Files and functions stay small enough to be read at a sitting.</summary>
public class SizeTests
{
    private const int FileLinesMax = 400;
    private const int FunctionLinesMax = 70;
    private const int ColumnsMax = 120;

    [Fact]
    public void Files_are_short() => Findings.AssertNone(SourceTree.CSharp
        .Where(file => file.Lines.Length > FileLinesMax)
        .Select(file => $"{file.Path}: {file.Lines.Length} lines"));

    [Fact]
    public void Lines_are_narrow() => Findings.AssertNone(SourceTree.CSharp
        .SelectMany(file => file.Lines.Select((line, index) => (file.Path, Line: index + 1, line.Length)))
        .Where(line => line.Length > ColumnsMax)
        .Select(line => $"{line.Path}:{line.Line}: {line.Length} columns"));

    [Fact]
    public void Functions_are_short() => Findings.AssertNone(SourceTree.CSharp
        .SelectMany(file => file.Root.DescendantNodes()
            .Where(node => node
                is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax)
            .Select(node => (file.Path, Span: node.SyntaxTree.GetLineSpan(node.Span))))
        .Where(function => LineCount(function.Span) > FunctionLinesMax)
        .Select(function => $"{function.Path}:{function.Span.StartLinePosition.Line + 1}: "
            + $"{LineCount(function.Span)} lines"));

    [Fact]
    public void There_is_something_to_judge() => Assert.True(SourceTree.CSharp.Count > 50);

    private static int LineCount(FileLinePositionSpan span) =>
        span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
}
