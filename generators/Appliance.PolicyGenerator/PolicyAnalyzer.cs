using System.Collections.Immutable;
using Appliance.PolicyGenerator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Appliance.PolicyGenerator;

/// <summary>
/// Shows the diagnostics of a policy while it is being edited: editors run analyzers on every change, and show what a
/// generator reports only after a build. The generator reports the same ones, for analyzers can be switched off and a
/// policy with a mistake must not become a program silently. A build prints none twice: of equal diagnostics (rule,
/// arguments and place) the compiler prints one.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PolicyAnalyzer : DiagnosticAnalyzer
{
    /// <summary>All but those of the project: an analyzer of files is not asked where there is none, and not how many
    /// there are.</summary>
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
