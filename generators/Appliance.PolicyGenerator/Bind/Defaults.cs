using Appliance.PolicyGenerator.Dialects;
using Appliance.PolicyGenerator.Diagnostics;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Lifetimes as far as they are written down; null where they are not.</summary>
internal readonly record struct PartialExpiry(long? Min, long? Default, long? Max, ExcessRule? OnExcess);

/// <summary>
/// What roles and room types have where they say nothing themselves: an app's <c>defaults</c>, and behind them the
/// file's. Null where neither says anything.
/// </summary>
internal sealed record Defaults(
    PartialExpiry Expiry, long? OpensBeforeSeconds, long? SessionSeconds, bool? SingleUse, bool? Recording)
{
    private static readonly string[] Members = ["expiry", "opensBefore", "sessionLength", "singleUse", "recording"];

    public static Defaults None { get; } = new(default, null, null, null, null);

    /// <summary>The member <c>defaults</c> of a file or an app.</summary>
    /// <param name="owner">The file or the app.</param>
    /// <param name="dialect">The app's dialect, whose bounds hold; null for a file, which is held within each.</param>
    public static Defaults Bind(ObjectBinder owner, DialectRules? dialect)
    {
        if (owner.Find("defaults") is not { } member)
            return None;
        var binder = new ObjectBinder(member.Value, member.NameToken, "defaults", Members, owner.Diagnostics);
        bool? singleUse = binder.FindFlag("singleUse");
        if (singleUse == false && dialect is { SingleUse: true })
            owner.Diagnostics.Report(
                PolicyDiagnostics.SingleUseForced, binder.Find("singleUse")!.Value.Value.Token, dialect.Name);
        return new(
            ExpiryBinder.BindDefaults(binder, dialect), Durations.Find(binder, "opensBefore", secondsMin: 0),
            Durations.FindSessionLength(binder), singleUse, binder.FindFlag("recording"));
    }

    /// <summary>These, and the file's where they say nothing; the file's lives are held within the dialect.</summary>
    public Defaults Over(Defaults file, DialectRules? dialect)
    {
        long? Held(long? seconds) =>
            seconds is null || dialect is null ? seconds : Math.Min(seconds.Value, dialect.LifetimeMaxSeconds);
        return new(
            new(
                Expiry.Min ?? Held(file.Expiry.Min), Expiry.Default ?? Held(file.Expiry.Default),
                Expiry.Max ?? Held(file.Expiry.Max), Expiry.OnExcess ?? file.Expiry.OnExcess),
            OpensBeforeSeconds ?? file.OpensBeforeSeconds, SessionSeconds ?? file.SessionSeconds,
            SingleUse ?? file.SingleUse, Recording ?? file.Recording);
    }
}
