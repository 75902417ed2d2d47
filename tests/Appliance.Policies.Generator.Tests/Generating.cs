using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Appliance.Policy.Generator.Tests;

/// <summary>Runs the generator as a compiler does.</summary>
internal static class Generating
{
    public const string Namespace = "Under.Test";

    private static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp12, DocumentationMode.Diagnose);

    private static readonly Lazy<CSharpCompilation> Project = new(() => CSharpCompilation.Create(
        "UnderTest",
        references: References(),
        options: new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)));

    /// <summary>A project that references the vocabulary and has no source of its own.</summary>
    public static CSharpCompilation EmptyProject => Project.Value;

    public static AnalyzerConfigOptionsProvider UsualOptions { get; } =
        new BuildOptions(new Dictionary<string, string> { ["build_property.PoliciesNamespace"] = Namespace });

    public static GeneratorDriver Driver(params AdditionalText[] files) => Driver(UsualOptions, files);

    public static GeneratorDriver Driver(AnalyzerConfigOptionsProvider options, params AdditionalText[] files) =>
        CSharpGeneratorDriver.Create(
            [new PolicyGenerator().AsSourceGenerator()], files, Language, options,
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public static GeneratorRunResult Run(string policy) => Run(new PolicyFile(policy));

    public static GeneratorRunResult Run(params AdditionalText[] files) =>
        Driver(files).RunGenerators(EmptyProject).GetRunResult().Results.Single();

    /// <summary>The project with what was generated for it.</summary>
    public static CSharpCompilation Compile(GeneratorRunResult result) => EmptyProject.AddSyntaxTrees(
        result.GeneratedSources.Select(s => CSharpSyntaxTree.ParseText(s.SourceText, Language, s.HintName)));

    /// <summary>Errors and warnings that the compiler has about generated code.</summary>
    public static IReadOnlyList<string> ComplaintsAbout(GeneratorRunResult result) =>
    [
        .. Compile(result).GetDiagnostics()
            .Where(d => d.Severity is DiagnosticSeverity.Error or DiagnosticSeverity.Warning)
            .Select(d => d.ToString()),
    ];

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path) is "System.Private.CoreLib.dll" or "System.Runtime.dll"
            or "System.Collections.dll" or "System.Memory.dll" or "Appliance.Policies.dll" or "Appliance.Json.dll")
        .Select(path => MetadataReference.CreateFromFile(path));
}
