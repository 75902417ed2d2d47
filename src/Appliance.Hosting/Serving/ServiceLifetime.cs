using System.Diagnostics;
using System.Runtime.InteropServices;
using Appliance.Endpoints;
using Appliance.Hosting.Logging;
using Appliance.Hosting.Processes;
using Appliance.Hosting.Results;
using Appliance.Hosting.Secrets;
using Appliance.Hosting.Systemd;
using Appliance.Hosting.Threads;
using Appliance.Listening;
using Appliance.PolicyModel;

namespace Appliance.Hosting.Serving;

/// <summary>The service from listening to stopped: handles signals and notifies systemd.</summary>
public sealed class ServiceLifetime
{
    /// <summary>Time for every listener thread to finish a turn of its loop, before it is checked again.</summary>
    private static readonly TimeSpan TurnTimeout = TimeSpan.FromMilliseconds(250);

    /// <summary>A second stop signal within this time is a duplicate: timeout(1) and terminals signal both the process
    /// and its group.</summary>
    private const long RepeatedSignalMilliseconds = 250;

    /// <summary>Changed secrets that fit on a line of the log.</summary>
    private const int ChangesMax = 100;

    private readonly CompiledPolicy _policy;
    private readonly TenantsSource _tenants;
    private readonly Signals _signals;
    private readonly ServiceManager _manager;
    private readonly ServiceLog _log;
    private readonly object _drainLock = new();
    private Listener<HttpProtocol, HttpConnection>? _draining;
    private Keyring _keyring;
    private long _pingAtMilliseconds;
    private long _suppressedAtMilliseconds;

    /// <summary>Starts the thread that watches the shutdown, before the listener exists.</summary>
    /// <exception cref="OutOfMemoryException">The thread cannot be started.</exception>
    public ServiceLifetime(
        CompiledPolicy policy, TenantsSource tenants, Keyring keyring, Signals signals, ServiceManager manager,
        ServiceLog log)
    {
        _policy = policy;
        _tenants = tenants;
        _keyring = keyring;
        _signals = signals;
        _manager = manager;
        _log = log;
        ServiceThread.Start("drain", WatchDrain);
    }

    /// <summary>Serves until SIGTERM or SIGINT, then drains until all received requests have a response, or until a
    /// second such signal.</summary>
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
            Debug.Assert(_draining is null, "A service runs once.");
            _draining = listener;
            Monitor.Pulse(_drainLock);
        }
        listener.Stop();
        _log.WriteSuppressed();
        Log.Info("stopped");
    }

    /// <summary>While draining, SIGHUP is ignored and another stop signal resets the connections.</summary>
    private void WatchDrain()
    {
        Listener<HttpProtocol, HttpConnection> listener = WaitForDrain();
        long sinceMilliseconds = Environment.TickCount64;
        PosixSignal signal;
        do
            signal = Next(listener);
        while (signal == PosixSignal.SIGHUP
            || Environment.TickCount64 - sinceMilliseconds < RepeatedSignalMilliseconds);
        Log.Info("stopping", ("signal", Signals.Name(signal)), ("hint", "Remaining connections are reset."));
        listener.Abort();
    }

    /// <summary>Waits until the listener drains.</summary>
    private Listener<HttpProtocol, HttpConnection> WaitForDrain()
    {
        lock (_drainLock)
        {
            while (_draining is null)
                Monitor.Wait(_drainLock);
            return _draining;
        }
    }

    /// <summary>Waits for the next signal. Meanwhile pings the watchdog while the service is responsive, and logs the
    /// counts of suppressed lines.</summary>
    private PosixSignal Next(Listener<HttpProtocol, HttpConnection> listener)
    {
        PosixSignal signal;
        while (!_signals.TryTake(UntilNextTask(), out signal))
        {
            if (_manager.WatchdogInterval is not null && Environment.TickCount64 >= _pingAtMilliseconds)
                Ping(listener);
            if (Environment.TickCount64 >= _suppressedAtMilliseconds)
                WriteSuppressed();
        }
        return signal;
    }

    private TimeSpan UntilNextTask()
    {
        long atMilliseconds = _manager.WatchdogInterval is null
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
        TimeSpan pause = isResponsive ? _manager.WatchdogInterval!.Value : TurnTimeout;
        _pingAtMilliseconds = Environment.TickCount64 + (long)pause.TotalMilliseconds;
    }

    /// <summary>Reads every secret again; replaces all of them, or none if one is rejected.</summary>
    private void Reload(Listener<HttpProtocol, HttpConnection> listener, string status)
    {
        Debug.Assert(_draining is null, "SIGHUP is ignored while draining.");
        _manager.Reloading();
        Keyring keyring = _keyring.CreateSuccessor();
        Tenants? read = keyring.OpenAll(_policy);
        Debug.Assert(read is not null || keyring.Errors.Count > 0, "A rejected secret has an error.");
        keyring.LogWarnings();
        keyring.LogErrors();
        if (read is null)
        {
            Log.Error("reload-failed", ("hint", "The previous secrets stay in use."));
            _manager.Ready($"{status} The secrets could not be reloaded: see the log.");
            return;
        }
        List<string> changes = keyring.ChangesSince(_keyring);
        _keyring = keyring;
        _tenants.Current = read;
        // Once every thread has started another turn, the previous keys sign nothing. The watchdog handles a stuck
        // thread.
        listener.IsResponsive(TurnTimeout);
        LogReloaded(changes);
        _manager.Ready(status);
    }

    private void LogReloaded(List<string> changes)
    {
        const string Changed = "changed";
        if (!HasChangeableSecret())
            Log.Warn("reloaded", ("hint", "Nothing to reload: all secrets come from environment variables. "
                + "Restart, or use file: or cred: sources in the policy."));
        else if (changes.Count == 0)
            Log.Info("reloaded", Changed, changes, ("hint", "Every secret has the same value as before."));
        else if (changes.Count <= ChangesMax)
            Log.Info("reloaded", Changed, changes);
        else
            Log.Info("reloaded", Changed, changes.GetRange(0, ChangesMax),
                ("omitted", Log.Number(changes.Count - ChangesMax)));
    }

    private bool HasChangeableSecret()
    {
        foreach (App app in _policy.Apps)
        {
            if (CanChange(app.TokenSecret) || CanChange(app.PreviousTokenSecret) || CanChange(app.ApiKey))
                return true;
        }
        return false;
    }

    private static bool CanChange(SecretSource? source) =>
        source is not null && SecretReader.KindOf(source) != SecretKind.Environment;
}
