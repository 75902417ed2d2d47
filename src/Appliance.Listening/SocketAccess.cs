namespace Appliance.Listening;

/// <summary>Who may connect by a Unix socket: the rights of its file. Null leaves as it is what the kernel
/// gave.</summary>
internal readonly record struct SocketAccess(UnixFileMode Mode, uint? Owner, uint? Group)
{
    /// <summary>Owner and group may connect, others may not.</summary>
    public const UnixFileMode DefaultMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    public bool ChangesOwner => Owner is not null || Group is not null;
}
