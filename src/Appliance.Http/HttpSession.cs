namespace Appliance.Http;

/// <summary>What the engine remembers of a connection between two calls. It begins as default.</summary>
public struct HttpSession
{
    /// <summary>The head at the start of the unconsumed bytes is complete and this long; 0 while it is not.</summary>
    internal int HeadBytes;

    /// <summary>The Content-Length of that head; 0 for a chunked one.</summary>
    internal int ContentLength;

    /// <summary>How far the chunked body has been scanned.</summary>
    internal ChunkScan Chunks;

    /// <summary>What the handler left for later, while <see cref="SessionFlags.Awaiting"/>.</summary>
    internal long Ticket;

    /// <summary>Requests that a handler has answered.</summary>
    internal int Requests;

    internal SessionFlags Flags;

    internal readonly bool Has(SessionFlags flag) => (Flags & flag) != 0;
}

[Flags]
internal enum SessionFlags : ushort
{
    None = 0,

    /// <summary>At least one byte of a request is buffered.</summary>
    RequestBegun = 1,

    /// <summary>The one empty line that may precede a request line is consumed (RFC 9112 §2.2).</summary>
    EmptyLineSkipped = 2,

    /// <summary>The body of the complete head is chunked.</summary>
    Chunked = 4,

    /// <summary>The request is HEAD as far as it is known: whatever answers it has no body.</summary>
    HeadOnly = 8,

    /// <summary>The last answer is written; nothing that follows is read.</summary>
    Closed = 16,

    /// <summary>The request at hand is the connection's last (RFC 9112 §9.3).</summary>
    NotPersistent = 32,

    /// <summary>The request at hand is of HTTP/1.0, which has to be told that the connection stays.</summary>
    Http10 = 64,

    /// <summary>The request at hand is consumed and its answer comes later.</summary>
    Awaiting = 128,

    /// <summary>The chunked body is a batch's, which may be larger.</summary>
    Batch = 256,
}
