using System.Buffers.Binary;
using System.Net;
using Appliance.Listening;

namespace Appliance.Serving;

/// <summary>What the listener has to say, as log lines.</summary>
internal sealed class ListenerLog : IListenerLog
{
    public void AcceptPaused(AcceptPause reason) => Log.Warn("accept-paused", ("reason", reason switch
    {
        AcceptPause.ConnectionsMax => "the limit of open connections is reached",
        AcceptPause.Overload => "requests wait too long for their turn",
        AcceptPause.FileDescriptors => "out of file descriptors: raise the limit (ulimit -n, LimitNOFILE)",
        _ => "the kernel refuses new connections",
    }));

    public void AddressLimited(UInt128 peerAddress) => Log.Warn("address-limited",
        ("address", ToText(peerAddress)), ("reason", "this address has all the connections that one may have"));

    public void BuffersExhausted() => Log.Warn("buffers-exhausted", ("reason",
        "requests that arrive in parts and answers that are not taken fill buffered-bytes-max: large requests get 503"));

    public void MemoryExhausted() => Log.Error("memory-exhausted", ("reason",
        "the runtime has no memory for a request: its connection is reset. Raise the container's memory limit"));

    public void ConnectionFailed(Exception exception) =>
        Log.Error("connection-failed", ("exception", exception.GetType().Name), ("message", exception.Message));

    /// <summary>An address as it is usually written.</summary>
    internal static string ToText(UInt128 peerAddress)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, peerAddress);
        IPAddress address = new(bytes);
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
