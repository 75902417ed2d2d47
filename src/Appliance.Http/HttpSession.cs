namespace Appliance.Http;

/// <summary>Parser state of one connection between two calls of the engine. Initially default.</summary>
public struct HttpSession
{
    /// <summary>Length of the complete head at the start of the unconsumed bytes; 0 while it is incomplete.</summary>
    internal int HeadBytes;

    /// <summary>Content-Length of that head; 0 for a chunked body.</summary>
    internal int ContentLength;

    /// <summary>Scan position in the chunked body.</summary>
    internal ChunkScan Chunks;

    /// <summary>Ticket of the deferred response, while <see cref="SessionFlags.Awaiting"/> is set.</summary>
    internal long Ticket;

    /// <summary>Number of responses that a handler completed on this connection.</summary>
    internal int Requests;

    internal SessionFlags Flags;

    internal readonly bool Has(SessionFlags flag) => (Flags & flag) != 0;
}

[Flags]
internal enum SessionFlags : ushort
{
    None = 0,

    /// <summary>At least one byte of a request is buffered.</summary>
    RequestStarted = 1,

    /// <summary>The one empty line allowed before a request line was consumed (RFC 9112 §2.2).</summary>
    EmptyLineSkipped = 2,

    /// <summary>The body that follows the complete head is chunked.</summary>
    Chunked = 4,

    /// <summary>The method is known to be HEAD, so any response has no body.</summary>
    HeadOnly = 8,

    /// <summary>The last response is written; further bytes are ignored.</summary>
    Closed = 16,

    /// <summary>The current request is the last of the connection (RFC 9112 §9.3).</summary>
    NotPersistent = 32,

    /// <summary>The current request is HTTP/1.0; keep-alive needs an explicit Connection field.</summary>
    Http10 = 64,

    /// <summary>The current request is consumed and its response is deferred.</summary>
    Awaiting = 128,

    /// <summary>The chunked body belongs to a batch, which has a larger limit.</summary>
    Batch = 256,
}
