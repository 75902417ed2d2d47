namespace Appliance.Listening.Linux;

/// <summary>One connection: a slot of the table, used again and again.</summary>
internal sealed class Connection<TConnection>(int tableIndex)
    where TConnection : struct
{
    /// <summary>What the protocol knows of it.</summary>
    public TConnection State;

    public PhaseDeadline Deadline;

    public int TableIndex { get; } = tableIndex;

    /// <summary>Counts the uses of the slot, from 1, so that an event of an earlier one is told apart.</summary>
    public uint Generation { get; set; }

    /// <summary>The descriptor; -1 when the slot is free.</summary>
    public int Socket { get; set; } = -1;

    /// <summary>Where it comes from, and which limits it counts in.</summary>
    public AcceptedConnection Accepted { get; set; }

    /// <summary>What watches it.</summary>
    public Epoll? Epoll { get; set; }

    /// <summary>Received bytes that the protocol has not consumed, from the start; none when there are none.</summary>
    public NativeBuffer Buffered { get; set; }

    public int BufferedBytes { get; set; }

    /// <summary>The bytes of <see cref="Buffered"/>.</summary>
    public Span<byte> Received => Buffered.Span.Slice(0, BufferedBytes);

    /// <summary>How long the request will be whose first bytes are kept; 0 if its head does not say.</summary>
    public int RequestBytes { get; set; }

    /// <summary>Where its answers are in those of the thread, while they are gathered.</summary>
    public int ResponsesStart { get; set; }

    public int ResponsesBytes { get; set; }

    /// <summary>Answers that the kernel has not taken, from <see cref="UnsentStart"/>; or none.</summary>
    public NativeBuffer Unsent { get; set; }

    public int UnsentStart { get; set; }

    public int UnsentEnd { get; set; }

    /// <summary>What the protocol asked for, to be done when everything is sent.</summary>
    public NextAction Next { get; set; }

    /// <summary>Bytes dropped since our side was shut. It begins below 0 by what is still to come of a request that was
    /// refused, so that its client gets to read why.</summary>
    public int LingerBytes { get; set; }

    /// <summary>What epoll is asked to tell of it; 0 while only its end would be news.</summary>
    public uint Interest { get; set; }

    /// <summary>The answer it waits for came while what goes before was still being sent.</summary>
    public bool IsWoken { get; set; }

    /// <summary>It is to be closed with a reset, so that the kernel keeps nothing for it.</summary>
    public bool MustReset { get; set; }

    /// <summary>The tick of its slot in the timer wheel; 0 when it is in none.</summary>
    public long DueTick { get; set; }

    public Connection<TConnection>? NextInSlot { get; set; }

    public Connection<TConnection>? PreviousInSlot { get; set; }

    /// <summary>Where it can be chosen to be closed for another's sake; null where it cannot.</summary>
    public AgeOrder<TConnection>? AgeOrder { get; set; }

    public long AgeTick { get; set; }

    public Connection<TConnection>? NextByAge { get; set; }

    public Connection<TConnection>? PreviousByAge { get; set; }

    /// <summary>Answers wait until it can be written; nothing is read meanwhile.</summary>
    public bool AwaitsWritable => Interest == Native.EpollOut;

    /// <summary>What epoll hands back: the slot below, the generation above.</summary>
    public ulong EventData => (ulong)Generation << 32 | (uint)TableIndex;
}
