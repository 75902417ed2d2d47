using Appliance.Connections;

namespace Appliance.Listening;

/// <summary>Why accepting is paused and new connections wait in the backlog.</summary>
public enum AcceptPause : byte
{
    /// <summary>All <see cref="ListenerSettings.ConnectionsMax"/> and all reserved connections are open.</summary>
    ConnectionsMax,
    /// <summary>
    /// Received bytes wait longer than <see cref="ListenerSettings.LagMillisecondsMax"/> to be processed.
    /// </summary>
    Overload,
    /// <summary>The process or the system is out of file descriptors (EMFILE, ENFILE).</summary>
    FileDescriptors,
    /// <summary>
    /// The kernel is out of memory for sockets (ENOBUFS, ENOMEM), or accept fails for another reason.
    /// </summary>
    Kernel,
}

/// <summary>
/// Events of a listener that concern an operator. Called on its threads: implementations must not block and may throw
/// only <see cref="OutOfMemoryException"/>.
/// </summary>
public interface IListenerLog
{
    /// <summary>
    /// Accepting is paused; open connections are served. Pauses with the same reason that are less than 5 s apart count
    /// as one incident, which <see cref="AcceptResumed"/> ends.
    /// </summary>
    /// <param name="reason">Why.</param>
    /// <param name="isAdmin">True for the admin addresses, false for the ordinary ones.</param>
    void AcceptPaused(AcceptPause reason, bool isAdmin);

    /// <summary>Accepting was not paused for 5 s.</summary>
    /// <param name="reason">The reason given to <see cref="AcceptPaused"/>.</param>
    /// <param name="isAdmin">The surface given to <see cref="AcceptPaused"/>.</param>
    /// <param name="milliseconds">From the start of the first pause to the end of the last.</param>
    /// <param name="waitingMax">The largest backlog seen at the end of a pause, in connections.</param>
    void AcceptResumed(AcceptPause reason, bool isAdmin, long milliseconds, int waitingMax);

    /// <summary>
    /// All slots are in use, so each new connection closes another: the one that has been idle longest or, if none is
    /// idle, the one whose request head has been incomplete longest. <see cref="EvictionEnded"/> follows when no
    /// connection was evicted for 5 s.
    /// </summary>
    /// <param name="isAdmin">True for the admin addresses, false for the ordinary ones.</param>
    void EvictionStarted(bool isAdmin);

    /// <summary>No connection was evicted for 5 s.</summary>
    /// <param name="isAdmin">The surface given to <see cref="EvictionStarted"/>.</param>
    /// <param name="milliseconds">From the first eviction to the last.</param>
    /// <param name="connections">How many connections were evicted.</param>
    void EvictionEnded(bool isAdmin, long milliseconds, int connections);

    /// <summary>
    /// A connection was closed on accept because its address has <see cref="ListenerSettings.AddressConnectionsMax"/>
    /// connections. Each thread reports at most one per 10 s, and afterwards a last line for the suppressed ones.
    /// </summary>
    /// <param name="peerAddress">In the format of <see cref="ConnectionOrigin.PeerAddress"/>.</param>
    /// <param name="suppressed">Connections of any address closed for this reason since the last report, without a
    /// report.</param>
    void AddressLimited(UInt128 peerAddress, int suppressed);

    /// <summary>
    /// The buffer budget <see cref="ListenerSettings.BufferedBytesMax"/> is exhausted: a request was rejected, or a
    /// connection whose client does not read its responses was reset. Reported at most once per 10 s and thread.
    /// </summary>
    void BuffersExhausted();

    /// <summary>
    /// A connection was reset because the runtime had no memory for its request. Reported at most once per 10 s and
    /// thread.
    /// </summary>
    void MemoryExhausted();

    /// <summary>
    /// The protocol threw an exception, which is a bug; its connection was reset, others are not affected.
    /// </summary>
    void ConnectionFailed(Exception exception);
}
