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
    private static readonly Denial[] Order =
    [
        Denial.UnknownRoom, Denial.UnknownRole, Denial.RoleNotAllowedInRoom, Denial.RoomNotOpenYet, Denial.RoomOver,
        Denial.ExpiryTooShort, Denial.ExpiryTooLong, Denial.ExpiryPastRoomEnd,
    ];

    /// <summary>Each rule, named by its denial, in the order of evaluation.</summary>
    public static IReadOnlyList<Denial> InOrder => Order;

    /// <summary>The result of one rule, derived from the decision.</summary>
    public static RuleVerdict Verdict(Denial rule, in Decision decision) =>
        rule == decision.Denial ? RuleVerdict.Denied
        : decision.IsAllowed || Array.IndexOf(Order, rule) < Array.IndexOf(Order, decision.Denial) ? RuleVerdict.Passed
        : RuleVerdict.NotReached;
}
