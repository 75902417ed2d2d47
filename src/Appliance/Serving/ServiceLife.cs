using System.Runtime.InteropServices;
using Appliance.Endpoints;
using Appliance.Listening;
using Appliance.Policy;
using Appliance.Results;
using Appliance.Secrets;
using Appliance.Systemd;

namespace Appliance.Serving;

/// <summary>A service from when it listens until it has stopped: what signals tell it, and what it tells
/// systemd.</summary>
internal sealed class ServiceLife(
    Listener<HttpProtocol, HttpConnection> listener,
    TenantsSource tenants,
    Keyring keyring,
    Signals signals,
    ServiceManager manager,
    ServiceLog log)
{
    /// <summary>How long the listener's threads may take to pass through their loops before they are asked
    /// again.</summary>
    private static readonly TimeSpan TurnMax = TimeSpan.FromMilliseconds(250);

    /// <summary>A signal to end that follows another within this time is the same one: timeout(1) and terminals tell a
    /// process and its group.</summary>
    private const long RepeatMilliseconds = 250;

    private readonly string _status = $"Listening on {SafeText.Of(string.Join(", ", listener.BoundAddresses))}.";
    private Keyring _keyring = keyring;
    private long _pingAtMilliseconds;
    private long _leftOutAtMilliseconds;

    /// <summary>Serves until SIGTERM or SIGINT, and then until everything that was received is answered, or until
    /// the second of them.</summary>
    public void Run()
    {
        manager.Ready(_status);
        PosixSignal signal;
        while ((signal = Next()) == PosixSignal.SIGHUP)
            Reload();
        Log.Info("stopping", ("signal", Signals.Name(signal)));
        manager.Stopping();
        new Thread(WatchDrain) { IsBackground = true, Name = "drain" }.Start();
        listener.Stop();
        log.WriteLeftOut();
        Log.Info("stopped");
    }

    /// <summary>A reload would come too late, another signal to end means at once.</summary>
    private void WatchDrain()
    {
        long sinceMilliseconds = Environment.TickCount64;
        PosixSignal signal;
        do
            signal = Next();
        while (signal == PosixSignal.SIGHUP || Environment.TickCount64 - sinceMilliseconds < RepeatMilliseconds);
        Log.Info("stopping", ("signal", Signals.Name(signal)), ("hint", "What is left is reset."));
        listener.Abort();
    }

    /// <summary>The next signal. Meanwhile systemd hears that the service works, if it does, and the log how many
    /// lines were left out.</summary>
    private PosixSignal Next()
    {
        PosixSignal signal;
        while (!signals.TryTake(UntilDuty(), out signal))
        {
            if (manager.WatchdogPeriod is not null && Environment.TickCount64 >= _pingAtMilliseconds)
                Ping();
            if (Environment.TickCount64 >= _leftOutAtMilliseconds)
                WriteLeftOut();
        }
        return signal;
    }

    private TimeSpan UntilDuty()
    {
        long atMilliseconds = manager.WatchdogPeriod is null
            ? _leftOutAtMilliseconds : Math.Min(_leftOutAtMilliseconds, _pingAtMilliseconds);
        return TimeSpan.FromMilliseconds(Math.Max(0, atMilliseconds - Environment.TickCount64));
    }

    private void WriteLeftOut()
    {
        log.WriteLeftOut();
        _leftOutAtMilliseconds = Environment.TickCount64 + ServiceLog.LeftOutPeriodMilliseconds;
    }

    private void Ping()
    {
        bool isResponsive = listener.IsResponsive(TurnMax);
        if (isResponsive)
            manager.Ping();
        TimeSpan pause = isResponsive ? manager.WatchdogPeriod!.Value : TurnMax;
        _pingAtMilliseconds = Environment.TickCount64 + (long)pause.TotalMilliseconds;
    }

    /// <summary>Reads every secret again: all of them are used from now on, or none.</summary>
    private void Reload()
    {
        manager.Reloading();
        Keyring keyring = _keyring.Again();
        Tenants? read = keyring.OpenAll(Policies.Current);
        keyring.LogProblems();
        if (read is null)
        {
            Log.Error("reload-failed", ("hint", "The secrets that were read before stay in use."));
            manager.Ready($"{_status} The secrets could not be read again: see the log.");
            return;
        }
        _keyring = keyring;
        tenants.Current = read;
        // Once every thread has begun another turn, nothing is signed with the keys before. One that does not is for
        // the watchdog to find.
        listener.IsResponsive(TurnMax);
        if (HasChangeableSecret())
            Log.Info("reloaded");
        else
            Log.Warn("reloaded", ("hint", "Every secret is in an environment variable, and those cannot change while "
                + "the process runs. Name file: or cred: sources in the policy, or restart."));
        manager.Ready(_status);
    }

    private static bool HasChangeableSecret()
    {
        foreach (App app in Policies.Current.Apps)
        {
            if (CanChange(app.TokenSecret) || CanChange(app.PreviousTokenSecret) || CanChange(app.ApiKey))
                return true;
        }
        return false;
    }

    private static bool CanChange(SecretSource? source) => source is { Kind: not SecretKind.Environment };
}
