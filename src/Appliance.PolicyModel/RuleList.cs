namespace Appliance.PolicyModel;

/// <summary>What became of a rule when a token was asked for.</summary>
public enum RuleVerdict : byte
{
    Passed,
    Denied,
    /// <summary>A rule before it had denied already.</summary>
    NotReached,
}

/// <summary>The rules one by one, for those who explain decisions; <see cref="Rules.Decide"/> makes them.</summary>
public static class RuleList
{
    /// <summary>Each rule as the denial that it decides on, in the order in which the rules are asked.</summary>
    public static IReadOnlyList<Denial> InOrder { get; } =
    [
        Denial.UnknownRoom, Denial.UnknownRole, Denial.RoleNotAllowedInRoom, Denial.RoomNotOpenYet, Denial.RoomOver,
        Denial.ExpiryTooShort, Denial.ExpiryTooLong, Denial.ExpiryPastRoomEnd,
    ];

    /// <summary>What a decision says about one of the rules.</summary>
    public static RuleVerdict Verdict(Denial rule, in Decision decision) =>
        decision.IsAllowed || rule < decision.Denial ? RuleVerdict.Passed
        : rule == decision.Denial ? RuleVerdict.Denied
        : RuleVerdict.NotReached;
}
