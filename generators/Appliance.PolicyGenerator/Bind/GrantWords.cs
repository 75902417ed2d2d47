namespace Appliance.PolicyGenerator.Bind;

/// <summary>Grants by their names in the policy.</summary>
internal static class GrantWords
{
    public static IReadOnlyList<string> Names => PolicyWords.Grants;

    /// <summary>The grant of that name, or none.</summary>
    public static Grants Find(string word)
    {
        for (int bit = 0; bit < Names.Count; bit++)
        {
            if (Names[bit] == word)
                return (Grants)(1 << bit);
        }
        return Grants.None;
    }

    /// <summary>The names of some grants, in the order of their bits.</summary>
    public static IEnumerable<string> Of(Grants grants) => Names.Where((_, bit) => ((int)grants >> bit & 1) != 0);
}
