using Appliance.PolicyModel;

namespace Appliance.Results;

/// <summary>The policy's enums as the policy's file writes them.</summary>
internal static class DisplayNames
{
    /// <summary>The placeholders that stand for values in claims, in the order of their bits.</summary>
    private static readonly string[] ValueWords =
        ["user", "user.name", "user.metadata", "user.attributes", "room.config", "data"];

    public static string Of(TokenApi api) => PolicyVocabulary.Apis[(int)api];

    public static string Of(RoomKind kind) => PolicyVocabulary.RoomKinds[(int)kind];

    public static string Of(ExcessRule rule) => PolicyVocabulary.ExcessRules[(int)rule];

    public static string Of(RuleVerdict verdict) => verdict switch
    {
        RuleVerdict.Passed => "passed",
        RuleVerdict.Denied => "denied",
        _ => "not reached",
    };

    public static List<string> Of(Grants grants) => OfBits((int)grants, PolicyVocabulary.Grants);

    public static List<string> Of(CallerValues values) => OfBits((int)values, ValueWords);

    /// <summary>The names of the roles that may enter rooms of a type.</summary>
    public static List<string> RolesOf(App app, RoomType type)
    {
        List<string> names = [];
        foreach (Role role in app.Roles)
        {
            if ((type.RolesAllowed >> role.Constraints.Index & 1) != 0)
                names.Add(role.Name);
        }
        return names;
    }

    /// <summary>The names of the roles that the app's endpoint without credentials gives; none if it is off.</summary>
    public static List<string> EndpointRolesOf(App app)
    {
        List<string> names = [];
        foreach (Role role in app.Roles)
        {
            if (OpenEndpoint.Issues(app, role))
                names.Add(role.Name);
        }
        return names;
    }

    private static List<string> OfBits(int bits, IReadOnlyList<string> words)
    {
        List<string> set = [];
        for (int i = 0; i < words.Count; i++)
        {
            if ((bits >> i & 1) != 0)
                set.Add(words[i]);
        }
        return set;
    }
}
