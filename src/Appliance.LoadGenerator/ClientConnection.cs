namespace Appliance.LoadGenerator;

/// <summary>A connection of the load generator. It can be reopened after it was lost.</summary>
internal sealed class ClientConnection(int index)
{
    public int Index { get; } = index;

    /// <summary>The descriptor; -1 while the connection is not open.</summary>
    public int Socket { get; set; } = -1;

    /// <summary>connect(2) is in progress.</summary>
    public bool IsOpening { get; set; }

    /// <summary>The number of opens, which distinguishes the connection from earlier ones of this object.</summary>
    public int OpenCount { get; set; }

    /// <summary>The earliest time of the next open, after a backoff.</summary>
    public long OpenAtNs { get; set; }

    /// <summary>The number of requests without a response.</summary>
    public int InFlight { get; set; }

    /// <summary>When the requests in flight were due; latency is measured from then.</summary>
    public long DueNs { get; set; }

    /// <summary>When the current state began: opening, waiting for responses, or held.</summary>
    public long SinceNs { get; set; }

    /// <summary>The number of request bytes that the kernel has not accepted: the tail of the request text.</summary>
    public int UnsentBytes { get; set; }

    /// <summary>Epoll watches for EPOLLOUT.</summary>
    public bool AwaitsWritable { get; set; }

    /// <summary>The first bytes of an incomplete response.</summary>
    public byte[] Buffered { get; set; } = [];

    /// <summary>The server sent Connection: close, so no further request is sent.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Resets the state after the socket was closed.</summary>
    public void Clear()
    {
        Socket = -1;
        IsOpening = false;
        InFlight = 0;
        UnsentBytes = 0;
        AwaitsWritable = false;
        Buffered = [];
        IsClosing = false;
    }
}
