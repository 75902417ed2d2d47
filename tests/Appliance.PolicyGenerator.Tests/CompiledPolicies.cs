using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>Compiles policies into a loaded assembly.</summary>
internal static class CompiledPolicies
{
    public static CompiledPolicy Load(string policy) => Current(Assemble(policy), GeneratorHarness.Namespace);

    /// <summary>Compiles many policies into one assembly, which starts the C# compiler only once.</summary>
    public static IReadOnlyList<CompiledPolicy> LoadAll(IReadOnlyList<string> policies)
    {
        Assembly assembly = Assemble([.. policies.Select((policy, i) => GeneratorHarness.Run(policy, NamespaceAt(i)))]);
        return [.. policies.Select((_, i) => Current(assembly, NamespaceAt(i)))];
    }

    public static Assembly Assemble(string policy) => Assemble([GeneratorHarness.Run(policy)]);

    private static Assembly Assemble(IReadOnlyList<GeneratorRunResult> results)
    {
        Assert.DoesNotContain(
            results.SelectMany(result => result.Diagnostics),
            diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        CSharpCompilation compilation = GeneratorHarness.Compile(results);
        using var image = new MemoryStream();
        Assert.Empty(compilation.Emit(image).Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning));
        image.Position = 0;
        AssemblyLoadContext tests = AssemblyLoadContext.GetLoadContext(typeof(CompiledPolicies).Assembly)!;
        var context = new AssemblyLoadContext("policy", isCollectible: true);
        context.Resolving += (_, name) => tests.LoadFromAssemblyName(name);
        return context.LoadFromStream(image);
    }

    private static CompiledPolicy Current(Assembly assembly, string policyNamespace) => (CompiledPolicy)assembly
        .GetType($"{policyNamespace}.Policies", throwOnError: true)!.GetProperty("Current")!.GetValue(null)!;

    private static string NamespaceAt(int index) => $"Under.Test{index}";
}
