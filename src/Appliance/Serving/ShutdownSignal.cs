using System.Runtime.InteropServices;

namespace Appliance.Serving;

/// <summary>Waits for SIGTERM or SIGINT, and keeps them from ending the process on the spot.</summary>
internal sealed partial class ShutdownSignal : IDisposable
{
    private const int Interrupt = 2;
    private const nint DefaultAction = 0;

    private readonly ManualResetEventSlim _received = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile string _name = "";

    public ShutdownSignal()
    {
        // A shell without job control starts background processes with SIGINT ignored, and the runtime leaves it so.
        if (OperatingSystem.IsLinux())
            _ = signal(Interrupt, DefaultAction);
        _registrations = [Register(PosixSignal.SIGTERM), Register(PosixSignal.SIGINT)];
    }

    /// <summary>Blocks until one of them comes; its name.</summary>
    public string Wait()
    {
        _received.Wait();
        return _name;
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        _name = context.Signal == PosixSignal.SIGTERM ? "SIGTERM" : "SIGINT";
        _received.Set();
    });

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint action);
}
