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
    /// answer <see cref="NextAction.Close"/>, since no more can arrive.
    /// </summary>
    int ReceiveBytesMax { get; }

    /// <summary>Bytes of room that <see cref="Advance"/> may need for one answer.</summary>
    int ResponseBytesMax { get; }

    /// <summary>Called once a wake-up, before anything else of that turn.</summary>
    void BeginTurn(in TurnTime now);

    /// <summary>The listener is stopping: from now on every answer announces the close and ends with it.</summary>
    void BeginDrain();

    /// <summary>A connection was accepted; its state is default, and where to keep what is wanted of the
    /// origin.</summary>
    void Open(ref TConnection connection, in ConnectionOrigin origin);

    /// <summary>
    /// Handles every complete request in <paramref name="received"/> and writes the responses in order to
    /// <paramref name="responses"/>, from <paramref name="start"/> on. Bytes that it does not consume are passed again,
    /// with its own changes and with more bytes appended, so it may decode in place. It is called when bytes arrived,
    /// after <see cref="NextAction.Flush"/> when the responses were sent, and after
    /// <see cref="NextAction.AwaitResponse"/> when the connection's <see cref="Waker"/> was called. An exception resets
    /// the connection.
    /// </summary>
    /// <param name="connection">The state of this connection.</param>
    /// <param name="received">Unconsumed bytes, at most <see cref="ReceiveBytesMax"/>.</param>
    /// <param name="responses">Where the answers of several connections lie one behind the other.</param>
    /// <param name="start">What is there before it is not to be touched; behind it there is room for at least
    /// <see cref="ResponseBytesMax"/> bytes, their content undefined.</param>
    /// <param name="keepableBytes">What can be kept for this connection at the moment. A request that announces more,
    /// or has more, is to be refused, and an answer that has more to be replaced.</param>
    AdvanceResult Advance(
        ref TConnection connection, Span<byte> received, Span<byte> responses, int start, int keepableBytes);

    /// <summary>
    /// Comes before anything that <see cref="Advance"/> wrote is sent, so that something can be done for all the
    /// answers in the buffer at once. It also follows an exception, so that what that left open is not filled in later,
    /// over another's answer.
    /// </summary>
    /// <param name="responses">The buffer that <see cref="Advance"/> had.</param>
    void Seal(Span<byte> responses);

    /// <summary>
    /// Last words to a peer whose request did not arrive in time, or whose answer was not there in time; the close
    /// follows.
    /// </summary>
    /// <returns>Bytes written to <paramref name="responses"/>; 0 closes silently.</returns>
    int WriteTimeout(ref TConnection connection, Span<byte> responses);

    /// <summary>
    /// Last words to a peer whose request cannot be kept, since all connections together keep too much; the close
    /// follows.
    /// </summary>
    /// <returns>Bytes written to <paramref name="responses"/>; 0 closes silently.</returns>
    int WriteOutOfBuffers(ref TConnection connection, Span<byte> responses);

    /// <summary>The connection has ended while its answer was awaited: nobody will ask for it any more.</summary>
    void Abandon(ref TConnection connection);
}
