namespace Appliance.PolicyModel;

/// <summary>The words of a policy file, each list in the order of the values that the words stand for.</summary>
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
