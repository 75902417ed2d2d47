using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Dialects;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Lifetimes as far as they are specified; the others are null.</summary>
internal readonly record struct PartialExpiry(long? Min, long? Default, long? Max, ExcessRule? OnExcess);

/// <summary>The defaults of roles and room types: those of the app, otherwise those of the file; null if neither has
/// one.</summary>
internal sealed record Defaults(
    PartialExpiry Expiry, long? OpensBeforeSeconds, long? SessionSeconds, bool? SingleUse, bool? Recording)
{
    private static readonly string[] Members = ["expiry", "opensBefore", "sessionLength", "singleUse", "recording"];

    public static Defaults None { get; } = new(default, null, null, null, null);

    /// <summary>Binds the member <c>defaults</c> of a file or an app.</summary>
    /// <param name="owner">The file or the app.</param>
    /// <param name="dialect">The app's dialect, whose limits apply; null for a file, whose values are clamped in each
    /// app.</param>
    public static Defaults Bind(ObjectBinder owner, DialectRules? dialect)
    {
        if (owner.FindObject("defaults", "defaults", Members) is not { } binder)
            return None;
        bool? singleUse = binder.FindFlag("singleUse");
        if (singleUse == false && dialect is { SingleUse: true })
            owner.Diagnostics.Report(
                PolicyDiagnostics.SingleUseForced, binder.Find("singleUse")!.Value.Value.Token, dialect.Name);
        return new(
            ExpiryBinder.BindDefaults(binder, dialect), Durations.Find(binder, "opensBefore", secondsMin: 0),
            Durations.FindSessionLength(binder), singleUse, binder.FindFlag("recording"));
    }

    /// <summary>These defaults, completed by the file's; the file's lifetimes are clamped to the dialect.</summary>
    public Defaults Over(Defaults file, DialectRules? dialect)
    {
        long? Clamp(long? seconds) =>
            seconds is null || dialect is null ? seconds : Math.Min(seconds.Value, dialect.LifetimeMaxSeconds);
        return new(
            new(
                Expiry.Min ?? Clamp(file.Expiry.Min), Expiry.Default ?? Clamp(file.Expiry.Default),
                Expiry.Max ?? Clamp(file.Expiry.Max), Expiry.OnExcess ?? file.Expiry.OnExcess),
            OpensBeforeSeconds ?? file.OpensBeforeSeconds, SessionSeconds ?? file.SessionSeconds,
            SingleUse ?? file.SingleUse, Recording ?? file.Recording);
    }
}
