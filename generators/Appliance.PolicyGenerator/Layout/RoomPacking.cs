using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Layout;

/// <summary>Decides which apps' rooms are packed into string constants.</summary>
internal static class RoomPacking
{
    /// <summary>The string constants of an assembly are limited to 16 MiB in total, and the project has
    /// others.</summary>
    private const long PackedBytesMax = 14 << 20;

    /// <summary>The maximum digits of a room: eight in each of four hash slots, six in each of five other
    /// columns.</summary>
    private const int RoomBytesMax = 4 * 8 + 5 * 6;

    /// <summary>The apps, marked while their rooms and those of the apps before them fit.</summary>
    public static IEnumerable<AppModel> Apply(IEnumerable<AppModel> apps)
    {
        long remainingBytes = PackedBytesMax;
        foreach (AppModel app in apps)
        {
            remainingBytes -= app.Rooms.Named.Sum(room => RoomBytesMax + room.Id.Length + 3L * room.Name.Length);
            yield return app with { HasPackedRooms = remainingBytes >= 0 };
        }
    }
}
