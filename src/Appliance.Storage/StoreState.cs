namespace Appliance.Storage;

/// <summary>Whether the rooms that an <see cref="IRoomStore"/> has told its observer are those that it keeps.</summary>
public enum StoreState : byte
{
    /// <summary>It has never been read.</summary>
    NeverSynced,
    /// <summary>It was read, and cannot be reached: others may have changed rooms since.</summary>
    Disconnected,
    /// <summary>They are.</summary>
    Current,
}
