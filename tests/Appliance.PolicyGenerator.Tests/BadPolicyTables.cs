using System.Reflection;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>All tables of invalid edits, found by reflection: those of every class with the prefix Bad and a field
/// <c>Sample</c>.</summary>
public static class BadPolicyTables
{
    public static TheoryData<string, string> OfSmall => Of(SamplePolicies.Small);

    public static TheoryData<string, string> OfRich => Of(SamplePolicies.Rich);

    public static TheoryData<string, string> OfClients => Of(SamplePolicies.Clients);

    /// <summary>Every invalid text, with its markers.</summary>
    public static IReadOnlyList<string> Mistakes { get; } =
    [
        .. Rows(OfSmall).Concat(Rows(OfRich)).Concat(Rows(OfClients))
            .Concat(Rows(BrokenFiles.Texts)).Concat(Rows(BrokenFiles.Files))
            .Select(row => (string)row[^1]!),
    ];

    private static TheoryData<string, string> Of(string sample)
    {
        var pairs = new TheoryData<string, string>();
        foreach (Type table in typeof(BadPolicyTables).Assembly.GetTypes())
        {
            bool isTable = table.Name.StartsWith("Bad", StringComparison.Ordinal)
                && table.GetField("Sample")?.GetRawConstantValue() as string == sample;
            IEnumerable<PropertyInfo> groups = isTable
                ? table.GetProperties(BindingFlags.Public | BindingFlags.Static)
                : [];
            foreach (object?[] pair in groups.SelectMany(g => Rows((TheoryData)g.GetValue(null)!)))
                pairs.Add((string)pair[0]!, (string)pair[1]!);
        }
        return pairs;
    }

    private static IEnumerable<object?[]> Rows(TheoryData table) => table;
}
