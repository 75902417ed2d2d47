using System.Text;

namespace Appliance.PolicyModel;

/// <summary>A pattern of rooms, written <c>PREFIX*</c> among an app's rooms: every name with the prefix is a room from
/// its first request on, unless a policy room has that name.</summary>
/// <param name="prefix">The common prefix of the names; empty for any name.</param>
/// <param name="room">The properties that the rooms share.</param>
public sealed class RoomPattern(string prefix, Room room)
{
    /// <summary>The longest name of such a room, in bytes of UTF-8.</summary>
    public const int NameBytesMax = AppLimits.RoomNameBytesMax;

    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(prefix);

    public string Prefix { get; } = prefix;

    public Room Room { get; } = room;

    /// <summary>Whether the pattern matches that name, which must be text without control characters.</summary>
    /// <param name="name">UTF-8, not empty.</param>
    public bool Matches(ReadOnlySpan<byte> name) => name.Length <= NameBytesMax && name.StartsWith(_prefix);

    /// <summary>The pattern in policy notation.</summary>
    public override string ToString() => Prefix + "*";
}
