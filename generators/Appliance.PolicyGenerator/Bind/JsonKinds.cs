using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>What every object of the policy has in common.</summary>
internal static class JsonKinds
{
    /// <summary>The kind in words, with its article.</summary>
    public static string Name(JsonTokenKind kind) => kind switch
    {
        JsonTokenKind.ObjectStart => "an object",
        JsonTokenKind.ArrayStart => "a list",
        JsonTokenKind.String => "a string",
        JsonTokenKind.Number => "a number",
        JsonTokenKind.True or JsonTokenKind.False => "true or false",
        _ => "null",
    };

    /// <summary>A value of that kind, of which there is just one, as it is written.</summary>
    public static string Literal(JsonTokenKind kind) => kind switch
    {
        JsonTokenKind.True => "true",
        JsonTokenKind.False => "false",
        JsonTokenKind.Null => "null",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>An object's members without those whose name was there before, which it reports.</summary>
    public static IEnumerable<JsonMember> Distinct(JsonNode node, DiagnosticBag diagnostics)
    {
        // Rooms are many and have few members: no set for them.
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

    private static bool IsRepeated(IReadOnlyList<JsonMember> members, int place)
    {
        for (int i = 0; i < place; i++)
        {
            if (members[i].Name == members[place].Name)
                return true;
        }
        return false;
    }
}
