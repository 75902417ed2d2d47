using Appliance.Json;
using Appliance.Policy.Generator.Dialects;
using Appliance.Policy.Generator.Problems;
using Appliance.Policy.Generator.Read;

namespace Appliance.Policy.Generator.Bind;

/// <summary>How long tokens live: what the policy says, completed by the dialect and held within it.</summary>
internal static class ExpiryBinder
{
    private static readonly string[] RoleMembers = ["min", "default", "max"];
    private static readonly string[] RoomTypeMembers = ["max"];

    /// <summary>A role's lifetimes; what is absent is as usual, or as near to it as the rest allows.</summary>
    public static Expiry BindRole(ObjectBinder role, DialectRules? dialect)
    {
        Expiry usual = dialect?.ExpiryUsual ?? default;
        JsonMember? member = role.Find("expiry");
        if (member is not { } expiry)
            return usual;
        var binder = new ObjectBinder(expiry.Value, expiry.NameToken, "an expiry", RoleMembers, role.Problems);
        long? min = FindWithinDialect(binder, "min", dialect);
        long? usually = FindWithinDialect(binder, "default", dialect);
        long? max = FindWithinDialect(binder, "max", dialect);
        ReportContradictions(binder, min, usually, max);

        long most = max ?? Math.Max(usual.MaxSeconds, Math.Max(min ?? 0, usually ?? 0));
        long least = min ?? Math.Min(usual.MinSeconds, most);
        return new(least, usually ?? Math.Max(least, Math.Min(usual.DefaultSeconds, most)), most);
    }

    /// <summary>A room type's cap; the dialect's if it has none of its own.</summary>
    public static long BindRoomTypeMax(ObjectBinder roomType, DialectRules? dialect, out Extent at)
    {
        at = default;
        long longest = dialect?.LifeMaxSeconds ?? 0;
        JsonMember? member = roomType.Find("expiry");
        if (member is not { } expiry)
            return longest;
        var binder = new ObjectBinder(
            expiry.Value, expiry.NameToken, "a room type's expiry", RoomTypeMembers, roomType.Problems);
        binder.Need("max", JsonTokenKind.String);
        at = binder.Find("max")?.Value.Token ?? default;
        return FindWithinDialect(binder, "max", dialect) ?? longest;
    }

    private static long? FindWithinDialect(ObjectBinder expiry, string member, DialectRules? dialect)
    {
        long? seconds = Durations.Find(expiry, member, secondsMin: 1);
        if (seconds is null || dialect is null || seconds <= dialect.LifeMaxSeconds)
            return seconds;
        expiry.Problems.Report(
            PolicyProblems.BeyondDialect, expiry.Find(member)!.Value.Value.Token,
            $"\"{member}\"", dialect.Name, Durations.ToText(dialect.LifeMaxSeconds));
        return null;
    }

    private static void ReportContradictions(ObjectBinder expiry, long? min, long? usually, long? max)
    {
        if (usually < min)
            Report("default", usually, "shorter", "min", min);
        if (usually > max)
            Report("default", usually, "longer", "max", max);
        if (usually is null && max < min)
            Report("max", max, "shorter", "min", min);

        void Report(string member, long? value, string relation, string other, long? otherValue) =>
            expiry.Problems.Report(
                PolicyProblems.ContradictoryExpiry, expiry.Find(member)!.Value.Value.Token,
                member, Durations.ToText(value ?? 0), relation, other, Durations.ToText(otherValue ?? 0));
    }
}
