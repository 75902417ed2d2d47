namespace Appliance.Listening;

/// <summary>The implementation behind a <see cref="Listener{TProtocol, TConnection}"/>.</summary>
internal interface ILoop
{
    IReadOnlyList<ListenAddress> BoundAddresses { get; }

    /// <summary>Drains, then returns. A concurrent second call waits for the first; later calls do nothing.</summary>
    void Stop();

    /// <summary>Ends the drain immediately, or as soon as it begins.</summary>
    void Abort();

    /// <summary>Whether every thread begins an event-loop turn within this time.</summary>
    bool IsResponsive(TimeSpan within);
}
