using Appliance.Listening;

namespace Appliance.LoadGenerator;

/// <summary>What is asked, of whom, and how patiently.</summary>
internal readonly record struct Target(ListenAddress Address, byte[] Request)
{
    /// <summary>Seconds without an answer, or without a connection, after which it is given up.</summary>
    public int PatienceSeconds { get; init; } = 10;

    /// <summary>The kernel's receive buffer, if it is not to choose.</summary>
    public int? ReceiveBufferBytes { get; init; }
}
