using System.Runtime.InteropServices;
using Appliance.Endpoints;
using Appliance.Listening;
using Appliance.PolicyModel;
using Appliance.Results;
using Appliance.Secrets;
using Appliance.Systemd;

namespace Appliance.Serving;

/// <summary>A service from when it listens until it has stopped: what signals tell it, and what it tells
/// systemd.</summary>
internal sealed class ServiceLifetime
{
    /// <summary>How long the listener's threads may take to pass through their loops before they are asked
    /// again.</summary>
    private static readonly TimeSpan TurnTimeout = TimeSpan.FromMilliseconds(250);

    /// <summary>A signal to end that follows another within this time is the same one: timeout(1) and terminals tell a
    /// process and its group.</summary>
    private const long RepeatedSignalMilliseconds = 250;

    private readonly TenantsSource _tenants;
    private readonly Signals _signals;
    private readonly ServiceManager _manager;
    private readonly ServiceLog _log;
    private readonly object _drainLock = new();
    private Listener<HttpProtocol, HttpConnection>? _draining;
    private Keyring _keyring;
    private long _pingAtMilliseconds;
    private long _suppressedAtMilliseconds;

    /// <summary>Before there is a listener: the thread that the end needs is started here.</summary>
    /// <exception cref="OutOfMemoryException">That thread cannot be started.</exception>
    public ServiceLifetime(
        TenantsSource tenants, Keyring keyring, Signals signals, ServiceManager manager, ServiceLog log)
    {
        _tenants = tenants;
        _keyring = keyring;
        _signals = signals;
        _manager = manager;
        _log = log;
        ServiceThread.Start("drain", WatchDrain);
    }

    /// <summary>Serves until SIGTERM or SIGINT, and then until everything that was received is answered, or until the
    /// second of them.</summary>
    public void Run(Listener<HttpProtocol, HttpConnection> listener)
    {
        string status = $"Listening on {SafeText.Of(string.Join(", ", listener.BoundAddresses))}.";
        _manager.Ready(status);
        PosixSignal signal;
        while ((signal = Next(listener)) == PosixSignal.SIGHUP)
            Reload(listener, status);
        Log.Info("stopping", ("signal", Signals.Name(signal)));
        _manager.Stopping();
        lock (_drainLock)
        {
            _draining = listener;
            Monitor.Pulse(_drainLock);
        }
        listener.Stop();
        _log.WriteSuppressed();
        Log.Info("stopped");
    }

    /// <summary>A reload would come too late, another signal to end means at once.</summary>
    private void WatchDrain()
    {
        Listener<HttpProtocol, HttpConnection> listener = Draining();
        long sinceMilliseconds = Environment.TickCount64;
        PosixSignal signal;
        do
            signal = Next(listener);
        while (signal == PosixSignal.SIGHUP || Environment.TickCount64 - sinceMilliseconds < RepeatedSignalMilliseconds);
        Log.Info("stopping", ("signal", Signals.Name(signal)), ("hint", "What is left is reset."));
        listener.Abort();
    }

    /// <summary>Waits until a listener drains.</summary>
    private Listener<HttpProtocol, HttpConnection> Draining()
    {
        lock (_drainLock)
        {
            while (_draining is null)
                Monitor.Wait(_drainLock);
            return _draining;
        }
    }

    /// <summary>The next signal. Meanwhile systemd hears that the service works, if it does, and the log how many lines
    /// were left out.</summary>
    private PosixSignal Next(Listener<HttpProtocol, HttpConnection> listener)
    {
        PosixSignal signal;
        while (!_signals.TryTake(UntilNextTask(), out signal))
        {
            if (_manager.WatchdogPeriod is not null && Environment.TickCount64 >= _pingAtMilliseconds)
                Ping(listener);
            if (Environment.TickCount64 >= _suppressedAtMilliseconds)
                WriteSuppressed();
        }
        return signal;
    }

    private TimeSpan UntilNextTask()
    {
        long atMilliseconds = _manager.WatchdogPeriod is null
            ? _suppressedAtMilliseconds : Math.Min(_suppressedAtMilliseconds, _pingAtMilliseconds);
        return TimeSpan.FromMilliseconds(Math.Max(0, atMilliseconds - Environment.TickCount64));
    }

    private void WriteSuppressed()
    {
        _log.WriteSuppressed();
        _suppressedAtMilliseconds = Environment.TickCount64 + ServiceLog.SuppressedIntervalMilliseconds;
    }

    private void Ping(Listener<HttpProtocol, HttpConnection> listener)
    {
        bool isResponsive = listener.IsResponsive(TurnTimeout);
        if (isResponsive)
            _manager.Ping();
        TimeSpan pause = isResponsive ? _manager.WatchdogPeriod!.Value : TurnTimeout;
        _pingAtMilliseconds = Environment.TickCount64 + (long)pause.TotalMilliseconds;
    }

    /// <summary>Reads every secret again: all of them are used from now on, or none.</summary>
    private void Reload(Listener<HttpProtocol, HttpConnection> listener, string status)
    {
        _manager.Reloading();
        Keyring keyring = _keyring.CreateSuccessor();
        Tenants? read = keyring.OpenAll(Policies.Current);
        keyring.LogWarnings();
        keyring.LogErrors();
        if (read is null)
        {
            Log.Error("reload-failed", ("hint", "The secrets that were read before stay in use."));
            _manager.Ready($"{status} The secrets could not be read again: see the log.");
            return;
        }
        _keyring = keyring;
        _tenants.Current = read;
        // Once every thread has begun another turn, nothing is signed with the keys before. One that does not is for
        // the watchdog to find.
        listener.IsResponsive(TurnTimeout);
        if (HasChangeableSecret())
            Log.Info("reloaded");
        else
            Log.Warn("reloaded", ("hint", "Every secret is in an environment variable, and those cannot change while "
                + "the process runs. Name file: or cred: sources in the policy, or restart."));
        _manager.Ready(status);
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

    private static bool CanChange(SecretSource? source) =>
        source is not null && SecretReader.KindOf(source) != SecretKind.Environment;
}
