using System.Collections.Immutable;
using Appliance.PolicyGenerator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Appliance.PolicyGenerator;

/// <summary>
/// Reports the diagnostics of a policy while it is edited: editors run analyzers on every change, but show a
/// generator's diagnostics only after a build. The generator reports them too, because analyzers can be disabled and an
/// invalid policy must not become a program silently. A build prints each diagnostic once: the compiler drops
/// duplicates with the same rule, arguments and location.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PolicyAnalyzer : DiagnosticAnalyzer
{
    /// <summary>All except those about the project: a file analyzer does not run without a file and does not count the
    /// files.</summary>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        PolicyDiagnostics.All.Remove(PolicyDiagnostics.PolicyMissing).Remove(PolicyDiagnostics.PolicyAmbiguous);

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterAdditionalFileAction(Analyze);
    }

    private static void Analyze(AdditionalFileAnalysisContext context)
    {
        AdditionalText file = context.AdditionalFile;
        if (!PolicyOptions.IsPolicy(file, context.Options.AnalyzerConfigOptionsProvider))
            return;
        foreach (LocatedDiagnostic diagnostic in PolicyCompiler.Compile(file, context.CancellationToken).Diagnostics)
            context.ReportDiagnostic(diagnostic.ToDiagnostic());
    }
}
