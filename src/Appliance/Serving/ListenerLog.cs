using Appliance.Listening;

namespace Appliance.Serving;

/// <summary>What the listener has to say, as log lines.</summary>
internal sealed class ListenerLog : IListenerLog
{
    public void AcceptPaused(AcceptPause reason) => Log.Warn("accept-paused", ("reason", reason switch
    {
        AcceptPause.ConnectionsMax => "the limit of open connections is reached",
        AcceptPause.FileDescriptors => "out of file descriptors: raise the limit (ulimit -n, LimitNOFILE)",
        _ => "the kernel refuses new connections",
    }));

    public void ConnectionFailed(Exception exception) =>
        Log.Error("connection-failed", ("exception", exception.GetType().Name), ("message", exception.Message));
}
