namespace Appliance.PolicyModel;

/// <summary>The limits and defaults of apps. The policy compiler enforces the limits.</summary>
public static class AppLimits
{
    /// <summary>The highest limit on run-time rooms that an app may set.</summary>
    public const int RoomsMax = 1_000_000;

    /// <summary>The limit on run-time rooms of an app that sets none.</summary>
    public const int RoomsDefault = 1_000;

    /// <summary>The limit on room patterns of an app: each pattern costs one comparison for every room not in the
    /// policy.</summary>
    public const int RoomPatternsMax = 100;

    /// <summary>The largest clock skew that an app may tolerate. The leeway extends the validity of every
    /// token.</summary>
    public const long LeewaySecondsMax = 5 * Duration.Minute;

    /// <summary>The tolerated clock skew of an app that sets none.</summary>
    public const long LeewaySecondsDefault = 5;

    /// <summary>The most that issued tokens are backdated: ten seconds (100ms).</summary>
    public const long BackdatedSecondsMax = 10;

    /// <summary>The bounds on the session length of an ad-hoc room.</summary>
    public const long SessionSecondsMin = Duration.Minute;

    /// <inheritdoc cref="SessionSecondsMin"/>
    public const long SessionSecondsMax = 7 * Duration.Day;
}
