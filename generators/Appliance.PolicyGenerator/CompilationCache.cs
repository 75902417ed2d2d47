using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.Text;

namespace Appliance.PolicyGenerator;

/// <summary>
/// Caches the compilation of a text while the text is alive: the generator and the analyzer receive the same text, and
/// the second of them reuses the result. Each edit creates a new text. The cached result holds no reference to the
/// text, so that it does not keep it alive.
/// </summary>
internal static class CompilationCache
{
    private static readonly ConditionalWeakTable<SourceText, Entry> Entries = new();

    /// <summary>The compilation of a text. A concurrent caller waits for the one in progress.</summary>
    /// <param name="path">The file's path, which is part of its diagnostics.</param>
    /// <param name="text">The file's text.</param>
    /// <param name="compile">Compiles the text. If it throws, because it was canceled, the next caller
    /// compiles.</param>
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
