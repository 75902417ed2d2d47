namespace Appliance.Listening;

/// <summary>One way of serving: what a <see cref="Listener{TProtocol, TConnection}"/> stands on.</summary>
internal interface ILoop
{
    IReadOnlyList<ListenAddress> BoundAddresses { get; }

    /// <summary>Drains and returns; a second call waits for the first and does nothing.</summary>
    void Stop();

    /// <summary>Ends the drain, at once or as soon as it begins.</summary>
    void Abort();

    /// <summary>Whether every thread begins a turn within this time.</summary>
    bool IsResponsive(TimeSpan within);
}
