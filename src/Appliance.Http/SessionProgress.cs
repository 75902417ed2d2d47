namespace Appliance.Http;

/// <summary>What a connection waits for.</summary>
public enum SessionAction : byte
{
    /// <summary>A request has begun and its head is not complete: the header deadline runs.</summary>
    ReceiveHead,

    /// <summary>A head is complete and its body is not: the body deadline runs.</summary>
    ReceiveBody,

    /// <summary>Between requests, nothing buffered: the keep-alive deadline runs.</summary>
    Idle,

    /// <summary>The answers are full: send them and call again once there is room, also without new bytes.</summary>
    Flush,

    /// <summary>The handler left an answer for later: send what is written, and call again when it is there.</summary>
    AwaitResponse,

    /// <summary>Send what is written, then close; nothing more is processed.</summary>
    Close,
}

/// <param name="Consumed">Bytes of `received` that are done with; the rest is passed again, with more.</param>
/// <param name="Written">Bytes of `answers` that are to be sent.</param>
/// <param name="Next">What the connection waits for now.</param>
/// <param name="MissingBytes">What is still to come of a request whose Content-Length is known: with
/// <see cref="SessionAction.ReceiveBody"/>, and with <see cref="SessionAction.Close"/> where that request is refused
/// before its body is read. 0 otherwise.</param>
public readonly record struct SessionProgress(int Consumed, int Written, SessionAction Next, int MissingBytes = 0);
