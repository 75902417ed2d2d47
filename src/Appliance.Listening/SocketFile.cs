using System.Runtime.InteropServices;
using Appliance.Linux;

namespace Appliance.Listening;

/// <summary>
/// The file of a Unix socket. A stale socket file is replaced; a socket in use or a file of another type is not
/// touched. On stop, only the file created here is removed.
/// </summary>
internal sealed class SocketFile
{
    private readonly string _path;
    private readonly ulong _inode;

    private SocketFile(string path)
    {
        _path = path;
        _inode = FileStatus.OfLink(path)?.Inode ?? 0;
    }

    /// <summary>Removes a stale socket file at the path.</summary>
    /// <exception cref="ListenException">Another process accepts connections there, or the file is not a
    /// socket.</exception>
    public static void RemoveStale(ListenAddress.Unix address)
    {
        if (FileStatus.OfLink(address.Path) is not { } file)
            return;
        if (!file.IsSocket)
            throw new ListenException(address, ListenError.NotASocket, 0);
        int error = Connect(address);
        if (error != Errno.ConnectionRefused)
        {
            bool denied = error is Errno.Access or Errno.NotPermitted;
            throw new ListenException(address, denied ? ListenError.Permission : ListenError.InUse, error);
        }
        SystemCall.Check(address, Libc.unlink(address.Path));
    }

    /// <summary>Takes ownership of a file that was just bound.</summary>
    public static SocketFile Own(ListenAddress.Unix address) => new(address.Path);

    /// <summary>
    /// Sets mode, owner and group. Call it between bind and listen, so that no client connects before.
    /// </summary>
    /// <exception cref="ListenException">They cannot be set.</exception>
    public static void SetAccess(ListenAddress.Unix address)
    {
        SocketAccess access = address.Access;
        // Set the mode before the owner: without root, only the owner may change the mode.
        SystemCall.Check(address, Libc.chmod(address.Path, (uint)access.Mode));
        if (access.ChangesOwner && Libc.lchown(
                address.Path, access.Owner ?? Libc.UnchangedId, access.Group ?? Libc.UnchangedId) != 0)
            throw new ListenException(address, ListenError.OwnerNotPermitted, Marshal.GetLastPInvokeError());
    }

    /// <summary>Removes the file, unless another process has replaced it with its own.</summary>
    public void Remove()
    {
        if (FileStatus.OfLink(_path) is { } file && file.Inode == _inode)
            Libc.unlink(_path);
    }

    /// <summary>0 if a process accepts connections there, otherwise the error number.</summary>
    private static int Connect(ListenAddress address)
    {
        int probe = Libc.socket(address.Family, Libc.Stream | Libc.NonBlockingAndCloseOnExec, 0);
        if (probe < 0)
            return Marshal.GetLastPInvokeError();
        int error = address.Connect(probe);
        Libc.close(probe);
        return error;
    }
}
