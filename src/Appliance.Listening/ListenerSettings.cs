namespace Appliance.Listening;

/// <summary>The limits and deadlines of a listener. Seconds are whole and kept to within one second.</summary>
public sealed record ListenerSettings
{
    /// <summary>The most that any number may be: the sum of two stays inside an int.</summary>
    public const int ValueMax = 1_000_000_000;

    /// <summary>Threads that serve, each with its own listening sockets; the portable loop uses the pool's.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Connections open at a time over all threads.</summary>
    public int ConnectionsMax { get; init; } = 4096;

    /// <summary>
    /// Connections beyond <see cref="ConnectionsMax"/>. Where there are admin addresses, they have these and no others.
    /// Where there are none, they are for health checks: whatever else comes on them is refused. When no connection can
    /// be closed for another either, more wait in the backlog.
    /// </summary>
    public int ReservedConnectionsMax { get; init; } = 16;

    /// <summary>
    /// Which of the addresses is the first admin one; those behind it are as well. What happens at the ordinary ones
    /// neither takes their places nor pauses them.
    /// </summary>
    public int FirstAdminAddress { get; init; } = int.MaxValue;

    /// <summary>
    /// Connections open at a time from one IPv4 address or one IPv6 /64; more are closed at once. Unix sockets have no
    /// addresses, and a loopback address, or one that <see cref="IsShared"/>, may be a terminator's with everybody's
    /// connections: these are counted in <see cref="ConnectionsMax"/> alone.
    /// </summary>
    public int AddressConnectionsMax { get; init; } = 256;

    /// <summary>
    /// Whether an address, as <see cref="ConnectionOrigin.PeerAddress"/> has it, stands for many clients. Called on the
    /// listener's threads.
    /// </summary>
    public Func<UInt128, bool> IsShared { get; init; } = _ => false;

    /// <summary>Connections the kernel keeps waiting per listening socket; it may lower this (somaxconn).</summary>
    public int BacklogMax { get; init; } = 1024;

    /// <summary>Seconds from a request's first byte until its head is whole.</summary>
    public int HeadSeconds { get; init; } = 10;

    /// <summary>Seconds from the end of a request's head until its body is whole.</summary>
    public int BodySeconds { get; init; } = 10;

    /// <summary>Seconds until a peer has taken the answers that were ready for it.</summary>
    public int WriteSeconds { get; init; } = 10;

    /// <summary>Seconds until a deferred response is ready (<see cref="NextAction.AwaitResponse"/>).</summary>
    public int ResponseSeconds { get; init; } = 10;

    /// <summary>
    /// Milliseconds that a connection's bytes may wait for their turn. Beyond it the thread is overloaded: it accepts
    /// nobody, so that those who are in are answered, well within <see cref="WriteSeconds"/>.
    /// </summary>
    public int LagMillisecondsMax { get; init; } = 1000;

    /// <summary>Seconds a connection may stay open without a request: more than balancers keep theirs, usually 60, so
    /// that none sends a request into a connection that closes.</summary>
    public int IdleSeconds { get; init; } = 75;

    /// <summary>
    /// Milliseconds that <c>Stop</c> gives connections without a request. The request that a client sends just before
    /// it sees the close would be lost: one that arrives in this time is answered, with the announcement of the close.
    /// </summary>
    internal const int LastRequestMilliseconds = 1000;

    /// <summary>Seconds that <c>Stop</c> gives to what was received before it resets the rest.</summary>
    public int DrainSeconds { get; init; } = 10;

    /// <summary>Seconds during which bytes after the last answer are dropped, so that no reset overtakes it.</summary>
    public int LingerSeconds { get; init; } = 1;

    /// <summary>Bytes after the last answer that are dropped before the connection is closed regardless.</summary>
    public int LingerBytesMax { get; init; } = 65_536;

    /// <summary>
    /// Bytes of answers gathered for one send, and so the most that is kept for a peer that does not read; raised to
    /// the protocol's <c>ResponseBytesMax</c> where that is more.
    /// </summary>
    public int UnsentBytesMax { get; init; } = 65_536;

    /// <summary>
    /// Bytes kept for all connections together: parts of requests, and answers that peers do not take. A request that
    /// needs more is refused, a connection that takes no answers reset. The last quarter is for answers and for what
    /// needs little.
    /// </summary>
    public int BufferedBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>The mode of Unix sockets' files; who may write one may connect.</summary>
    public UnixFileMode UnixSocketMode { get; init; } = SocketAccess.DefaultMode;

    /// <summary>The user who owns Unix sockets' files, by number; null for the one who starts the listener.</summary>
    public uint? UnixSocketOwner { get; init; }

    /// <summary>The group of Unix sockets' files, by number; null for the one that the system gives them.</summary>
    public uint? UnixSocketGroup { get; init; }

    internal bool IsAdmin(int addressIndex) => addressIndex >= FirstAdminAddress;

    /// <summary>The same for a place that is kept back for health: nobody keeps it for long.</summary>
    internal ListenerSettings ForReserved() =>
        this with { HeadSeconds = 1, BodySeconds = 1, WriteSeconds = 1, IdleSeconds = 1, LingerSeconds = 1 };

    /// <summary>
    /// False, with a sentence, if a value is one that the loops cannot work with. What an operator may mean is
    /// narrower, and for the program to say.
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
        ? $"{name} is {value}; it has to be between {min} and {ValueMax}." : null;
}
