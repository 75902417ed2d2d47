namespace Appliance.PolicyModel;

/// <summary>The rules that rooms of one type share.</summary>
public sealed class RoomType
{
    public required string Name { get; init; }
    public required RoomKind Kind { get; init; }

    /// <summary>A bit for each role index that may enter.</summary>
    public required ulong RolesAllowed { get; init; }

    /// <summary>How long before its start a scheduled room issues tokens.</summary>
    public long OpensBeforeSeconds { get; init; }

    /// <summary>How long the one session of an ad-hoc room lasts, from the first redemption on, where the room itself
    /// does not say.</summary>
    public long SessionSeconds { get; init; } = SessionSecondsDefault;

    /// <summary>One day.</summary>
    public const long SessionSecondsDefault = 86_400;

    /// <summary>The longest life of a token for such a room.</summary>
    public required long ExpiryMaxSeconds { get; init; }

    /// <summary>A token for such a room is good for one use.</summary>
    public bool SingleUse { get; init; }

    public bool Recording { get; init; }
}
