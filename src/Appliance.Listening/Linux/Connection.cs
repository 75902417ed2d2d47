using Appliance.Connections;
using Appliance.Linux;

namespace Appliance.Listening.Linux;

/// <summary>A connection: an entry of the connection table, reused for later connections.</summary>
internal sealed class Connection<TConnection>(int tableIndex)
    where TConnection : struct
{
    /// <summary>The protocol's state.</summary>
    public TConnection State;

    public PhaseDeadline Deadline;

    public int TableIndex { get; } = tableIndex;

    /// <summary>Counts the uses of this entry, from 1, so that a late event of an earlier use is recognized.</summary>
    public uint Generation { get; set; }

    /// <summary>The descriptor; -1 while the entry is free.</summary>
    public int Socket { get; set; } = -1;

    /// <summary>Origin and occupied limits.</summary>
    public AcceptedConnection Accepted { get; set; }

    /// <summary>The epoll set that watches the socket.</summary>
    public Epoll? Epoll { get; set; }

    /// <summary>Buffer of received bytes that the protocol has not consumed; none if there are no such bytes.</summary>
    public NativeBuffer Buffered { get; set; }

    public int BufferedBytes { get; set; }

    /// <summary>The bytes in <see cref="Buffered"/>.</summary>
    public Span<byte> Received => Buffered.Span.Slice(0, BufferedBytes);

    /// <summary>Total length of the partially received request; 0 if unknown.</summary>
    public int RequestBytes { get; set; }

    /// <summary>Offset of its pending responses in the thread's response buffer.</summary>
    public int ResponsesStart { get; set; }

    public int ResponsesBytes { get; set; }

    /// <summary>Responses that the kernel has not accepted, from <see cref="UnsentStart"/> on; or none.</summary>
    public NativeBuffer Unsent { get; set; }

    public int UnsentStart { get; set; }

    public int UnsentEnd { get; set; }

    /// <summary>The action that the protocol requested, to be done when everything is sent.</summary>
    public ConnectionPhase Next { get; set; }

    /// <summary>
    /// Bytes discarded since the sending direction was shut down. Starts below 0 by the outstanding bytes of a rejected
    /// request, so that its client can read the response before a reset.
    /// </summary>
    public int LingerBytes { get; set; }

    /// <summary>The events that epoll watches for; 0 while only a hang-up or error matters.</summary>
    public uint Interest { get; set; }

    /// <summary>Woken for its deferred response while earlier responses were still being sent.</summary>
    public bool IsWoken { get; set; }

    /// <summary>Close with a reset, so that the kernel keeps no unsent data.</summary>
    public bool MustReset { get; set; }

    /// <summary>The tick of its timer-wheel slot; 0 if it is in none.</summary>
    public long DueTick { get; set; }

    public Connection<TConnection>? NextInSlot { get; set; }

    public Connection<TConnection>? PreviousInSlot { get; set; }

    /// <summary>The order in which it is a candidate for eviction; null if it is in none.</summary>
    public AgeOrder<TConnection>? AgeOrder { get; set; }

    public long AgeTick { get; set; }

    public Connection<TConnection>? NextByAge { get; set; }

    public Connection<TConnection>? PreviousByAge { get; set; }

    /// <summary>Holds no buffer and no responses, and is in no timer slot and no order.</summary>
    public bool OwnsNothing => Buffered.IsNone && Unsent.IsNone && ResponsesBytes == 0 && DueTick == 0
        && AgeOrder is null;

    /// <summary>Responses wait until the socket is writable; nothing is received meanwhile (backpressure).</summary>
    public bool AwaitsWritable => Interest == Libc.EpollOut;

    /// <summary>
    /// The data that epoll returns with an event: table index in the low half, generation in the high half.
    /// </summary>
    public ulong EventData => (ulong)Generation << 32 | (uint)TableIndex;
}
