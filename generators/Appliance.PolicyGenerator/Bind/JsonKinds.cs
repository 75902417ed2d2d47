using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Helpers for the JSON values of a policy.</summary>
internal static class JsonKinds
{
    /// <summary>The kind as text, with its article.</summary>
    public static string Name(JsonTokenKind kind) => kind switch
    {
        JsonTokenKind.ObjectStart => "an object",
        JsonTokenKind.ArrayStart => "a list",
        JsonTokenKind.String => "a string",
        JsonTokenKind.Number => "a number",
        JsonTokenKind.True or JsonTokenKind.False => "true or false",
        _ => "null",
    };

    /// <summary>The JSON text of a kind that has exactly one value.</summary>
    public static string Literal(JsonTokenKind kind) => kind switch
    {
        JsonTokenKind.True => "true",
        JsonTokenKind.False => "false",
        JsonTokenKind.Null => "null",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The members of an object without duplicates, which are reported.</summary>
    public static IEnumerable<JsonMember> Distinct(JsonNode node, DiagnosticBag diagnostics)
    {
        // A policy has many rooms with few members each: avoid a set for each.
        HashSet<string>? seen = node.Members.Count > 8 ? [] : null;
        for (int i = 0; i < node.Members.Count; i++)
        {
            JsonMember member = node.Members[i];
            if (seen is null ? IsRepeated(node.Members, i) : !seen.Add(member.Name))
                diagnostics.Report(PolicyDiagnostics.DuplicateMember, member.NameToken, member.Name);
            else
                yield return member;
        }
    }

    private static bool IsRepeated(IReadOnlyList<JsonMember> members, int index)
    {
        for (int i = 0; i < index; i++)
        {
            if (members[i].Name == members[index].Name)
                return true;
        }
        return false;
    }
}
