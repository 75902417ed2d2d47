using System.Globalization;
using Appliance.Endpoints;
using Appliance.Policy;

namespace Appliance.Serving;

/// <summary>
/// Log lines about what happens while the appliance serves. What requests can cause is held to a rate for each event;
/// <see cref="WriteLeftOut()"/> says how many lines were left out.
/// </summary>
internal sealed class ServiceLog : IServiceLog
{
    /// <summary>How often <see cref="WriteLeftOut()"/> has to be called.</summary>
    public const long LeftOutPeriodMilliseconds = 10_000;

    private const string CodeGuessesHint = "Room codes may be guessed. Disable codes that are not needed, and block "
        + "the addresses in front of the appliance. If a proxy is in front, name it in --trusted-proxies: otherwise "
        + "all its clients share one limit.";

    private readonly LogGate _unreadable = new(burst: 100, intervalMilliseconds: 1000);
    private readonly LogGate _disabled = new(burst: 100, intervalMilliseconds: 1000);
    private readonly LogGate _clockBehind = new(burst: 1, intervalMilliseconds: 60_000);
    private readonly LogGate _places = new(burst: 1, intervalMilliseconds: 10_000);
    private readonly LogGate _refusals = new(burst: 50, intervalMilliseconds: 200);
    private readonly LogGate _limited = new(burst: 50, intervalMilliseconds: 200);

    public void RoomUnreadable(string app, string room)
    {
        if (Passes(_unreadable))
            Log.Error("room", ("app", app), ("room", room), ("problem", "It cannot be read and is left out."));
    }

    public void RoomDisabledInMemory(string app, string room)
    {
        if (Passes(_disabled))
            Log.Warn("room-disabled", ("app", app), ("room", room), ("hint",
                "Rooms are kept in memory: a restart enables it again. Serve with --data or --redis to keep it."));
    }

    public void ClockBehindLedger(long untilSeconds)
    {
        if (Passes(_clockBehind))
            Log.Error("clock-behind-ledger", ("until", Instant.ToText(untilSeconds)), ("hint",
                "The ledger of used tokens has seen a later time than the clock has, and refuses tokens until then. "
                + "Set the clock right; if it was ahead before, begin the ledger anew: see docs/storage.md."));
    }

    /// <summary>At most a line a minute for each app: that is how often it is called.</summary>
    public void RoomCodesGuessed(RoomCodeGuesses guesses)
    {
        List<(string, string)> members = [];
        if (guesses.App is not null)
            members.Add(("app", guesses.App));
        members.Add(("wrong", ToText(guesses.Wrong)));
        members.Add(("heldBack", ToText(guesses.HeldBack)));
        members.Add(("milliseconds", ToText(guesses.Milliseconds)));
        members.Add(("hint", CodeGuessesHint));
        Log.Warn("room-code-guesses", [.. members]);
    }

    public void CredentialRefused(string reason, UInt128 client, string? app, string route)
    {
        if (Passes(_refusals))
            WriteRefusal("credential-refused", ("reason", reason), client, app, route);
    }

    public void RateLimited(string limit, UInt128 client, string? app, string route)
    {
        if (Passes(_limited))
            WriteRefusal("rate-limited", ("limit", limit), client, app, route);
    }

    public void RefusedForWantOfPlaces()
    {
        if (Passes(_places))
            Log.Warn("places-exhausted", ("hint", "All connections are in use, and the reserved ones answer health "
                + "checks alone: requests get 503. Raise connections-max."));
    }

    /// <summary>Says how many lines of each event were left out since the last call, if there were any.</summary>
    public void WriteLeftOut()
    {
        try
        {
            WriteLeftOut("room", _unreadable);
            WriteLeftOut("room-disabled", _disabled);
            WriteLeftOut("clock-behind-ledger", _clockBehind);
            WriteLeftOut("places-exhausted", _places);
            WriteLeftOut("credential-refused", _refusals);
            WriteLeftOut("rate-limited", _limited);
        }
        catch (OutOfMemoryException)
        {
            // The thread that calls it waits for signals, and must not end for a line of the log.
        }
    }

    private static void WriteLeftOut(string name, LogGate gate)
    {
        long leftOut = gate.TakeLeftOut();
        if (leftOut > 0)
            Log.Warn(name, ("leftOut", ToText(leftOut)));
    }

    /// <summary>Filters of log lines depend on the order of the first members: see docs/security.md.</summary>
    private static void WriteRefusal(
        string name, (string, string) cause, UInt128 client, string? app, string route)
    {
        string clientText = client == 0 ? "unix" : ListenerLog.ToText(client);
        if (app is null)
            Log.Warn(name, cause, ("client", clientText), ("route", route));
        else
            Log.Warn(name, cause, ("client", clientText), ("app", app), ("route", route));
    }

    private static bool Passes(LogGate gate) => gate.TryPass(Environment.TickCount64);

    private static string ToText(long number) => number.ToString(CultureInfo.InvariantCulture);
}
