using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Appliance.Tidy.Tests;

/// <summary>Limits on the size of files, functions and lines.</summary>
public class SizeTests
{
    private const int FileLinesMax = 400;
    private const int FunctionLinesMax = 70;
    private const int ColumnsMax = 120;

    [Fact]
    public void Files_have_at_most_400_lines() => Findings.AssertNone(SourceTree.CSharp
        .Where(file => file.Lines.Length > FileLinesMax)
        .Select(file => $"{file.Path}: {file.Lines.Length} lines"));

    [Fact]
    public void Lines_have_at_most_120_columns() => Findings.AssertNone(SourceTree.CSharp
        .SelectMany(file => file.Lines.Select((line, index) => (file.Path, Line: index + 1, line.Length)))
        .Where(line => line.Length > ColumnsMax)
        .Select(line => $"{line.Path}:{line.Line}: {line.Length} columns"));

    [Fact]
    public void Functions_have_at_most_70_lines() => Findings.AssertNone(SourceTree.CSharp
        .SelectMany(file => file.Root.DescendantNodes()
            .Where(node => node
                is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax)
            .Select(node => (file.Path, Span: node.SyntaxTree.GetLineSpan(node.Span))))
        .Where(function => LineCount(function.Span) > FunctionLinesMax)
        .Select(function => $"{function.Path}:{function.Span.StartLinePosition.Line + 1}: "
            + $"{LineCount(function.Span)} lines"));

    [Fact]
    public void Scan_covers_more_than_50_files() => Assert.True(SourceTree.CSharp.Count > 50);

    private static int LineCount(FileLinePositionSpan span) =>
        span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
}
