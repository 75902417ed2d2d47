using System.Buffers.Binary;
using System.Net;
using Appliance.Listening;

namespace Appliance.Serving;

/// <summary>What the listener has to say, as log lines.</summary>
internal sealed class ListenerLog : IListenerLog
{
    public void AcceptPaused(AcceptPause reason, bool isAdmin) => Log.Warn("accept-paused",
        ("surface", Surface(isAdmin)), ("reason", ToText(reason)),
        ("hint", "New connections wait in the backlog. accept-resumed follows when none has had to for 5 s."));

    public void AcceptResumed(AcceptPause reason, bool isAdmin, long milliseconds, int waitingMax) => Log.Info(
        "accept-resumed", ("surface", Surface(isAdmin)), ("reason", ToText(reason)),
        ("milliseconds", Log.Number(milliseconds)), ("waitingMax", Log.Number(waitingMax)));

    public void EvictionStarted(bool isAdmin) => Log.Warn("eviction-started", ("surface", Surface(isAdmin)),
        ("reason", "all connections are taken: those that were idle longest, then those that did not complete a "
            + "request head, are closed for new ones"),
        ("hint", "Raise connections-max if these are honest clients. eviction-ended follows when none was closed for "
            + "5 s."));

    public void EvictionEnded(bool isAdmin, long milliseconds, int connections) => Log.Info(
        "eviction-ended", ("surface", Surface(isAdmin)), ("milliseconds", Log.Number(milliseconds)),
        ("connections", Log.Number(connections)));

    public void AddressLimited(UInt128 peerAddress, int suppressed) => Log.Warn("address-limited",
        ("address", ToText(peerAddress)), ("reason", "this address has all the connections that one may have"),
        ("suppressed", Log.Number(suppressed)));

    public void BuffersExhausted() => Log.Warn("buffers-exhausted", ("reason",
        "requests that arrive in parts and answers that are not taken fill buffered-bytes-max: large requests get "
        + "503"));

    public void MemoryExhausted() => Log.Error("memory-exhausted", ("reason",
        "the runtime has no memory for a request: its connection is reset. Raise the container's memory limit"));

    public void ConnectionFailed(Exception exception) =>
        Log.Error("connection-failed", ("exception", exception.GetType().Name), ("message", exception.Message));

    private static string Surface(bool isAdmin) => isAdmin ? "admin" : "ordinary";

    private static string ToText(AcceptPause reason) => reason switch
    {
        AcceptPause.ConnectionsMax => "the limit of open connections is reached",
        AcceptPause.Overload => "requests wait too long for their turn",
        AcceptPause.FileDescriptors => "out of file descriptors: raise the limit (ulimit -n, LimitNOFILE)",
        _ => "the kernel refuses new connections",
    };

    /// <summary>An address as it is usually written.</summary>
    internal static string ToText(UInt128 peerAddress)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, peerAddress);
        IPAddress address = new(bytes);
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
