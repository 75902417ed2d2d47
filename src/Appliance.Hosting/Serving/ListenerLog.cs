using System.Buffers.Binary;
using System.Net;
using Appliance.Hosting.Logging;
using Appliance.Listening;

namespace Appliance.Hosting.Serving;

/// <summary>The listener's events as log lines.</summary>
public sealed class ListenerLog : IListenerLog
{
    public void AcceptPaused(AcceptPause reason, bool isAdmin) => Log.Warn("accept-paused",
        ("surface", Surface(isAdmin)), ("reason", ToText(reason)),
        ("hint", "New connections wait in the backlog. accept-resumed follows after 5 s without a pause."));

    public void AcceptResumed(AcceptPause reason, bool isAdmin, long milliseconds, int waitingMax) => Log.Info(
        "accept-resumed", ("surface", Surface(isAdmin)), ("reason", ToText(reason)),
        ("milliseconds", Log.Number(milliseconds)), ("waitingMax", Log.Number(waitingMax)));

    public void EvictionStarted(bool isAdmin) => Log.Warn("eviction-started", ("surface", Surface(isAdmin)),
        ("reason", "all connections are in use: those idle longest, then those with an incomplete request head, are "
            + "closed for new ones"),
        ("hint", "Raise connections-max if these clients are legitimate. eviction-ended follows after 5 s without an "
            + "eviction."));

    public void EvictionEnded(bool isAdmin, long milliseconds, int connections) => Log.Info(
        "eviction-ended", ("surface", Surface(isAdmin)), ("milliseconds", Log.Number(milliseconds)),
        ("connections", Log.Number(connections)));

    public void AddressLimited(UInt128 peerAddress, int suppressed) => Log.Warn("address-limited",
        ("address", ToText(peerAddress)), ("reason", "too many connections from this address"),
        ("suppressed", Log.Number(suppressed)));

    public void BuffersExhausted() => Log.Warn("buffers-exhausted", ("reason",
        "buffered-bytes-max is exhausted by partial requests and unread responses: large requests get 503"));

    public void MemoryExhausted() => Log.Error("memory-exhausted", ("reason",
        "out of memory for a request: its connection is reset. Raise the container's memory limit"));

    public void ConnectionFailed(Exception exception) =>
        Log.Error("connection-failed", ("exception", exception.GetType().Name), ("message", exception.Message));

    private static string Surface(bool isAdmin) => isAdmin ? "admin" : "ordinary";

    private static string ToText(AcceptPause reason) => reason switch
    {
        AcceptPause.ConnectionsMax => "the limit of open connections is reached",
        AcceptPause.Overload => "overloaded: received requests wait too long",
        AcceptPause.FileDescriptors => "out of file descriptors: raise the limit (ulimit -n, LimitNOFILE)",
        _ => "accept fails in the kernel",
    };

    /// <summary>An IPv4 or IPv6 address in its usual notation.</summary>
    internal static string ToText(UInt128 peerAddress)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, peerAddress);
        IPAddress address = new(bytes);
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
