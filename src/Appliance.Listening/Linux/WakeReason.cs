namespace Appliance.Listening.Linux;

/// <summary>Why a connection is processed.</summary>
internal enum WakeReason : byte
{
    Ready,
    Woken,
    /// <summary>Its pending responses are sent, together with those of other connections.</summary>
    SendPending,
    Expired,
}
