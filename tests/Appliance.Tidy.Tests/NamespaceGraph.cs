namespace Appliance.Tidy.Tests;

/// <summary>Checks arrows between namespaces against a table, and for cycles.</summary>
internal static class NamespaceGraph
{
    /// <summary>Rows of the table that lack arrows or have unused entries, in corrected form, and composition files
    /// that use nothing.</summary>
    public static IEnumerable<string> Offences(
        IReadOnlyList<Arrow> arrows, IReadOnlyDictionary<string, string[]> table, IReadOnlyCollection<string> free)
    {
        Dictionary<string, Arrow[]> needed = arrows
            .Where(arrow => !free.Contains(arrow.From) && !IsAncestor(arrow.To, arrow.From))
            .GroupBy(arrow => arrow.From)
            .ToDictionary(group => group.Key, group => group.ToArray());
        foreach (string from in needed.Keys.Union(table.Keys).Order(StringComparer.Ordinal))
        {
            Arrow[] used = needed.GetValueOrDefault(from, []);
            string[] allowed = table.GetValueOrDefault(from, []);
            string[] changes =
            [
                .. used.Where(arrow => !allowed.Contains(arrow.To))
                    .Select(arrow => $"uses {arrow.To} in {arrow.Example}"),
                .. allowed.Except(used.Select(arrow => arrow.To)).Select(to => $"does not use {to}"),
            ];
            if (changes.Length > 0)
                yield return $"{from} {string.Join(", ", changes)}. If that is right, its row is\n"
                    + $"        [\"{from}\"] = [{string.Join(", ", used.Select(arrow => $"\"{arrow.To}\""))}],";
        }
        foreach (string file in free)
            if (!arrows.Any(arrow => arrow.From == file && !IsAncestor(arrow.To, ProjectFile.NamespaceOf(file) + ".")))
                yield return $"{file} composes nothing; remove it from the composition files";
    }

    /// <summary>Arrows that are part of a cycle, and exceptions that close none.</summary>
    public static IEnumerable<string> Cycles(
        IReadOnlyList<Arrow> arrows, IReadOnlyCollection<(string From, string To)> exceptions)
    {
        ILookup<string, string> next = arrows
            .Where(arrow => !exceptions.Contains((arrow.From, arrow.To)))
            .ToLookup(arrow => arrow.From, arrow => arrow.To);
        foreach (Arrow arrow in arrows)
            if (!exceptions.Contains((arrow.From, arrow.To)) && Reaches(arrow.To, arrow.From, next))
                yield return $"{arrow.From} -> {arrow.To} is part of a cycle, used in {arrow.Example}";
        foreach ((string from, string to) in exceptions)
            if (!arrows.Any(arrow => arrow.From == from && arrow.To == to)
                || !Reaches(to, from, arrows.ToLookup(arrow => arrow.From, arrow => arrow.To)))
                yield return $"{from} -> {to} closes no cycle; remove the exception";
    }

    private static bool IsAncestor(string ancestor, string name) =>
        name.StartsWith(ancestor + ".", StringComparison.Ordinal);

    private static bool Reaches(string from, string to, ILookup<string, string> next)
    {
        HashSet<string> seen = [from];
        Queue<string> pending = new([from]);
        while (pending.TryDequeue(out string? name))
        {
            if (name == to)
                return true;
            foreach (string following in next[name].Where(seen.Add))
                pending.Enqueue(following);
        }
        return false;
    }
}
