using Appliance.Policy;

namespace Appliance.Commands;

/// <summary>The policy's enums as the policy's file writes them.</summary>
internal static class Words
{
    private static readonly (Grants Grant, string Word)[] AllGrants =
    [
        (Grants.Publish, "publish"), (Grants.Subscribe, "subscribe"), (Grants.Chat, "chat"),
        (Grants.Record, "record"), (Grants.Mute, "mute"), (Grants.Eject, "eject"), (Grants.End, "end"),
    ];

    private static readonly (CallerValues Value, string Word)[] AllValues =
    [
        (CallerValues.UserId, "user"), (CallerValues.UserName, "user.name"),
        (CallerValues.Metadata, "user.metadata"), (CallerValues.Attributes, "user.attributes"),
        (CallerValues.RoomConfig, "room.config"), (CallerValues.Data, "data"),
    ];

    public static string Of(TokenApi api) => api switch
    {
        TokenApi.None => "none",
        TokenApi.Hms100 => "100ms",
        TokenApi.EnableX => "enablex",
        TokenApi.LiveKit => "livekit",
        _ => throw new ArgumentOutOfRangeException(nameof(api)),
    };

    public static string Of(RoomKind kind) => kind switch
    {
        RoomKind.Permanent => "permanent",
        RoomKind.Scheduled => "scheduled",
        RoomKind.AdHoc => "adhoc",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static string Of(ExcessRule rule) => rule == ExcessRule.Clamp ? "clamp" : "deny";

    public static string Of(RuleVerdict verdict) => verdict switch
    {
        RuleVerdict.Passed => "passed",
        RuleVerdict.Denied => "denied",
        _ => "not reached",
    };

    public static List<string> Of(Grants grants)
    {
        List<string> words = [];
        foreach ((Grants grant, string word) in AllGrants)
        {
            if ((grants & grant) != 0)
                words.Add(word);
        }
        return words;
    }

    /// <summary>Values by the placeholders that stand for them in claims.</summary>
    public static List<string> Of(CallerValues values)
    {
        List<string> words = [];
        foreach ((CallerValues value, string word) in AllValues)
        {
            if ((values & value) != 0)
                words.Add(word);
        }
        return words;
    }

    /// <summary>The names of the roles that may enter rooms of a type.</summary>
    public static List<string> RolesOf(App app, RoomType type)
    {
        List<string> names = [];
        foreach (Role role in app.Roles)
        {
            if ((type.RolesAllowed >> role.Terms.Index & 1) != 0)
                names.Add(role.Name);
        }
        return names;
    }
}
