namespace Appliance.LoadGenerator;

/// <summary>Why a request got no response.</summary>
public enum Failure
{
    /// <summary>The connect failed.</summary>
    NotConnected,
    /// <summary>The connection was reset.</summary>
    Reset,
    /// <summary>The server closed the connection with a FIN.</summary>
    Closed,
    /// <summary>No response, or no connection, within the timeout.</summary>
    TimedOut,
    /// <summary>The response was malformed, or no request was in flight.</summary>
    Garbled,
}

/// <summary>The names of failures in reports.</summary>
public static class FailureNames
{
    /// <summary>Indexed by <see cref="Failure"/>.</summary>
    public static readonly string[] All = ["notConnected", "reset", "closed", "timedOut", "garbled"];
}
