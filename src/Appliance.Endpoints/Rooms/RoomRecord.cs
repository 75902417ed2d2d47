using Appliance.PolicyModel;
using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>
/// A room that was made at run time, or what has been changed of one that the policy names. Immutable: a change is
/// another one in its place.
/// </summary>
internal sealed record RoomRecord
{
    /// <summary>24 hexadecimal digits, or the id that the policy gives it.</summary>
    public required string Id { get; init; }

    /// <summary>Null: none, or the one that the policy gives it.</summary>
    public string? Name { get; init; }

    /// <summary>The policy names the room: only <see cref="IsEnabled"/>, <see cref="SessionStartedAtSeconds"/> and
    /// <see cref="Codes"/> are said here.</summary>
    public bool IsPolicyRoom { get; init; }

    /// <summary>The name of its room type; one that the policy does not have any more opens no room.</summary>
    public string TypeName { get; init; } = "";

    /// <summary>What that name means; null if nothing.</summary>
    public RoomType? Type { get; init; }

    /// <summary>A scheduled room's, Unix seconds.</summary>
    public long StartsAtSeconds { get; init; }

    /// <summary>A scheduled room's duration, or the length of an ad-hoc room's session; 0 for that of its type.
    /// </summary>
    public long DurationSeconds { get; init; }

    /// <summary>When the one session of an ad-hoc room began, Unix seconds: the instant of its first redemption, which
    /// never moves. 0 as long as there was none.</summary>
    public long SessionStartedAtSeconds { get; init; }

    /// <summary>False: no tokens, and none is good any more.</summary>
    public bool IsEnabled { get; init; } = true;

    public long CreatedAtMilliseconds { get; init; }
    public long UpdatedAtMilliseconds { get; init; }

    /// <summary>What the API's client said of it and gets back, a JSON object; empty if nothing. Nothing here decides
    /// anything.</summary>
    public byte[] Details { get; init; } = [];

    public IReadOnlyList<RoomCode> Codes { get; init; } = [];

    /// <summary>Whether it may have these rules from now on. A room keeps its kind, and whether its tokens are good
    /// once: or else one that was used would be good again. What a type was that is gone, nobody knows.</summary>
    public bool CanChangeTo(RoomType type) =>
        TypeName == "" || Type is not null && Type.Kind == type.Kind && Type.SingleUse == type.SingleUse;

    /// <summary>This very room as storage keeps it.</summary>
    public StoredRoom? Stored { get; init; }

    /// <summary>What the rules need; only if it has a type.</summary>
    /// <param name="sessionStartedAtSeconds">The start that holds, Unix seconds; 0 for none. Only an ad-hoc room has
    /// one.</param>
    public Room WithSession(long sessionStartedAtSeconds) => Type!.Kind == RoomKind.AdHoc
        ? WithSession(new(Type, DurationSeconds: DurationSeconds), sessionStartedAtSeconds)
        : new(Type, StartsAtSeconds, DurationSeconds);

    /// <summary>An ad-hoc room with the start of its session, and its type's length where it has none of its own.
    /// </summary>
    /// <param name="room">The room without a start.</param>
    /// <param name="startedAtSeconds">Unix seconds; 0 for none.</param>
    public static Room WithSession(Room room, long startedAtSeconds) => new(
        room.Type, startedAtSeconds, room.DurationSeconds > 0 ? room.DurationSeconds : room.Type.SessionSeconds);

    /// <summary>Whether its scheduled time or its session has begun; a permanent room has neither.</summary>
    /// <param name="nowSeconds">Unix seconds.</param>
    public bool HasStarted(long nowSeconds) =>
        SessionStartedAtSeconds != 0 || StartsAtSeconds != 0 && nowSeconds >= StartsAtSeconds;
}
