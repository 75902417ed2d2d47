namespace Appliance.PolicyModel;

/// <summary>The keywords of a policy file. Each list is in the order of the enum values that the keywords
/// name.</summary>
public static class PolicyVocabulary
{
    /// <summary>In the order of the bits of <see cref="PolicyModel.Grants"/>.</summary>
    public static IReadOnlyList<string> Grants { get; } =
        ["publish", "subscribe", "chat", "record", "mute", "eject", "end"];

    /// <summary>In the order of <see cref="RoomKind"/>.</summary>
    public static IReadOnlyList<string> RoomKinds { get; } = ["permanent", "scheduled", "adhoc"];

    /// <summary>In the order of <see cref="ExcessRule"/>.</summary>
    public static IReadOnlyList<string> ExcessRules { get; } = ["deny", "clamp"];

    /// <summary>In the order of <see cref="TokenApi"/>.</summary>
    public static IReadOnlyList<string> Apis { get; } = ["none", "100ms", "enablex", "livekit"];
}
