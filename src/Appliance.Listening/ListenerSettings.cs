namespace Appliance.Listening;

/// <summary>The limits and deadlines of a listener. Seconds are whole and kept to within one second.</summary>
public sealed record ListenerSettings
{
    /// <summary>Threads that serve, each with its own listening sockets; the portable loop uses the pool's.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Connections open at a time over all threads; more wait in the backlog.</summary>
    public int ConnectionsMax { get; init; } = 4096;

    /// <summary>Connections the kernel keeps waiting per listening socket; it may lower this (somaxconn).</summary>
    public int BacklogMax { get; init; } = 1024;

    /// <summary>Seconds from a request's first byte until its head is whole.</summary>
    public int HeadSeconds { get; init; } = 10;

    /// <summary>Seconds from the end of a request's head until its body is whole.</summary>
    public int BodySeconds { get; init; } = 10;

    /// <summary>Seconds until a peer has taken the answers that were ready for it.</summary>
    public int WriteSeconds { get; init; } = 10;

    /// <summary>Seconds a connection may stay open without a request.</summary>
    public int IdleSeconds { get; init; } = 30;

    /// <summary>Seconds that <c>Stop</c> gives to what was received before it resets the rest.</summary>
    public int DrainSeconds { get; init; } = 10;

    /// <summary>Seconds during which bytes after the last answer are dropped, so that no reset overtakes it.</summary>
    public int LingerSeconds { get; init; } = 1;

    /// <summary>Bytes after the last answer that are dropped before the connection is closed regardless.</summary>
    public int LingerBytesMax { get; init; } = 65_536;

    /// <summary>
    /// Bytes of answers gathered for one send, and so the most that is kept for a peer that does not read; raised to
    /// the protocol's <c>AnswerBytesMax</c> where that is more.
    /// </summary>
    public int UnsentBytesMax { get; init; } = 65_536;

    /// <summary>False, with a sentence, if a value is out of its range.</summary>
    public bool TryValidate(out string? problem)
    {
        problem = OutOfRange(Threads, 1, 1024, nameof(Threads))
            ?? OutOfRange(ConnectionsMax, 1, 1_000_000, nameof(ConnectionsMax))
            ?? OutOfRange(BacklogMax, 1, 65_535, nameof(BacklogMax))
            ?? OutOfRange(HeadSeconds, 1, 3600, nameof(HeadSeconds))
            ?? OutOfRange(BodySeconds, 1, 3600, nameof(BodySeconds))
            ?? OutOfRange(WriteSeconds, 1, 3600, nameof(WriteSeconds))
            ?? OutOfRange(IdleSeconds, 1, 86_400, nameof(IdleSeconds))
            ?? OutOfRange(DrainSeconds, 1, 3600, nameof(DrainSeconds))
            ?? OutOfRange(LingerSeconds, 1, 60, nameof(LingerSeconds))
            ?? OutOfRange(LingerBytesMax, 0, 1 << 30, nameof(LingerBytesMax))
            ?? OutOfRange(UnsentBytesMax, 1024, 1 << 30, nameof(UnsentBytesMax));
        return problem is null;
    }

    private static string? OutOfRange(int value, int least, int most, string name) =>
        value < least || value > most ? $"{name} is {value}; it has to be between {least} and {most}." : null;
}
