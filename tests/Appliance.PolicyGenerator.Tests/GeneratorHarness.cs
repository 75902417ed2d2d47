using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>Runs the generator in an in-memory compilation.</summary>
internal static class GeneratorHarness
{
    public const string Namespace = "Under.Test";

    private static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp12, DocumentationMode.Diagnose);

    private static readonly Lazy<CSharpCompilation> Project = new(() => CSharpCompilation.Create(
        "UnderTest",
        references: References(),
        options: new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)));

    /// <summary>A project without sources that references the policy model.</summary>
    public static CSharpCompilation EmptyProject => Project.Value;

    public static AnalyzerConfigOptionsProvider DefaultOptions { get; } = OptionsFor(Namespace);

    public static GeneratorDriver Driver(params AdditionalText[] files) => Driver(DefaultOptions, files);

    public static GeneratorDriver Driver(AnalyzerConfigOptionsProvider options, params AdditionalText[] files) =>
        CSharpGeneratorDriver.Create(
            [new PolicySourceGenerator().AsSourceGenerator()], files, Language, options,
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public static GeneratorRunResult Run(string policy) => Run(new PolicyFile(policy));

    public static GeneratorRunResult Run(params AdditionalText[] files) =>
        Driver(files).RunGenerators(EmptyProject).GetRunResult().Results.Single();

    /// <summary>Runs a policy with its own namespace, so that one project can hold several.</summary>
    public static GeneratorRunResult Run(string policy, string policyNamespace) =>
        Driver(OptionsFor(policyNamespace), new PolicyFile(policy))
            .RunGenerators(EmptyProject).GetRunResult().Results.Single();

    /// <summary>Adds generated sources to the empty project.</summary>
    public static CSharpCompilation Compile(params IEnumerable<GeneratorRunResult> results) => Compile(
        results.SelectMany(result => result.GeneratedSources).Select(s => (s.HintName, s.SourceText.ToString())));

    /// <summary>Errors and warnings of the C# compiler about generated code.</summary>
    public static IReadOnlyList<string> CompilerDiagnosticsOf(GeneratorRunResult result) =>
        CompilerDiagnosticsOf(result.GeneratedSources.Select(s => (s.HintName, s.SourceText.ToString())));

    /// <summary>Errors and warnings of the C# compiler about the given files.</summary>
    public static IReadOnlyList<string> CompilerDiagnosticsOf(IEnumerable<(string Name, string Code)> files) =>
    [
        .. Compile(files).GetDiagnostics()
            .Where(d => d.Severity is DiagnosticSeverity.Error or DiagnosticSeverity.Warning)
            .Select(d => d.ToString()),
    ];

    private static CSharpCompilation Compile(IEnumerable<(string Name, string Code)> files) =>
        EmptyProject.AddSyntaxTrees(files.Select(file =>
            CSharpSyntaxTree.ParseText(file.Code, Language, file.Name, System.Text.Encoding.UTF8)));

    private static BuildOptions OptionsFor(string policyNamespace) =>
        new(new Dictionary<string, string> { ["build_property.PoliciesNamespace"] = policyNamespace });

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path) is "System.Private.CoreLib.dll" or "System.Runtime.dll"
            or "System.Collections.dll" or "System.Memory.dll" or "Appliance.PolicyModel.dll" or "Appliance.Json.dll")
        .Select(path => MetadataReference.CreateFromFile(path));
}
