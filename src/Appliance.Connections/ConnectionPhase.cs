namespace Appliance.Connections;

/// <summary>
/// The phase of a connection: in an <see cref="AdvanceResult"/> the next one, in the listener the current one, which
/// determines its deadline.
/// </summary>
public enum ConnectionPhase : byte
{
    /// <summary>Between requests, nothing buffered: wait for the first byte of the next one.</summary>
    Idle,
    /// <summary>The request head is incomplete: receive more.</summary>
    ReceiveHead,
    /// <summary>The head is complete, the body is not: receive more.</summary>
    ReceiveBody,
    /// <summary>
    /// The response buffer is full: send it, then advance again with the unconsumed bytes. In the listener also if the
    /// client does not read; nothing is received meanwhile (backpressure).
    /// </summary>
    Flush,
    /// <summary>
    /// The next response is deferred, and later ones must not overtake it: send the responses written so far, receive
    /// nothing, and advance again when the connection's <see cref="Waker"/> is called.
    /// </summary>
    AwaitResponse,
    /// <summary>Send the responses, then shut down the sending direction and close. Later input is discarded.</summary>
    Close,
}
