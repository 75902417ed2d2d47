namespace Appliance.LoadGenerator;

/// <summary>One connection of the driver; it may be opened again after it was lost.</summary>
internal sealed class ClientConnection(int slot)
{
    public int Slot { get; } = slot;

    /// <summary>The descriptor; -1 while it is not open.</summary>
    public int Socket { get; set; } = -1;

    /// <summary>The kernel is still connecting.</summary>
    public bool IsOpening { get; set; }

    /// <summary>How often it was opened, so that what was said of an earlier connection is told apart.</summary>
    public int Opens { get; set; }

    /// <summary>When it may be opened.</summary>
    public long OpenAtNs { get; set; }

    /// <summary>Requests without an answer yet.</summary>
    public int InFlight { get; set; }

    /// <summary>When those in flight should have been sent: what their latency is counted from.</summary>
    public long DueNs { get; set; }

    /// <summary>When what it does now began: opening, waiting for answers, holding.</summary>
    public long SinceNs { get; set; }

    /// <summary>Bytes of requests that the kernel has not taken; they are the last ones of the request text.</summary>
    public int UnsentBytes { get; set; }

    /// <summary>Epoll is asked when it can be written.</summary>
    public bool AwaitsWritable { get; set; }

    /// <summary>The beginning of an answer, if only that has come.</summary>
    public byte[] Kept { get; set; } = [];

    /// <summary>The server says that it will close: nothing more is sent.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Its socket is gone.</summary>
    public void Forget()
    {
        Socket = -1;
        IsOpening = false;
        InFlight = 0;
        UnsentBytes = 0;
        AwaitsWritable = false;
        Kept = [];
        IsEnding = false;
    }
}
