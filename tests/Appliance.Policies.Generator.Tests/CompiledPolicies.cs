using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Appliance.Policy.Generator.Tests;

/// <summary>Compiles a policy all the way to a loaded assembly.</summary>
internal static class CompiledPolicies
{
    public static CompiledPolicy Load(string policy) => (CompiledPolicy)Assemble(policy)
        .GetType($"{Generating.Namespace}.Policies", throwOnError: true)!.GetProperty("Current")!.GetValue(null)!;

    /// <summary>The assembly with the generated classes.</summary>
    public static Assembly Assemble(string policy)
    {
        GeneratorRunResult result = Generating.Run(policy);
        Assert.Empty(result.Diagnostics.Where(problem => problem.Severity == DiagnosticSeverity.Error));
        CSharpCompilation compilation = Generating.Compile(result);
        using var image = new MemoryStream();
        Assert.Empty(compilation.Emit(image).Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning));
        image.Position = 0;
        AssemblyLoadContext tests = AssemblyLoadContext.GetLoadContext(typeof(CompiledPolicies).Assembly)!;
        var context = new AssemblyLoadContext("policy", isCollectible: true);
        context.Resolving += (_, name) => tests.LoadFromAssemblyName(name);
        return context.LoadFromStream(image);
    }
}
