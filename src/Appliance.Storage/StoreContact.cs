namespace Appliance.Storage;

/// <summary>Whether the rooms that an <see cref="IRoomStore"/> has told its observer are those that it keeps.</summary>
public enum StoreContact : byte
{
    /// <summary>It has never been read.</summary>
    NeverRead,
    /// <summary>It was read, and cannot be reached: others may have changed rooms since.</summary>
    CutOff,
    /// <summary>They are.</summary>
    Current,
}
