using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Dialects;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds lifetimes: those of the policy, completed by defaults and dialect, and clamped to the
/// dialect.</summary>
internal static class ExpiryBinder
{
    private static readonly string[] Members = ["min", "default", "max", "onExcess"];
    private static readonly string[] DialectMembers = ["min", "default", "max"];
    private static readonly string[] RoomTypeMembers = ["max"];

    /// <summary>A role's lifetimes; an absent one is the default, adjusted as far as the others require.</summary>
    public static Expiry BindRole(ObjectBinder role, AppScope scope)
    {
        PartialExpiry own = Bind(role, "an expiry", Members, scope.Dialect, out ObjectBinder? binder);
        if (binder is { } expiry && scope.Defaults.Expiry.Max is { } inheritedMax && own.Max is null)
        {
            ReportIf(
                own.Default > inheritedMax,
                expiry, "default", own.Default, "longer", "max in defaults", inheritedMax);
            ReportIf(
                own.Default is null && own.Min > inheritedMax,
                expiry, "min", own.Min, "longer", "max in defaults", inheritedMax);
        }
        return Complete(own, scope);
    }

    /// <summary>The lifetimes of a role without its own.</summary>
    public static Expiry Default(AppScope scope) => Complete(default, scope);

    /// <summary>Binds the member <c>expiry</c> of defaults.</summary>
    public static PartialExpiry BindDefaults(ObjectBinder defaults, DialectRules? dialect) =>
        Bind(defaults, "an expiry", Members, dialect, out _);

    /// <summary>The default lifetimes of a dialect.</summary>
    public static Expiry BindDialect(ObjectBinder binder, DialectRules dialect) =>
        Complete(Bind(binder, "a dialect's expiry", DialectMembers, dialect, out _), dialect.DefaultExpiry);

    /// <summary>A room type's longest lifetime; the dialect's if the room type sets none.</summary>
    public static long BindRoomTypeMax(ObjectBinder roomType, DialectRules? dialect, out ByteRange at)
    {
        at = default;
        long dialectMax = dialect?.LifetimeMaxSeconds ?? 0;
        if (roomType.FindObject("expiry", "a room type's expiry", RoomTypeMembers) is not { } binder)
            return dialectMax;
        binder.Require("max");
        at = binder.Find("max")?.Value.Token ?? default;
        return FindWithinDialect(binder, "max", dialect) ?? dialectMax;
    }

    private static PartialExpiry Bind(
        ObjectBinder owner, string what, string[] members, DialectRules? dialect, out ObjectBinder? binder)
    {
        binder = owner.FindObject("expiry", what, members);
        if (binder is not { } expiry)
            return default;
        long? min = FindWithinDialect(expiry, "min", dialect);
        long? defaultSeconds = FindWithinDialect(expiry, "default", dialect);
        long? max = FindWithinDialect(expiry, "max", dialect);
        ReportIf(defaultSeconds < min, expiry, "default", defaultSeconds, "shorter", "min", min);
        ReportIf(defaultSeconds > max, expiry, "default", defaultSeconds, "longer", "max", max);
        ReportIf(defaultSeconds is null && max < min, expiry, "max", max, "shorter", "min", min);
        ExcessRule? onExcess = members == Members
            ? expiry.FindKeyword("onExcess", "a rule for excess", PolicyVocabulary.ExcessRules)
            : null;
        return new(min, defaultSeconds, max, onExcess);
    }

    private static Expiry Complete(in PartialExpiry own, AppScope scope) =>
        Complete(own, Complete(scope.Defaults.Expiry, scope.Dialect?.DefaultExpiry ?? default));

    /// <summary>Keeps the specified lifetimes and takes the others from the fallback, clamped to the specified
    /// ones.</summary>
    private static Expiry Complete(in PartialExpiry written, in Expiry fallback)
    {
        long max = written.Max
            ?? Math.Max(fallback.MaxSeconds, Math.Max(written.Min ?? 0, written.Default ?? 0));
        long min = written.Min ?? Math.Min(fallback.MinSeconds, Math.Min(max, written.Default ?? max));
        long defaultSeconds = written.Default ?? Math.Max(min, Math.Min(fallback.DefaultSeconds, max));
        return new(min, defaultSeconds, max, written.OnExcess ?? fallback.OnExcess);
    }

    private static long? FindWithinDialect(ObjectBinder expiry, string member, DialectRules? dialect)
    {
        long? seconds = Durations.Find(expiry, member, secondsMin: 1);
        if (seconds is null || dialect is null || seconds <= dialect.LifetimeMaxSeconds)
            return seconds;
        expiry.Diagnostics.Report(
            PolicyDiagnostics.BeyondDialect, expiry.Find(member)!.Value.Value.Token,
            $"\"{member}\"", dialect.Name, Duration.ToText(dialect.LifetimeMaxSeconds));
        return null;
    }

    private static void ReportIf(
        bool contradicts, ObjectBinder expiry, string member, long? seconds, string relation, string other,
        long? otherSeconds)
    {
        if (contradicts)
            expiry.Diagnostics.Report(
                PolicyDiagnostics.ContradictoryExpiry, expiry.Find(member)!.Value.Value.Token,
                member, Duration.ToText(seconds ?? 0), relation, other, Duration.ToText(otherSeconds ?? 0));
    }
}
