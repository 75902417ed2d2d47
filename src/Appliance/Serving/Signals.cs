using System.Runtime.InteropServices;

namespace Appliance.Serving;

/// <summary>
/// Waits for SIGTERM, SIGINT and SIGHUP, and keeps them from ending the process on the spot, to the end of the process:
/// one that comes while it exits must not change its exit code. As in the kernel, one that comes again before it is
/// taken is the same one.
/// </summary>
internal sealed class Signals
{
    /// <summary>In the order in which they are taken: a process that is to end has nothing to read again. Windows says
    /// SIGHUP when a console is closed, and ends the process in any case.</summary>
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

    /// <summary>Takes the next of them; false if none comes within the time.</summary>
    /// <param name="within">How long it waits; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="signal">The signal taken.</param>
    public bool TryTake(TimeSpan within, out PosixSignal signal)
    {
        lock (_lock)
        {
            if (TryTakePending(out signal))
                return true;
            Monitor.Wait(_lock, within);
            return TryTakePending(out signal);
        }
    }

    private bool TryTakePending(out PosixSignal signal)
    {
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
