namespace Appliance.Http;

/// <summary>The next step that a connection needs from the caller.</summary>
public enum SessionAction : byte
{
    /// <summary>Receive the rest of an incomplete head: the header timeout applies.</summary>
    ReceiveHead,

    /// <summary>Receive the rest of a body; its head is complete: the body timeout applies.</summary>
    ReceiveBody,

    /// <summary>Between requests, nothing buffered: the keep-alive timeout applies.</summary>
    Idle,

    /// <summary>The response buffer is full: send it, then call again even if no bytes arrived.</summary>
    Flush,

    /// <summary>A response is deferred: send the written bytes, then call again when it is complete.</summary>
    AwaitResponse,

    /// <summary>Send the written bytes, then close; no further bytes are processed.</summary>
    Close,
}

/// <summary>Result of advancing a connection.</summary>
/// <param name="Consumed">Received bytes to discard; pass the rest again with more.</param>
/// <param name="Written">Bytes written to the response buffer.</param>
/// <param name="Next">The next action.</param>
/// <param name="MissingBytes">Bytes still to be received of a request with Content-Length: for
/// <see cref="SessionAction.ReceiveBody"/>, and for <see cref="SessionAction.Close"/> if the request was rejected
/// before its body was read. 0 otherwise.</param>
public readonly record struct SessionProgress(int Consumed, int Written, SessionAction Next, int MissingBytes = 0);
