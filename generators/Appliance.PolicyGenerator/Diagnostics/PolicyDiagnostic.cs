using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Appliance.PolicyGenerator.Diagnostics;

/// <summary>A diagnostic and the bytes at fault.</summary>
internal readonly record struct PolicyDiagnostic(DiagnosticDescriptor Rule, ByteRange At, string[] Arguments);

/// <summary>A diagnostic as the compiler shows it; equatable, so that only a changed one is reported anew.</summary>
internal sealed record LocatedDiagnostic(
    DiagnosticDescriptor Rule, EquatableArray<string> Arguments, string? Path, TextSpan Span, LinePositionSpan Lines)
{
    /// <summary>A diagnostic with the file as a whole, or with its absence.</summary>
    public static LocatedDiagnostic OfFile(DiagnosticDescriptor rule, string? path, params string[] arguments) =>
        new(rule, new(arguments), path, default, default);

    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        Rule, Path is null ? Location.None : Location.Create(Path, Span, Lines), [.. Arguments]);
}
