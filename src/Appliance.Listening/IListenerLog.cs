namespace Appliance.Listening;

/// <summary>Why new connections wait in the backlog.</summary>
public enum AcceptPause : byte
{
    /// <summary>
    /// <see cref="ListenerSettings.ConnectionsMax"/> connections are open, and those that are kept back besides.
    /// </summary>
    ConnectionsMax,
    /// <summary>Bytes wait longer than <see cref="ListenerSettings.LagMillisecondsMax"/> for their turn.</summary>
    Overload,
    /// <summary>The process or the machine is out of file descriptors (EMFILE, ENFILE).</summary>
    FileDescriptors,
    /// <summary>The kernel is out of memory for sockets (ENOBUFS, ENOMEM), or refuses for another reason.</summary>
    Kernel,
}

/// <summary>What an operator may want to hear of a listener. Called on its threads: must not block or throw.</summary>
public interface IListenerLog
{
    /// <summary>New connections wait; those that are open are served. Said at most once in 10 s a thread.</summary>
    void AcceptPaused(AcceptPause reason);

    /// <summary>
    /// A connection was closed unheard, since its address has <see cref="ListenerSettings.AddressConnectionsMax"/>
    /// already. Said at most once in 10 s a thread.
    /// </summary>
    /// <param name="peerAddress">As <see cref="ConnectionOrigin.PeerAddress"/>.</param>
    void AddressLimited(UInt128 peerAddress);

    /// <summary>
    /// A request was refused, or a connection that does not take its answers reset, because all together have
    /// <see cref="ListenerSettings.BufferedBytesMax"/> kept for them. Said at most once in 10 s a thread.
    /// </summary>
    void BuffersExhausted();

    /// <summary>
    /// A connection was reset because the runtime had no memory for its request. Said at most once in 10 s a thread.
    /// </summary>
    void MemoryExhausted();

    /// <summary>The protocol threw, which is a mistake of ours; its connection was reset, the others go on.</summary>
    void ConnectionFailed(Exception exception);
}
