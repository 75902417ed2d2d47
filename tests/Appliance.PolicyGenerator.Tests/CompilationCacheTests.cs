extern alias generator;

using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using CompiledFile = generator::Appliance.PolicyGenerator.CompiledFile;
using CompilationCache = generator::Appliance.PolicyGenerator.CompilationCache;
using PolicyCompiler = generator::Appliance.PolicyGenerator.PolicyCompiler;
using PolicySpec = generator::Appliance.PolicyGenerator.Model.PolicySpec;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The cache of compiled policies that generator and analyzer share.</summary>
public class CompilationCacheTests
{
    [Fact]
    public void Concurrent_callers_share_one_compilation()
    {
        SourceText text = SourceText.From("{}");
        using var start = new Barrier(4);
        int compilations = 0;
        var results = new CompiledFile[4];
        Thread[] threads =
        [
            .. Enumerable.Range(0, 4).Select(i => new Thread(() =>
            {
                start.SignalAndWait();
                results[i] = CompilationCache.GetOrCompile("/a", text, () =>
                {
                    Interlocked.Increment(ref compilations);
                    return EmptyFile();
                });
            })),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(1, compilations);
        Assert.All(results, result => Assert.Same(results[0], result));
    }

    [Fact]
    public void Cancelled_compilation_is_not_cached()
    {
        SourceText text = SourceText.From("{}");
        Assert.Throws<OperationCanceledException>(() =>
            CompilationCache.GetOrCompile("/a", text, () => throw new OperationCanceledException()));
        CompiledFile compiled = EmptyFile();
        Assert.Same(compiled, CompilationCache.GetOrCompile("/a", text, () => compiled));
    }

    [Fact]
    public void Same_text_at_two_paths_yields_diagnostics_with_each_path()
    {
        SourceText text = SourceText.From("{");
        foreach (string path in new[] { "/a/policies.json", "/b/policies.json", "/a/policies.json" })
        {
            CompiledFile compiled = PolicyCompiler.Compile(new PolicyFile(text, path), CancellationToken.None);
            Assert.Equal(path, Assert.Single(compiled.Diagnostics).Path);
        }
    }

    [Fact]
    public void Unreferenced_text_is_garbage_collected()
    {
        WeakReference text = CompileAndReleaseText(out CompiledFile compiled);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(text.IsAlive);
        Assert.NotEmpty(compiled.Diagnostics);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference CompileAndReleaseText(out CompiledFile compiled)
    {
        SourceText text = SourceText.From(SamplePolicies.Small.With(""" "chat" """, """ "chatt" """));
        compiled = PolicyCompiler.Compile(new PolicyFile(text), CancellationToken.None);
        return new WeakReference(text);
    }

    private static CompiledFile EmptyFile() => new(PolicySpec.Empty, default);
}
