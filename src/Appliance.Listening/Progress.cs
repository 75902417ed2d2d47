namespace Appliance.Listening;

/// <summary>What a connection waits for after an <see cref="IProtocol{TConnection}.Advance"/>.</summary>
public enum NextAction : byte
{
    /// <summary>Between requests: nothing of the next one has arrived.</summary>
    Idle,
    /// <summary>Part of a request's head has arrived.</summary>
    ReceiveHead,
    /// <summary>A head has arrived whole, its body has not.</summary>
    ReceiveBody,
    /// <summary>The room for answers is used up: send them, then advance again with what is unconsumed.</summary>
    Flush,
    /// <summary>
    /// The next answer is not there yet, and those after it must not overtake it: send what is written, read nothing,
    /// and advance again once the connection is woken (<see cref="Waker"/>).
    /// </summary>
    AwaitResponse,
    /// <summary>Send the answers, then close; whatever else arrives is dropped.</summary>
    Close,
}

/// <summary>What one <see cref="IProtocol{TConnection}.Advance"/> did.</summary>
/// <param name="Consumed">Bytes at the start of the received ones that are done with.</param>
/// <param name="Written">Bytes of answers; at least one with <see cref="NextAction.Flush"/>.</param>
/// <param name="Next">What the connection waits for.</param>
/// <param name="MissingBytes">Bytes that are announced and not there yet: with <see cref="NextAction.ReceiveBody"/> those of
/// the request, with <see cref="NextAction.Close"/> those of a request that is refused. 0 where nothing is known.</param>
public readonly record struct Progress(int Consumed, int Written, NextAction Next, int MissingBytes = 0);
