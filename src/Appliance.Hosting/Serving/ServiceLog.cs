using Appliance.Endpoints;
using Appliance.Hosting.Logging;
using Appliance.Listening;
using Appliance.PolicyModel;

namespace Appliance.Hosting.Serving;

/// <summary>
/// Log lines of a serving appliance. Events that requests can cause are rate-limited per event;
/// <see cref="WriteSuppressed"/> logs the counts of suppressed lines.
/// </summary>
public sealed class ServiceLog : IServiceLog
{
    /// <summary>The interval at which <see cref="WriteSuppressed"/> must be called.</summary>
    public const long SuppressedIntervalMilliseconds = 10_000;

    private const string CodeGuessesHint = "Room codes are possibly being guessed. Disable unneeded codes, and block "
        + "the addresses in front of the appliance. If a proxy is in front, list it in --trusted-proxies: otherwise "
        + "all its clients share one limit.";

    private readonly List<(string Event, LogRateLimiter Limiter)> _limiters = [];
    private readonly LogRateLimiter _unreadable;
    private readonly LogRateLimiter _disabled;
    private readonly LogRateLimiter _clockBehind;
    private readonly LogRateLimiter _connections;
    private readonly LogRateLimiter _rejected;
    private readonly LogRateLimiter _limited;

    public ServiceLog()
    {
        _unreadable = AddLimiter("room-unreadable", burst: 100, intervalMilliseconds: 1000);
        _disabled = AddLimiter("room-disabled", burst: 100, intervalMilliseconds: 1000);
        _clockBehind = AddLimiter("clock-behind-ledger", burst: 1, intervalMilliseconds: 60_000);
        _connections = AddLimiter("connections-exhausted", burst: 1, intervalMilliseconds: 10_000);
        _rejected = AddLimiter("credential-rejected", burst: 50, intervalMilliseconds: 200);
        _limited = AddLimiter("rate-limited", burst: 50, intervalMilliseconds: 200);
    }

    public void RoomUnreadable(string app, string room)
    {
        if (Passes(_unreadable))
            Log.Error("room-unreadable", ("app", app), ("room", room),
                ("error", "The stored room record cannot be read and is ignored."));
    }

    public void RoomDisabledInMemory(string app, string room)
    {
        if (Passes(_disabled))
            Log.Warn("room-disabled", ("app", app), ("room", room), ("hint",
                "Storage is in memory: a restart enables the room again. Use --data or --redis to keep it disabled."));
    }

    public void ClockBehindLedger(long untilSeconds)
    {
        if (Passes(_clockBehind))
            Log.Error("clock-behind-ledger", ("until", Instant.ToText(untilSeconds)), ("hint",
                "The ledger of used tokens has recorded a time ahead of the clock, and rejects tokens until then. "
                + "Correct the clock; if it was ahead before, reset the ledger: see docs/storage.md."));
    }

    /// <summary>Not rate-limited: it is called at most once a minute per app.</summary>
    public void RoomCodesGuessed(RoomCodeGuesses guesses)
    {
        List<(string, string)> members = [];
        if (guesses.App is not null)
            members.Add(("app", guesses.App));
        members.Add(("wrong", Log.Number(guesses.Wrong)));
        members.Add(("rateLimited", Log.Number(guesses.RateLimited)));
        members.Add(("milliseconds", Log.Number(guesses.Milliseconds)));
        members.Add(("hint", CodeGuessesHint));
        Log.Warn("room-code-guesses", [.. members]);
    }

    public void CredentialRejected(string reason, UInt128 client, string? app, string route)
    {
        if (Passes(_rejected))
            WriteRejection("credential-rejected", ("reason", reason), client, app, route);
    }

    public void RateLimited(string limit, UInt128 client, string? app, string route)
    {
        if (Passes(_limited))
            WriteRejection("rate-limited", ("limit", limit), client, app, route);
    }

    public void RejectedOnReservedSlot()
    {
        if (Passes(_connections))
            Log.Warn("connections-exhausted", ("hint", "All connections are in use, and the reserved ones serve only "
                + "health checks: other requests get 503. Raise connections-max."));
    }

    /// <summary>Logs the number of suppressed lines of each event since the last call, if any.</summary>
    public void WriteSuppressed()
    {
        try
        {
            foreach ((string name, LogRateLimiter limiter) in _limiters)
            {
                long suppressed = limiter.TakeSuppressed();
                if (suppressed > 0)
                    Log.Warn(name, ("suppressed", Log.Number(suppressed)));
            }
        }
        catch (OutOfMemoryException)
        {
            // The calling thread waits for signals and must not end because of a log line.
        }
    }

    /// <summary>Adds the rate limiter of an event's lines.</summary>
    private LogRateLimiter AddLimiter(string name, int burst, long intervalMilliseconds)
    {
        LogRateLimiter limiter = new(burst, intervalMilliseconds);
        _limiters.Add((name, limiter));
        return limiter;
    }

    /// <summary>Log filters depend on the order of the first members: see docs/security.md.</summary>
    private static void WriteRejection(
        string name, (string, string) cause, UInt128 client, string? app, string route)
    {
        string clientText = client == 0 ? "unix" : ListenerLog.ToText(client);
        if (app is null)
            Log.Warn(name, cause, ("client", clientText), ("route", route));
        else
            Log.Warn(name, cause, ("client", clientText), ("app", app), ("route", route));
    }

    private static bool Passes(LogRateLimiter limiter) => limiter.TryPass(Environment.TickCount64);
}
