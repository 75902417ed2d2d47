namespace Appliance.LoadGenerator;

/// <summary>Why a request was not answered.</summary>
internal enum Failure
{
    /// <summary>No connection could be made.</summary>
    NotConnected,
    /// <summary>The connection was reset.</summary>
    Reset,
    /// <summary>The connection was closed in good order.</summary>
    Closed,
    /// <summary>Nothing came in time.</summary>
    TimedOut,
    /// <summary>What came was no answer, or was not asked for.</summary>
    Garbled,
}

/// <summary>Their names in reports.</summary>
internal static class FailureNames
{
    /// <summary>In the order of their numbers.</summary>
    public static readonly string[] All = ["notConnected", "reset", "closed", "timedOut", "garbled"];
}
