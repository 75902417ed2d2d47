using System.Globalization;

namespace Appliance.Endpoints;

/// <summary>A room's place among its app's: the policy's in its order, then the others in the order of their making.
/// Pages begin behind one, whether the room still exists or not.</summary>
internal readonly record struct RoomCursor(long CreatedAtMilliseconds, string Id) : IComparable<RoomCursor>
{
    /// <summary>The end of the year 9999: no room is made later.</summary>
    private const long CreatedAtMillisecondsMax = 253_402_300_799_999;

    /// <summary>Behind every room.</summary>
    public static RoomCursor Last { get; } = new(CreatedAtMillisecondsMax + 1, "");

    public static RoomCursor Of(RoomRecord room) => new(room.CreatedAtMilliseconds, room.Id);

    /// <summary>The policy's room of that index: before all that were made at run time.</summary>
    public static RoomCursor OfPolicy(int index) => new(0, index.ToString(CultureInfo.InvariantCulture));

    /// <summary>The index of the policy's room behind this place; <see cref="int.MaxValue"/> if none is.</summary>
    public int NextPolicyIndex => Id is null ? 0
        : CreatedAtMilliseconds == 0 && int.TryParse(Id, CultureInfo.InvariantCulture, out int index) && index >= 0
            && index < int.MaxValue ? index + 1
        : int.MaxValue;

    public int CompareTo(RoomCursor other) => CreatedAtMilliseconds != other.CreatedAtMilliseconds
        ? CreatedAtMilliseconds.CompareTo(other.CreatedAtMilliseconds) : string.CompareOrdinal(Id, other.Id);

    /// <summary>What clients hand back to get the next page.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CreatedAtMilliseconds}-{Id}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, out RoomCursor cursor)
    {
        cursor = default;
        int dash = text.IndexOf('-');
        if (dash < 0 || !long.TryParse(
            text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out long createdAtMilliseconds)
            || createdAtMilliseconds > CreatedAtMillisecondsMax)
            return false;
        cursor = new(createdAtMilliseconds, text[(dash + 1)..]);
        // A room that was made has an id, and one of the policy an index.
        return createdAtMilliseconds > 0 ? cursor.Id != "" : cursor == OfPolicy(cursor.NextPolicyIndex - 1);
    }
}
