namespace Appliance.Storage;

/// <summary>Whether an observer's rooms are in sync with its <see cref="IRoomStore"/>.</summary>
public enum StoreState : byte
{
    /// <summary>The store was never read.</summary>
    NeverSynced,
    /// <summary>The store was read and is now unreachable; other appliances may have changed rooms since.</summary>
    Disconnected,
    /// <summary>In sync.</summary>
    Current,
}
