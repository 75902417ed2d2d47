using Appliance.Endpoints;
using Appliance.Policy;

namespace Appliance.Serving;

/// <summary>Log lines about what happens while the appliance serves.</summary>
internal sealed class ServiceLog : IServiceLog
{
    /// <summary>What every request may cause is said once in this time.</summary>
    private const long PeriodMilliseconds = 60_000;

    private long _clockSaidMilliseconds = -PeriodMilliseconds;

    public void RoomDisabledInMemory(string app, string room) => Log.Warn(
        "room-disabled", ("app", app), ("room", room),
        ("hint", "Rooms are kept in memory: a restart enables it again. Serve with --data or --redis to keep it."));

    public void ClockBehindLedger(long untilSeconds)
    {
        long now = Environment.TickCount64;
        long said = Volatile.Read(ref _clockSaidMilliseconds);
        if (now - said < PeriodMilliseconds
            || Interlocked.CompareExchange(ref _clockSaidMilliseconds, now, said) != said)
            return;
        Log.Error(
            "clock-behind-ledger", ("until", Instant.ToText(untilSeconds)),
            ("hint", "The ledger of used tokens has seen a later time than the clock has, and refuses tokens until "
                + "then. Set the clock right; if it was ahead before, begin the ledger anew: see docs/storage.md."));
    }
}
