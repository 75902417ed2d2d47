namespace Appliance.Listening.Linux;

/// <summary>Why it is a connection's turn.</summary>
internal enum WakeReason : byte
{
    Ready,
    Woken,
    /// <summary>Its answers are to be sent with those of others.</summary>
    SendPending,
    Expired,
}
