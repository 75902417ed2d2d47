using Appliance.Listening;

namespace Appliance.LoadGenerator;

/// <summary>The server, the request that is sent to it, and the timeout.</summary>
public readonly record struct Target(ListenAddress Address, byte[] Request)
{
    /// <summary>The timeout for a response and for a connect.</summary>
    public int TimeoutSeconds { get; init; } = 10;

    /// <summary>SO_RCVBUF; null for the kernel's default.</summary>
    public int? ReceiveBufferBytes { get; init; }
}
