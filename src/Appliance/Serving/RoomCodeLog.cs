using System.Globalization;
using Appliance.Endpoints;

namespace Appliance.Serving;

/// <summary>Guesses of room codes, as log lines.</summary>
internal static class RoomCodeLog
{
    private const string Hint = "Room codes may be guessed. Disable codes that are not needed, and block the addresses "
        + "in front of the appliance. If a proxy is in front, name it in --trusted-proxies: otherwise all its clients "
        + "share one limit.";

    public static void Warn(RoomCodeGuesses guesses)
    {
        List<(string, string)> members = [];
        if (guesses.App is not null)
            members.Add(("app", guesses.App));
        members.Add(("wrong", ToText(guesses.Wrong)));
        members.Add(("heldBack", ToText(guesses.HeldBack)));
        members.Add(("milliseconds", ToText(guesses.Milliseconds)));
        members.Add(("hint", Hint));
        Log.Warn("room-code-guesses", [.. members]);
    }

    private static string ToText(long number) => number.ToString(CultureInfo.InvariantCulture);
}
