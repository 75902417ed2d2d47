using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.Text;

namespace Appliance.PolicyGenerator;

/// <summary>
/// What was compiled, for as long as its text lives: the generator and the analyzer are handed the same text, and the
/// second finds the work done. An editor's next version is another text. Nothing here refers to a text, so that none is
/// kept alive.
/// </summary>
internal static class CompilationCache
{
    private static readonly ConditionalWeakTable<SourceText, Entry> Entries = new();

    /// <summary>The text's outputs; whoever comes while they are being made waits for them.</summary>
    /// <param name="path">The file, which is part of its diagnostics.</param>
    /// <param name="text">Its text.</param>
    /// <param name="compile">Makes the outputs. One that throws, being cancelled, leaves the work to the next.</param>
    public static CompiledFile GetOrCompile(string path, SourceText text, Func<CompiledFile> compile)
    {
        Entry entry = Entries.GetOrCreateValue(text);
        lock (entry)
        {
            if (entry.Compiled is null || entry.Path != path)
                (entry.Path, entry.Compiled) = (path, compile());
            return entry.Compiled;
        }
    }

    private sealed class Entry
    {
        public string? Path { get; set; }

        public CompiledFile? Compiled { get; set; }
    }
}
