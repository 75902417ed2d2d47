using Appliance.Connections;

namespace Appliance.Listening;

/// <summary>Limits and deadlines of a listener. Deadlines are whole seconds, met to within one second.</summary>
public sealed record ListenerSettings
{
    /// <summary>Upper bound of every number: the sum of two fits in an int.</summary>
    public const int ValueMax = 1_000_000_000;

    /// <summary>Worker threads, each with its own listening sockets; the portable loop uses the thread pool.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Maximum open connections of all threads.</summary>
    public int ConnectionsMax { get; init; } = 4096;

    /// <summary>
    /// Connections beyond <see cref="ConnectionsMax"/>. With admin addresses, these are the slots of the admin
    /// addresses, which have no others. Without, they serve health checks only: other requests on them are rejected. If
    /// no slot is free and no connection can be evicted, new ones wait in the backlog.
    /// </summary>
    public int ReservedConnectionsMax { get; init; } = 16;

    /// <summary>
    /// Index of the first admin address; all later ones are admin addresses too. Load on the ordinary addresses neither
    /// uses their slots nor pauses them.
    /// </summary>
    public int FirstAdminAddress { get; init; } = int.MaxValue;

    /// <summary>
    /// Maximum open connections of one IPv4 address or one IPv6 /64; more are closed on accept. Not limited are Unix
    /// sockets, which have no client address, and loopback addresses and those that <see cref="IsShared"/>, where a
    /// proxy may carry the connections of all clients. They count in <see cref="ConnectionsMax"/> only.
    /// </summary>
    public int AddressConnectionsMax { get; init; } = 256;

    /// <summary>
    /// Whether an address, in the format of <see cref="ConnectionOrigin.PeerAddress"/>, is shared by many clients, for
    /// example a proxy's. Called on the listener's threads.
    /// </summary>
    public Func<UInt128, bool> IsShared { get; init; } = _ => false;

    /// <summary>Backlog of each listening socket, in connections; the kernel may lower it (somaxconn).</summary>
    public int BacklogMax { get; init; } = 1024;

    /// <summary>Seconds from a request's first byte until its head is complete.</summary>
    public int HeadSeconds { get; init; } = 10;

    /// <summary>Seconds from the end of a request's head until its body is complete.</summary>
    public int BodySeconds { get; init; } = 10;

    /// <summary>Seconds until a client has read the responses that were ready for it.</summary>
    public int WriteSeconds { get; init; } = 10;

    /// <summary>Seconds until a deferred response is ready (<see cref="ConnectionPhase.AwaitResponse"/>).</summary>
    public int ResponseSeconds { get; init; } = 10;

    /// <summary>
    /// Milliseconds that received bytes may wait to be processed. Beyond it the thread is overloaded and stops
    /// accepting, so that open connections get their responses well within <see cref="WriteSeconds"/>.
    /// </summary>
    public int LagMillisecondsMax { get; init; } = 1000;

    /// <summary>
    /// Seconds a connection may stay open without a request (keep-alive). Longer than load balancers keep connections,
    /// usually 60 s, so that none sends a request on a connection that is being closed.
    /// </summary>
    public int IdleSeconds { get; init; } = 75;

    /// <summary>
    /// Milliseconds that <c>Stop</c> keeps connections without a request open. A request that crosses the close would
    /// be lost; one that arrives in this time gets a response that announces the close.
    /// </summary>
    internal const int LastRequestMilliseconds = 1000;

    /// <summary>
    /// Seconds that <c>Stop</c> waits for requests already received; then it resets the remaining connections.
    /// </summary>
    public int DrainSeconds { get; init; } = 10;

    /// <summary>
    /// Seconds for which input after the last response is discarded, so that no reset overtakes the response.
    /// </summary>
    public int LingerSeconds { get; init; } = 1;

    /// <summary>Maximum bytes discarded after the last response; beyond it the connection is closed.</summary>
    public int LingerBytesMax { get; init; } = 65_536;

    /// <summary>
    /// Bytes of responses written before a send, which is also the most that is buffered for a client that does not
    /// read. Raised to the protocol's <c>ResponseBytesMax</c> if that is more.
    /// </summary>
    public int UnsentBytesMax { get; init; } = 65_536;

    /// <summary>
    /// Buffer budget of all connections in bytes: partial requests, and responses that clients do not read. A request
    /// that needs more is rejected; a connection whose client does not read is reset. The last quarter is reserved for
    /// responses and small buffers.
    /// </summary>
    public int BufferedBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>File mode of Unix sockets; write permission allows connecting.</summary>
    public UnixFileMode UnixSocketMode { get; init; } = SocketAccess.DefaultMode;

    /// <summary>Numeric user who owns the files of Unix sockets; null for the user of the process.</summary>
    public uint? UnixSocketOwner { get; init; }

    /// <summary>Numeric group of the files of Unix sockets; null for the system's default.</summary>
    public uint? UnixSocketGroup { get; init; }

    internal bool IsAdmin(int addressIndex) => addressIndex >= FirstAdminAddress;

    /// <summary>
    /// The settings of connections with a reserved slot: short timeouts, so that the slot is soon free again.
    /// </summary>
    internal ListenerSettings ForReserved() =>
        this with { HeadSeconds = 1, BodySeconds = 1, WriteSeconds = 1, IdleSeconds = 1, LingerSeconds = 1 };

    /// <summary>
    /// False, with a message, if a value is outside the range that the loops support. The program may allow operators a
    /// narrower range.
    /// </summary>
    public bool TryValidate(out string? error)
    {
        error = OutOfRange(Threads, 1, nameof(Threads))
            ?? OutOfRange(ConnectionsMax, 1, nameof(ConnectionsMax))
            ?? OutOfRange(ReservedConnectionsMax, 0, nameof(ReservedConnectionsMax))
            ?? OutOfRange(AddressConnectionsMax, 1, nameof(AddressConnectionsMax))
            ?? OutOfRange(BacklogMax, 1, nameof(BacklogMax))
            ?? OutOfRange(HeadSeconds, 1, nameof(HeadSeconds))
            ?? OutOfRange(BodySeconds, 1, nameof(BodySeconds))
            ?? OutOfRange(WriteSeconds, 1, nameof(WriteSeconds))
            ?? OutOfRange(ResponseSeconds, 1, nameof(ResponseSeconds))
            ?? OutOfRange(LagMillisecondsMax, 1, nameof(LagMillisecondsMax))
            ?? OutOfRange(IdleSeconds, 1, nameof(IdleSeconds))
            ?? OutOfRange(DrainSeconds, 1, nameof(DrainSeconds))
            ?? OutOfRange(LingerSeconds, 1, nameof(LingerSeconds))
            ?? OutOfRange(LingerBytesMax, 0, nameof(LingerBytesMax))
            ?? OutOfRange(UnsentBytesMax, 1, nameof(UnsentBytesMax))
            ?? OutOfRange(BufferedBytesMax, 1, nameof(BufferedBytesMax));
        return error is null;
    }

    private static string? OutOfRange(int value, int min, string name) => value < min || value > ValueMax
        ? $"{name} is {value}; it must be between {min} and {ValueMax}." : null;
}
