using Appliance.PolicyModel;
using Appliance.Storage;

namespace Appliance.Rooms;

/// <summary>
/// A run-time room, or the changes of a policy room. Immutable: a change creates a new record.
/// </summary>
public sealed record RoomRecord
{
    /// <summary>24 hexadecimal digits; for a policy room its id in the policy.</summary>
    public required string Id { get; init; }

    /// <summary>Null if it has none; for a policy room the name is in the policy.</summary>
    public string? Name { get; init; }

    /// <summary>The record belongs to a policy room: only <see cref="IsEnabled"/>,
    /// <see cref="SessionStartedAtSeconds"/> and <see cref="Codes"/> apply.</summary>
    public bool IsPolicyRoom { get; init; }

    /// <summary>The name of its room type. A room whose type was removed from the policy is unknown.</summary>
    public string TypeName { get; init; } = "";

    /// <summary>The type of this name; null if the policy has none.</summary>
    public RoomType? Type { get; init; }

    /// <summary>A scheduled room's start, Unix seconds.</summary>
    public long StartsAtSeconds { get; init; }

    /// <summary>A scheduled room's duration, or the length of an ad-hoc room's session; 0 for its type's
    /// default.</summary>
    public long DurationSeconds { get; init; }

    /// <summary>The start of an ad-hoc room's only session, Unix seconds: its first redemption. Never changes once set;
    /// 0 before.</summary>
    public long SessionStartedAtSeconds { get; init; }

    /// <summary>False: no tokens are issued, and issued ones are rejected.</summary>
    public bool IsEnabled { get; init; } = true;

    public long CreatedAtMilliseconds { get; init; }
    public long UpdatedAtMilliseconds { get; init; }

    /// <summary>The members that the API's client sent and gets back, a JSON object; empty if none. They affect no
    /// decision.</summary>
    public byte[] Details { get; init; } = [];

    public IReadOnlyList<RoomCode> Codes { get; init; } = [];

    /// <summary>Whether the room may get this type. Kind and singleUse are immutable; otherwise a redeemed token would
    /// become valid again. A removed type matches nothing.</summary>
    public bool CanChangeTo(RoomType type) =>
        TypeName == "" || Type is not null && Type.Kind == type.Kind && Type.SingleUse == type.SingleUse;

    /// <summary>This record as stored.</summary>
    internal StoredRoom? Stored { get; init; }

    /// <summary>The input of the rules; requires a type.</summary>
    /// <param name="sessionStartedAtSeconds">The session start in effect, Unix seconds; 0 for none. Ignored unless the
    /// room is ad-hoc.</param>
    internal Room WithSession(long sessionStartedAtSeconds) => Type!.Kind == RoomKind.AdHoc
        ? WithSession(new(Type, DurationSeconds: DurationSeconds), sessionStartedAtSeconds)
        : new(Type, StartsAtSeconds, DurationSeconds);

    /// <summary>An ad-hoc room with a session start, and with its type's session length if it has no
    /// duration.</summary>
    /// <param name="room">The room without a session start.</param>
    /// <param name="startedAtSeconds">Unix seconds; 0 for none.</param>
    internal static Room WithSession(Room room, long startedAtSeconds) => new(
        room.Type, startedAtSeconds, room.DurationSeconds > 0 ? room.DurationSeconds : room.Type.SessionSeconds);

    /// <summary>Whether its scheduled time or its session has started; false for a permanent room.</summary>
    /// <param name="nowSeconds">Unix seconds.</param>
    public bool HasStarted(long nowSeconds) =>
        SessionStartedAtSeconds != 0 || StartsAtSeconds != 0 && nowSeconds >= StartsAtSeconds;
}
