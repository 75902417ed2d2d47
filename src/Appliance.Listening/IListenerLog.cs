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

/// <summary>What an operator may want to hear of a listener. Called on its threads: must not block, and may throw
/// nothing but <see cref="OutOfMemoryException"/>.</summary>
public interface IListenerLog
{
    /// <summary>
    /// New connections wait; those that are open are served. Pauses of one reason that follow each other within 5 s are
    /// one, which <see cref="AcceptResumed"/> ends.
    /// </summary>
    /// <param name="reason">Why.</param>
    /// <param name="isAdmin">Whether at the admin addresses or at the ordinary ones.</param>
    void AcceptPaused(AcceptPause reason, bool isAdmin);

    /// <summary>For 5 s no connection had to wait.</summary>
    /// <param name="reason">As <see cref="AcceptPaused"/> had it.</param>
    /// <param name="isAdmin">As <see cref="AcceptPaused"/> had it.</param>
    /// <param name="milliseconds">From the beginning of the first pause to the end of the last.</param>
    /// <param name="waitingMax">The most connections that were seen waiting at the end of a pause.</param>
    void AcceptResumed(AcceptPause reason, bool isAdmin, long milliseconds, int waitingMax);

    /// <summary>
    /// All places are taken, and the connection that was idle longest, or else the one whose request head was
    /// incomplete longest, is closed for each new one. <see cref="EvictionEnded"/> follows when none was for 5 s.
    /// </summary>
    /// <param name="isAdmin">Whether of the admin addresses or of the ordinary ones.</param>
    void EvictionBegan(bool isAdmin);

    /// <summary>For 5 s no connection was closed for another.</summary>
    /// <param name="isAdmin">As <see cref="EvictionBegan"/> had it.</param>
    /// <param name="milliseconds">From the first to the last.</param>
    /// <param name="connections">How many were closed.</param>
    void EvictionEnded(bool isAdmin, long milliseconds, int connections);

    /// <summary>
    /// A connection was closed unheard, since its address has <see cref="ListenerSettings.AddressConnectionsMax"/>
    /// already. Said at most once in 10 s a thread, and once more for those that were left out last.
    /// </summary>
    /// <param name="peerAddress">As <see cref="ConnectionOrigin.PeerAddress"/>.</param>
    /// <param name="suppressed">Connections closed for that, of any address, since it was said last.</param>
    void AddressLimited(UInt128 peerAddress, int suppressed);

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
