using System.Globalization;

namespace Appliance.Rooms;

/// <summary>A position in the app's list of rooms: policy rooms in the policy's order, then the others by creation
/// time. A page starts behind a cursor, whether its room still exists or not.</summary>
public readonly record struct RoomCursor(long CreatedAtMilliseconds, string Id) : IComparable<RoomCursor>
{
    /// <summary>The end of the year 9999, the latest creation time.</summary>
    private const long CreatedAtMillisecondsMax = 253_402_300_799_999;

    /// <summary>Behind every room.</summary>
    public static RoomCursor Last { get; } = new(CreatedAtMillisecondsMax + 1, "");

    public static RoomCursor Of(RoomRecord room) => new(room.CreatedAtMilliseconds, room.Id);

    /// <summary>The listed policy room of this index; sorts before all run-time rooms.</summary>
    public static RoomCursor OfPolicy(int index) => new(0, index.ToString(CultureInfo.InvariantCulture));

    /// <summary>The index of the next policy room; <see cref="int.MaxValue"/> if no policy room follows.</summary>
    public int NextPolicyIndex => Id is null ? 0
        : CreatedAtMilliseconds == 0 && int.TryParse(Id, CultureInfo.InvariantCulture, out int index) && index >= 0
            && index < int.MaxValue ? index + 1
        : int.MaxValue;

    public int CompareTo(RoomCursor other) => CreatedAtMilliseconds != other.CreatedAtMilliseconds
        ? CreatedAtMilliseconds.CompareTo(other.CreatedAtMilliseconds) : string.CompareOrdinal(Id, other.Id);

    /// <summary>The text that clients send as <c>start</c> of the next page.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CreatedAtMilliseconds}-{Id}");

    /// <summary>Parses the text written by <see cref="ToString"/>.</summary>
    public static bool TryParse(string text, out RoomCursor cursor)
    {
        cursor = default;
        int dash = text.IndexOf('-');
        if (dash < 0 || !long.TryParse(
            text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out long createdAtMilliseconds)
            || createdAtMilliseconds > CreatedAtMillisecondsMax)
            return false;
        cursor = new(createdAtMilliseconds, text[(dash + 1)..]);
        // A run-time room has an id, a policy room an index.
        return createdAtMilliseconds > 0 ? cursor.Id != "" : cursor == OfPolicy(cursor.NextPolicyIndex - 1);
    }
}
