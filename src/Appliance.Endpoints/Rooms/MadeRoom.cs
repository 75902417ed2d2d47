using Appliance.Policy;
using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>
/// A room that was made at run time, or what has been changed of one that the policy names. Immutable: a change is
/// another one in its place.
/// </summary>
internal sealed record MadeRoom
{
    /// <summary>24 hexadecimal digits, or the id that the policy gives it.</summary>
    public required string Id { get; init; }

    /// <summary>Null: none, or the one that the policy gives it.</summary>
    public string? Name { get; init; }

    /// <summary>The policy names the room: only <see cref="IsEnabled"/>, <see cref="IsSpent"/> and
    /// <see cref="Codes"/> are said here.</summary>
    public bool IsOfPolicy { get; init; }

    /// <summary>The name of its room type; one that the policy does not have any more opens no room.</summary>
    public string TypeName { get; init; } = "";

    /// <summary>What that name means; null if nothing.</summary>
    public RoomType? Type { get; init; }

    /// <summary>A scheduled room's, Unix seconds.</summary>
    public long StartsAtSeconds { get; init; }
    public long DurationSeconds { get; init; }

    /// <summary>False: no tokens, and none is good any more.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>An ad-hoc room whose one session has begun: no more tokens.</summary>
    public bool IsSpent { get; init; }

    public long CreatedAtMilliseconds { get; init; }
    public long UpdatedAtMilliseconds { get; init; }

    /// <summary>What the API's client said of it and gets back, a JSON object; empty if nothing. Nothing here decides
    /// anything.</summary>
    public byte[] Details { get; init; } = [];

    public IReadOnlyList<RoomCode> Codes { get; init; } = [];

    /// <summary>Whether it may have these rules from now on. A room keeps its kind, and whether its tokens are good
    /// once: or else one that was used would be good again. What a type was that is gone, nobody knows.</summary>
    public bool MayBecome(RoomType type) =>
        TypeName == "" || Type is not null && Type.Kind == type.Kind && Type.SingleUse == type.SingleUse;

    /// <summary>This very room as storage keeps it.</summary>
    public StoredRoom? Stored { get; init; }

    /// <summary>What the rules need; only if it has a type.</summary>
    public Room Room => new(Type!, StartsAtSeconds, DurationSeconds);
}

/// <summary>Whether a room issues tokens, before its rules are asked.</summary>
internal enum RoomState : byte
{
    Open,
    /// <summary>The app has no such room, or none whose type the policy knows.</summary>
    Unknown,
    Disabled,
    /// <summary>The one session of an ad-hoc room has begun.</summary>
    Spent,
}
