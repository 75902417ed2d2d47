namespace Appliance.Listening;

/// <summary>
/// What is spoken on the connections of one thread. The loop owns the sockets, buffers and deadlines; the protocol
/// sees bytes only. One thread calls one instance, so nothing here needs to be thread-safe.
/// <typeparamref name="TConnection"/> is the state of one connection, default when the connection is new.
/// </summary>
public interface IProtocol<TConnection>
    where TConnection : struct
{
    /// <summary>
    /// Bytes; a receive buffer is never larger. A protocol that is handed this many and consumes none of them must
    /// answer <see cref="Next.Close"/>, since no more can arrive.
    /// </summary>
    int ReceiveBytesMax { get; }

    /// <summary>Bytes of room that <see cref="Advance"/> may need for one answer.</summary>
    int AnswerBytesMax { get; }

    /// <summary>Called once a wake-up, before anything else of that turn: the wall clock, read once for all.</summary>
    /// <param name="unixTimeMilliseconds">Milliseconds since 1970-01-01T00:00:00Z.</param>
    void BeginTurn(long unixTimeMilliseconds);

    /// <summary>The listener is stopping: from now on every answer announces the close and ends with it.</summary>
    void BeginDrain();

    /// <summary>
    /// Handles as many whole requests of <paramref name="received"/> as there are, and writes their answers in order
    /// from the start of <paramref name="answers"/>. What it does not consume it sees again, as it left it, with more
    /// bytes behind; it may therefore decode in place. It is called again when bytes arrived or, after
    /// <see cref="Next.Flush"/>, when the answers were sent. An exception closes the connection with a reset.
    /// </summary>
    /// <param name="connection">The state of this connection.</param>
    /// <param name="received">Unconsumed bytes, at most <see cref="ReceiveBytesMax"/>.</param>
    /// <param name="answers">Room for at least <see cref="AnswerBytesMax"/> bytes, its content undefined.</param>
    Progress Advance(ref TConnection connection, Span<byte> received, Span<byte> answers);

    /// <summary>Last words to a peer whose request did not arrive in time; the close follows.</summary>
    /// <returns>Bytes written to <paramref name="answers"/>; 0 closes silently.</returns>
    int WriteTimeout(ref TConnection connection, Span<byte> answers);
}
