using Appliance.PolicyModel;

namespace Appliance.Hosting.Results;

/// <summary>Enum values by their names in policies.json.</summary>
public static class DisplayNames
{
    /// <summary>The names of values in claims templates, in the order of their bits.</summary>
    private static readonly string[] ValueNames =
        ["user", "user.name", "user.metadata", "user.attributes", "room.config", "data"];

    public static string Of(TokenApi api) => PolicyVocabulary.Apis.Of(api);

    public static string Of(RoomKind kind) => PolicyVocabulary.RoomKinds.Of(kind);

    public static string Of(ExcessRule rule) => PolicyVocabulary.ExcessRules.Of(rule);

    public static string Of(RuleVerdict verdict) => verdict switch
    {
        RuleVerdict.Passed => "passed",
        RuleVerdict.Denied => "denied",
        _ => "not reached",
    };

    public static List<string> Of(Grants grants) => PolicyVocabulary.NamesOf(grants);

    public static List<string> Of(CallerValues values)
    {
        List<string> names = [];
        for (int bit = 0; bit < ValueNames.Length; bit++)
        {
            if (((int)values >> bit & 1) != 0)
                names.Add(ValueNames[bit]);
        }
        return names;
    }

    /// <summary>The names of the roles allowed in rooms of a type.</summary>
    public static List<string> RolesOf(App app, RoomType type) =>
        RolesOf(app, role => (type.RolesAllowed >> role.Constraints.Index & 1) != 0);

    /// <summary>The names of the roles that the app's endpoint without credentials issues; empty if it is
    /// off.</summary>
    public static List<string> EndpointRolesOf(App app) => RolesOf(app, role => OpenEndpoint.Issues(app, role));

    private static List<string> RolesOf(App app, Predicate<Role> isWanted) =>
        new List<Role>(app.Roles).FindAll(isWanted).ConvertAll(role => role.Name);
}
