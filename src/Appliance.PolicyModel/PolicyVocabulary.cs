namespace Appliance.PolicyModel;

/// <summary>The keywords of a policy file.</summary>
public static class PolicyVocabulary
{
    public static Keywords<Grants> Grants { get; } = new()
    {
        { PolicyModel.Grants.Publish, "publish" },
        { PolicyModel.Grants.Subscribe, "subscribe" },
        { PolicyModel.Grants.Chat, "chat" },
        { PolicyModel.Grants.Record, "record" },
        { PolicyModel.Grants.Mute, "mute" },
        { PolicyModel.Grants.Eject, "eject" },
        { PolicyModel.Grants.End, "end" },
    };

    public static Keywords<RoomKind> RoomKinds { get; } = new()
    {
        { RoomKind.Permanent, "permanent" },
        { RoomKind.Scheduled, "scheduled" },
        { RoomKind.AdHoc, "adhoc" },
    };

    public static Keywords<ExcessRule> ExcessRules { get; } = new()
    {
        { ExcessRule.Deny, "deny" },
        { ExcessRule.Clamp, "clamp" },
    };

    public static Keywords<TokenApi> Apis { get; } = new()
    {
        { TokenApi.None, "none" },
        { TokenApi.Hms100, "100ms" },
        { TokenApi.EnableX, "enablex" },
        { TokenApi.LiveKit, "livekit" },
    };

    /// <summary>The names of a set of grants.</summary>
    public static List<string> NamesOf(Grants grants)
    {
        List<string> names = [];
        foreach (Grants grant in Grants.Values)
        {
            if ((grants & grant) != PolicyModel.Grants.None)
                names.Add(Grants.Of(grant));
        }
        return names;
    }
}
