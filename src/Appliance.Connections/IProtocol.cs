namespace Appliance.Connections;

/// <summary>
/// The protocol spoken on the connections of one thread. The loop owns sockets, buffers and deadlines; the protocol
/// sees bytes only. Each instance is called by one thread, so it need not be thread-safe.
/// <typeparamref name="TConnection"/> is the state of one connection, default when the connection is new.
/// </summary>
public interface IProtocol<TConnection>
    where TConnection : struct
{
    /// <summary>
    /// Maximum size of the receive buffer in bytes. A protocol that is given this many bytes and consumes none must
    /// return <see cref="ConnectionPhase.Close"/>, since the buffer cannot grow.
    /// </summary>
    int ReceiveBytesMax { get; }

    /// <summary>Maximum bytes that <see cref="Advance"/> needs for one response.</summary>
    int ResponseBytesMax { get; }

    /// <summary>Called once per event-loop turn, before any other call of that turn.</summary>
    void BeginTurn(in TurnTime now);

    /// <summary>
    /// The listener is stopping: from now on every response announces the close, and the connection closes after it.
    /// </summary>
    void BeginDrain();

    /// <summary>A connection was accepted. Its state is default; copy the needed parts of the origin into it.</summary>
    void Open(ref TConnection connection, in ConnectionOrigin origin);

    /// <summary>
    /// Handles every complete request in <paramref name="received"/> and writes the responses in order to
    /// <paramref name="responses"/>, from <paramref name="start"/> on. Bytes that it does not consume are passed again,
    /// with its own changes and with more bytes appended, so it may decode in place. It is called when bytes arrived,
    /// after <see cref="ConnectionPhase.Flush"/> when the responses were sent, and after
    /// <see cref="ConnectionPhase.AwaitResponse"/> when the connection's <see cref="Waker"/> was called. An exception
    /// resets the connection.
    /// </summary>
    /// <param name="connection">The state of this connection.</param>
    /// <param name="received">Unconsumed bytes, at most <see cref="ReceiveBytesMax"/>.</param>
    /// <param name="responses">The buffer that holds the pending responses of several connections.</param>
    /// <param name="start">Bytes before this offset must not be changed; after it there are at least
    /// <see cref="ResponseBytesMax"/> bytes of undefined content.</param>
    /// <param name="bufferableBytes">Bytes that can be buffered for this connection now. Reject a request that
    /// announces or has more, and replace a larger response.</param>
    AdvanceResult Advance(
        ref TConnection connection, Span<byte> received, Span<byte> responses, int start, int bufferableBytes);

    /// <summary>
    /// Called before anything that <see cref="Advance"/> wrote is sent, so that work can be batched over all pending
    /// responses. Also called after an exception, so that no unfinished response is completed later over another
    /// connection's response.
    /// </summary>
    /// <param name="responses">The buffer given to <see cref="Advance"/>.</param>
    void Seal(Span<byte> responses);

    /// <summary>
    /// Writes the final response to a client whose request, or whose deferred response, timed out; then the connection
    /// is closed.
    /// </summary>
    /// <returns>Bytes written to <paramref name="responses"/>; 0 closes without a response.</returns>
    int WriteTimeout(ref TConnection connection, Span<byte> responses);

    /// <summary>
    /// Writes the final response to a client whose request exceeds the buffer budget of all connections; then the
    /// connection is closed.
    /// </summary>
    /// <returns>Bytes written to <paramref name="responses"/>; 0 closes without a response.</returns>
    int WriteBuffersExhausted(ref TConnection connection, Span<byte> responses);

    /// <summary>The connection was closed while its response was deferred: the response is no longer needed.</summary>
    void Abandon(ref TConnection connection);
}
