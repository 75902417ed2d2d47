using System.Globalization;
using System.Text;
using Appliance.Policy;

namespace Appliance.Endpoints;

/// <summary>What both vendors' rooms have in common.</summary>
internal static class RoomTexts
{
    /// <summary>An instant as the vendors write it: <c>2018-07-12T11:30:24.851Z</c>.</summary>
    public static byte[] Instant(long unixMilliseconds)
    {
        string seconds = Appliance.Policy.Instant.ToText(unixMilliseconds / 1000);
        return Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{seconds[..^1]}.{unixMilliseconds % 1000:000}Z"));
    }

    /// <summary>The name that the policy gives a room, or else its id.</summary>
    public static ReadOnlySpan<byte> NameOfPolicyRoom(App app, int index)
    {
        ReadOnlySpan<byte> name = app.RoomNameAt(index);
        return name.IsEmpty ? app.RoomIdAt(index) : name;
    }
}
