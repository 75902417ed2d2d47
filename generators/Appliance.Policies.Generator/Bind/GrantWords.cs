namespace Appliance.Policy.Generator.Bind;

/// <summary>Grants by their names in the policy.</summary>
internal static class GrantWords
{
    private static readonly (string Word, Grants Grant)[] Words =
    [
        ("publish", Grants.Publish), ("subscribe", Grants.Subscribe), ("chat", Grants.Chat),
        ("record", Grants.Record), ("mute", Grants.Mute), ("eject", Grants.Eject), ("end", Grants.End),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Words.Select(w => w.Word)];

    /// <summary>The grant of that name, or none.</summary>
    public static Grants Find(string word) => Words.FirstOrDefault(w => w.Word == word).Grant;

    /// <summary>The names of some grants, in the order of their bits.</summary>
    public static IEnumerable<string> Of(Grants grants) =>
        Words.Where(w => (grants & w.Grant) != 0).Select(w => w.Word);
}
