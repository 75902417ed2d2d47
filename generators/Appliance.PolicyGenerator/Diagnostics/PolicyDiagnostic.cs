using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Appliance.PolicyGenerator.Diagnostics;

/// <summary>A diagnostic and the bytes that it refers to.</summary>
internal readonly record struct PolicyDiagnostic(DiagnosticDescriptor Rule, ByteRange At, string[] Arguments);

/// <summary>A diagnostic with its file and location, as the compiler reports it; equatable, so that the pipeline
/// reports only changed ones.</summary>
internal sealed record LocatedDiagnostic(
    DiagnosticDescriptor Rule, EquatableArray<string> Arguments, string? Path, TextSpan Span, LinePositionSpan Lines)
{
    /// <summary>A diagnostic about the whole file, or about its absence if the path is null.</summary>
    public static LocatedDiagnostic OfFile(DiagnosticDescriptor rule, string? path, params string[] arguments) =>
        new(rule, new(arguments), path, default, default);

    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        Rule, Path is null ? Location.None : Location.Create(Path, Span, Lines), [.. Arguments]);
}
