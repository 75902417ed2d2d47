namespace Appliance.PolicyModel;

/// <summary>The rules that rooms of one type share.</summary>
public sealed class RoomType
{
    public required string Name { get; init; }
    public required RoomKind Kind { get; init; }

    /// <summary>A bitmask of the indices of the roles that may enter.</summary>
    public required ulong RolesAllowed { get; init; }

    /// <summary>How long before its start a scheduled room issues tokens.</summary>
    public long OpensBeforeSeconds { get; init; }

    /// <summary>The session length of an ad-hoc room from the first redemption on, unless the room sets its
    /// own.</summary>
    public long SessionSeconds { get; init; } = SessionSecondsDefault;

    /// <summary>One day.</summary>
    public const long SessionSecondsDefault = 86_400;

    /// <summary>The longest lifetime of a token for such a room.</summary>
    public required long ExpiryMaxSeconds { get; init; }

    /// <summary>Whether a token for such a room can be redeemed once only.</summary>
    public bool SingleUse { get; init; }

    public bool Recording { get; init; }
}
