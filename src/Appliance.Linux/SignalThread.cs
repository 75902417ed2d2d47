using System.Runtime.InteropServices;

namespace Appliance.Linux;

/// <summary>
/// The runtime's signal thread on Linux. With <see cref="PosixSignalRegistration"/> it starts another thread for each
/// SIGTERM, which aborts the process at a thread limit. So this class calls the native functions under
/// <see cref="PosixSignalRegistration"/>, and the signal thread itself delivers the signal.
/// </summary>
public static unsafe partial class SignalThread
{
    private const int Hangup = 1;
    private const int Interrupt = 2;
    private const int User1 = 10;
    private const int User2 = 12;
    private const int Terminate = 15;
    private const int Handled = 1;

    private static Action<PosixSignal>? _receive;

    private static ReadOnlySpan<int> Received => [Terminate, Interrupt, Hangup];

    /// <summary>From now on SIGTERM, SIGINT and SIGHUP are received; SIGUSR1 and SIGUSR2, which end a process by
    /// default, are ignored.</summary>
    /// <param name="receive">Called on the runtime's thread; must not throw.</param>
    /// <returns>False if the thread cannot be started.</returns>
    public static bool TryStart(Action<PosixSignal> receive)
    {
        _receive = receive;
        _ = Libc.signal(User1, Libc.IgnoreAction);
        _ = Libc.signal(User2, Libc.IgnoreAction);
        // A shell without job control starts background processes with SIGINT ignored, nohup with SIGHUP ignored. The
        // runtime keeps ignored signals, and reads SIGINT's state when it starts its thread.
        foreach (int number in Received)
            _ = Libc.signal(number, Libc.DefaultAction);
        if (SystemNative_InitializeTerminalAndSignalHandling() == 0)
            return false;
        SystemNative_SetPosixSignalHandler(&Receive);
        foreach (int number in Received)
        {
            if (SystemNative_EnablePosixSignalHandling(number) == 0)
                return false;
        }
        return true;
    }

    [UnmanagedCallersOnly]
    private static int Receive(int number, PosixSignal signal)
    {
        _receive!(signal);
        return Handled;
    }

    [LibraryImport("libSystem.Native")]
    private static partial int SystemNative_InitializeTerminalAndSignalHandling();

    [LibraryImport("libSystem.Native")]
    private static partial void SystemNative_SetPosixSignalHandler(delegate* unmanaged<int, PosixSignal, int> handler);

    [LibraryImport("libSystem.Native")]
    private static partial int SystemNative_EnablePosixSignalHandling(int number);
}
