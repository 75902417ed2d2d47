namespace Appliance.Listening;

/// <summary>The action that a connection needs after an <see cref="IProtocol{TConnection}.Advance"/>.</summary>
public enum NextAction : byte
{
    /// <summary>Between requests: wait for the first byte of the next one.</summary>
    Idle,
    /// <summary>The request head is incomplete: receive more.</summary>
    ReceiveHead,
    /// <summary>The head is complete, the body is not: receive more.</summary>
    ReceiveBody,
    /// <summary>The response buffer is full: send it, then advance again with the unconsumed bytes.</summary>
    Flush,
    /// <summary>
    /// The next response is deferred, and later ones must not overtake it: send the responses written so far, read
    /// nothing, and advance again when the connection's <see cref="Waker"/> is called.
    /// </summary>
    AwaitResponse,
    /// <summary>Send the responses, then close. Later input is discarded.</summary>
    Close,
}

/// <summary>The result of one <see cref="IProtocol{TConnection}.Advance"/>.</summary>
/// <param name="Consumed">Bytes consumed from the start of the received bytes.</param>
/// <param name="Written">Bytes of responses written; at least 1 with <see cref="NextAction.Flush"/>.</param>
/// <param name="Next">The action that the connection needs.</param>
/// <param name="MissingBytes">Announced bytes that have not arrived: with <see cref="NextAction.ReceiveBody"/> those of
/// the current request, with <see cref="NextAction.Close"/> those of the rejected request. 0 if unknown.</param>
public readonly record struct AdvanceResult(int Consumed, int Written, NextAction Next, int MissingBytes = 0);
