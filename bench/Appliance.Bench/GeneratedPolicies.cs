extern alias generator;

using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.Loader;
using System.Text;
using Appliance.PolicyModel;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
namespace Appliance.Bench;

/// <summary>Policies of any size, run through the generator and the compiler like in a build.</summary>
internal static class GeneratedPolicies
{
    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    /// <summary>A project without sources that references the policy model.</summary>
    public static CSharpCompilation EmptyProject { get; } = CSharpCompilation.Create(
        "Generated", references: References(),
        options: new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));

    public static string RoomId(int i) =>
        (0x5dc1a2b34c5d0000 + (ulong)i * 7919).ToString("x24", CultureInfo.InvariantCulture);

    /// <summary>Apps with one role each; only the first app has rooms, half permanent and half scheduled.</summary>
    public static string Text(int rooms, int apps = 1)
    {
        StringBuilder text = new("{ \"policy\": 1, \"apps\": {\n");
        for (int app = 0; app < apps; app++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                  "app-{{app}}": {
                    "dialect": "100ms", "accessKey": "{{RoomId(app)}}", "secret": "env:APP_{{app}}",
                    "roles": { "host": { "grants": ["publish"] } },
                    "roomTypes": {
                      "open": { "kind": "permanent", "roles": ["host"] },
                      "meeting": { "kind": "scheduled", "roles": ["host"] }
                    },
                    "rooms": {

                """);
            AppendRooms(text, app == 0 ? rooms : 0);
            text.Append(app == apps - 1 ? "    } }\n" : "    } },\n");
        }
        return text.Append("} }\n").ToString();
    }

    public static GeneratorDriver Driver(PolicyText file) => CSharpGeneratorDriver.Create(
        [new generator::Appliance.PolicyGenerator.PolicySourceGenerator().AsSourceGenerator()],
        [file], Language, Options.Instance);

    /// <summary>Generates and compiles; returns the assembly's image.</summary>
    public static MemoryStream Emit(GeneratorDriver driver)
    {
        driver.RunGeneratorsAndUpdateCompilation(
            EmptyProject, out Compilation compilation, out ImmutableArray<Diagnostic> diagnostics);
        MemoryStream image = new();
        bool isValid = diagnostics.All(diagnostic => diagnostic.Severity != DiagnosticSeverity.Error);
        if (!isValid || !compilation.Emit(image).Success)
            throw new InvalidOperationException("the policy does not compile");
        image.Position = 0;
        return image;
    }

    public static CompiledPolicy Load(string policy)
    {
        AssemblyLoadContext own = AssemblyLoadContext.GetLoadContext(typeof(GeneratedPolicies).Assembly)!;
        AssemblyLoadContext context = new("generated");
        context.Resolving += (_, name) => own.LoadFromAssemblyName(name);
        return (CompiledPolicy)context.LoadFromStream(Emit(Driver(new(policy))))
            .GetType("Policies.Policies", throwOnError: true)!.GetProperty("Current")!.GetValue(null)!;
    }

    private static void AppendRooms(StringBuilder text, int count)
    {
        for (int i = 0; i < count; i++)
        {
            string schedule = i % 2 == 0
                ? "\"type\": \"open\""
                : $"""
                    "type": "meeting", "start": "2040-01-{1 + i % 28:00}T10:00:00Z", "duration": "{i % 90 + 1}m"
                    """;
            string comma = i == count - 1 ? "" : ",";
            text.Append(CultureInfo.InvariantCulture,
                $$"""      "{{RoomId(i)}}": { {{schedule}}, "name": "room {{i}}" }{{comma}}""").Append('\n');
        }
    }

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path) is "System.Private.CoreLib.dll" or "System.Runtime.dll"
            or "System.Collections.dll" or "System.Memory.dll" or "Appliance.PolicyModel.dll" or "Appliance.Json.dll")
        .Select(path => MetadataReference.CreateFromFile(path));

    /// <summary>The options of a project that sets none.</summary>
    private sealed class Options : AnalyzerConfigOptionsProvider
    {
        public static Options Instance { get; } = new();

        public override AnalyzerConfigOptions GlobalOptions => None.Instance;

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => None.Instance;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => None.Instance;
    }

    private sealed class None : AnalyzerConfigOptions
    {
        public static None Instance { get; } = new();

        public override bool TryGetValue(string key, out string value)
        {
            value = "";
            return false;
        }
    }
}

/// <summary>A policy file in memory.</summary>
internal sealed class PolicyText(string policy) : AdditionalText
{
    private readonly SourceText _text = SourceText.From(policy);

    public override string Path => "/policies.json";

    public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
}
