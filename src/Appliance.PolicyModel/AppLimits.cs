namespace Appliance.PolicyModel;

/// <summary>The limits and defaults of apps. The policy compiler enforces the limits.</summary>
public static class AppLimits
{
    /// <summary>The ids of apps and rooms and the names of dialects, roles and room types.</summary>
    public const int IdLengthMax = 64;

    /// <summary>An app's name, which is a DNS label (RFC 1035, section 2.3.4).</summary>
    public const int LabelLengthMax = 63;

    /// <summary>A room's display name, and the name of a pattern's room, in bytes of UTF-8.</summary>
    public const int RoomNameBytesMax = 256;

    public const int AppsMax = 1000;
    public const int DialectsMax = 100;

    /// <summary>Sets of an app's roles are 64-bit masks, the roles of a starter kit included.</summary>
    public const int RolesMax = 64;

    public const int RoomTypesMax = 1000;

    /// <summary>Far more than a dashboard shows.</summary>
    public const int TemplateIdsMax = 1000;

    /// <summary>The name or path of a secret's source.</summary>
    public const int SecretNameLengthMax = 256;

    /// <summary>A web origin of a token endpoint.</summary>
    public const int OriginLengthMax = 256;

    /// <summary>A token endpoint's address of the media server.</summary>
    public const int ServerUrlLengthMax = 1024;

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
