namespace Appliance.Listening;

/// <summary>
/// Mode, owner and group of a Unix socket's file, which decide who may connect. Null keeps the kernel's default.
/// </summary>
internal readonly record struct SocketAccess(UnixFileMode Mode, uint? Owner, uint? Group)
{
    /// <summary>Owner and group may connect, others may not.</summary>
    public const UnixFileMode DefaultMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    public bool ChangesOwner => Owner is not null || Group is not null;
}
