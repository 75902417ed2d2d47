using System.Text;

namespace Appliance.PolicyModel;

/// <summary>Rooms that exist as soon as somebody asks for one: every name that begins with a prefix, and that the
/// policy does not name itself. They are written <c>PREFIX*</c> among an app's rooms.</summary>
/// <param name="prefix">What their names begin with; empty for any name.</param>
/// <param name="room">What is true of each of them.</param>
public sealed class RoomPattern(string prefix, Room room)
{
    /// <summary>The longest name of such a room, in bytes of UTF-8.</summary>
    public const int NameBytesMax = 256;

    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(prefix);

    public string Prefix { get; } = prefix;

    public Room Room { get; } = room;

    /// <summary>Whether it stands for that name, which has to be text without control characters.</summary>
    /// <param name="name">UTF-8, not empty.</param>
    public bool Matches(ReadOnlySpan<byte> name) => name.Length <= NameBytesMax && name.StartsWith(_prefix);

    /// <summary>As it is written in the policy.</summary>
    public override string ToString() => Prefix + "*";
}
