namespace Appliance.PolicyGenerator.Bind;

/// <summary>The names of grants in the policy.</summary>
internal static class GrantNames
{
    public static IReadOnlyList<string> All => PolicyVocabulary.Grants;

    /// <summary>The grant with that name, or none.</summary>
    public static Grants Find(string name)
    {
        for (int bit = 0; bit < All.Count; bit++)
        {
            if (All[bit] == name)
                return (Grants)(1 << bit);
        }
        return Grants.None;
    }

    /// <summary>The names of a set of grants, in the order of their bits.</summary>
    public static IEnumerable<string> Of(Grants grants) => All.Where((_, bit) => ((int)grants >> bit & 1) != 0);
}
