namespace Appliance.Listening.Portable;

/// <summary>Serves by System.Net.Sockets.</summary>
internal sealed class PortableLoop<TProtocol, TConnection> : ILoop
    where TProtocol : IProtocol<TConnection>
    where TConnection : struct
{
    public IReadOnlyList<ListenAddress> BoundAddresses => [];

    public static PortableLoop<TProtocol, TConnection> Start(
        IReadOnlyList<ListenAddress> addresses, ListenerSettings settings, TProtocol protocol, IListenerLog log) =>
        throw new PlatformNotSupportedException("Only Linux has a loop so far.");

    public void Stop()
    {
    }
}
