namespace Appliance.PolicyModel;

/// <summary>What apps may allow, and what they do where they say nothing: the compiler holds policies to it.</summary>
public static class AppLimits
{
    /// <summary>How many rooms any app may let be made at run time.</summary>
    public const int RoomsMax = 1_000_000;

    /// <summary>How many rooms may be made at run time in an app that says nothing.</summary>
    public const int RoomsDefault = 1_000;

    /// <summary>How many patterns of rooms an app may have: a room that the policy does not name is compared with each
    /// of them.</summary>
    public const int RoomPatternsMax = 100;

    /// <summary>How far any app may let clocks be off. A token is good for that much longer than it says.</summary>
    public const long LeewaySecondsMax = 5 * Duration.Minute;

    /// <summary>How far clocks may be off in an app that says nothing.</summary>
    public const long LeewaySecondsDefault = 5;

    /// <summary>How far tokens may be dated back: 100ms's by ten seconds.</summary>
    public const long BackdatedSecondsMax = 10;

    /// <summary>How short and how long a room type may let the session of an ad-hoc room be.</summary>
    public const long SessionSecondsMin = Duration.Minute;

    /// <inheritdoc cref="SessionSecondsMin"/>
    public const long SessionSecondsMax = 7 * Duration.Day;
}
