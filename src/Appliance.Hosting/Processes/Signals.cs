using System.Diagnostics;
using System.Runtime.InteropServices;
using Appliance.Linux;

namespace Appliance.Hosting.Processes;

/// <summary>
/// Queues SIGTERM, SIGINT and SIGHUP until the process ends: a signal during the exit must not change the exit code. As
/// in the kernel, a repeated signal that is still pending counts once.
/// </summary>
public sealed class Signals
{
    /// <summary>In the order of delivery: a stop signal precedes a reload. Windows raises SIGHUP when a console is
    /// closed and always ends the process.</summary>
    private static readonly PosixSignal[] Known = OperatingSystem.IsWindows()
        ? [PosixSignal.SIGTERM, PosixSignal.SIGINT]
        : [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP];

    private readonly object _lock = new();
    private readonly bool[] _pending = new bool[Known.Length];
    private readonly List<PosixSignalRegistration> _registrations = [];

    private Signals()
    {
    }

    /// <summary>Null if the thread that receives signals cannot be started.</summary>
    public static Signals? Start()
    {
        Signals signals = new();
        if (OperatingSystem.IsLinux())
            return SignalThread.TryStart(signals.Receive) ? signals : null;
        foreach (PosixSignal known in Known)
        {
            signals._registrations.Add(PosixSignalRegistration.Create(known, context =>
            {
                context.Cancel = true;
                signals.Receive(context.Signal);
            }));
        }
        return signals;
    }

    public static string Name(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGTERM => "SIGTERM",
        PosixSignal.SIGINT => "SIGINT",
        _ => "SIGHUP",
    };

    /// <summary>Takes the next signal; false on timeout.</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> waits without a limit.</param>
    /// <param name="signal">The signal taken.</param>
    public bool TryTake(TimeSpan timeout, out PosixSignal signal)
    {
        lock (_lock)
        {
            if (TryTakePending(out signal))
                return true;
            Monitor.Wait(_lock, timeout);
            return TryTakePending(out signal);
        }
    }

    private bool TryTakePending(out PosixSignal signal)
    {
        Debug.Assert(Monitor.IsEntered(_lock));
        int index = Array.IndexOf(_pending, true);
        signal = index < 0 ? default : Known[index];
        if (index >= 0)
            _pending[index] = false;
        return index >= 0;
    }

    private void Receive(PosixSignal signal)
    {
        lock (_lock)
        {
            _pending[Array.IndexOf(Known, signal)] = true;
            Monitor.Pulse(_lock);
        }
    }
}
