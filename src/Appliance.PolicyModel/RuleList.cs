namespace Appliance.PolicyModel;

/// <summary>The result of one rule in a decision.</summary>
public enum RuleVerdict : byte
{
    Passed,
    Denied,
    /// <summary>An earlier rule denied.</summary>
    NotReached,
}

/// <summary>The list of rules, for explaining decisions; <see cref="Rules.Decide"/> makes the decisions.</summary>
public static class RuleList
{
    /// <summary>Each rule, named by its denial, in the order of evaluation.</summary>
    public static IReadOnlyList<Denial> InOrder { get; } =
    [
        Denial.UnknownRoom, Denial.UnknownRole, Denial.RoleNotAllowedInRoom, Denial.RoomNotOpenYet, Denial.RoomOver,
        Denial.ExpiryTooShort, Denial.ExpiryTooLong, Denial.ExpiryPastRoomEnd,
    ];

    /// <summary>The result of one rule, derived from the decision.</summary>
    public static RuleVerdict Verdict(Denial rule, in Decision decision) =>
        decision.IsAllowed || rule < decision.Denial ? RuleVerdict.Passed
        : rule == decision.Denial ? RuleVerdict.Denied
        : RuleVerdict.NotReached;
}
