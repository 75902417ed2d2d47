using System.Runtime.InteropServices;

namespace Appliance.Serving;

/// <summary>Waits for SIGTERM or SIGINT, and keeps them from ending the process on the spot.</summary>
internal sealed class ShutdownSignal : IDisposable
{
    private readonly ManualResetEventSlim _received = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile string _name = "";

    public ShutdownSignal() =>
        _registrations = [Register(PosixSignal.SIGTERM), Register(PosixSignal.SIGINT)];

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
}
