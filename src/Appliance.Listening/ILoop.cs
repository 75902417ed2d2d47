namespace Appliance.Listening;

/// <summary>One way of serving: what a <see cref="Listener{TProtocol, TConnection}"/> stands on.</summary>
internal interface ILoop
{
    IReadOnlyList<ListenAddress> BoundAddresses { get; }

    /// <summary>Drains and returns; a second call waits for the first and does nothing.</summary>
    void Stop();
}
