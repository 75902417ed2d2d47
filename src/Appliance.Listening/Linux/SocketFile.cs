using System.Runtime.InteropServices;
using System.Text;

namespace Appliance.Listening.Linux;

/// <summary>
/// The file of a Unix socket. A stale socket file is replaced; a socket in use or a file of another type is not
/// touched. On stop, only the file created here is removed.
/// </summary>
internal sealed unsafe class SocketFile
{
    private const int StatBytes = 256;
    private const int StatModeOffset = 28;
    private const int StatInodeOffset = 32;
    private const int TypeMask = 0xF000;
    private const int TypeSocket = 0xC000;

    /// <summary>The value that makes lchown(2) keep the owner or group.</summary>
    private const uint Unchanged = uint.MaxValue;

    private readonly byte[] _path;
    private readonly ulong _inode;

    private SocketFile(byte[] path)
    {
        _path = path;
        TryStat(path, out _, out _inode);
    }

    /// <summary>Removes a stale socket file at the path.</summary>
    /// <exception cref="ListenException">Another process accepts connections there, or the file is not a
    /// socket.</exception>
    public static void RemoveStale(ListenAddress.Unix address)
    {
        byte[] path = Terminated(address.Path);
        if (!TryStat(path, out int mode, out _))
            return;
        if ((mode & TypeMask) != TypeSocket)
            throw new ListenException(address, ListenError.NotASocket, 0);
        int error = Connect(address);
        if (error != Errno.ConnectionRefused)
        {
            bool denied = error is Errno.Access or Errno.NotPermitted;
            throw new ListenException(address, denied ? ListenError.Permission : ListenError.InUse, error);
        }
        Check(address, Unlink(path));
    }

    /// <summary>Takes ownership of a file that was just bound.</summary>
    public static SocketFile Own(ListenAddress.Unix address) => new(Terminated(address.Path));

    /// <summary>
    /// Sets mode, owner and group. Call it between bind and listen, so that no client connects before.
    /// </summary>
    /// <exception cref="ListenException">They cannot be set.</exception>
    public static void SetAccess(ListenAddress.Unix address)
    {
        fixed (byte* start = Terminated(address.Path))
        {
            // Set the mode before the owner: without root, only the owner may change the mode.
            Check(address, Native.chmod(start, (uint)address.Access.Mode));
            if (address.Access.ChangesOwner && Native.lchown(
                    start, address.Access.Owner ?? Unchanged, address.Access.Group ?? Unchanged) != 0)
                throw new ListenException(address, ListenError.OwnerNotPermitted, Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Removes the file, unless another process has replaced it with its own.</summary>
    public void Remove()
    {
        if (TryStat(_path, out _, out ulong inode) && inode == _inode)
            Unlink(_path);
    }

    /// <summary>0 if a process accepts connections there, otherwise the error number.</summary>
    private static int Connect(ListenAddress address)
    {
        int probe = Native.socket(Native.FamilyUnix, Native.Stream | Native.NonBlockingAndCloseOnExec, 0);
        if (probe < 0)
            return Marshal.GetLastPInvokeError();
        byte* name = stackalloc byte[NativeAddress.BytesMax];
        new Span<byte>(name, NativeAddress.BytesMax).Clear();
        int length = NativeAddress.Write(address, new Span<byte>(name, NativeAddress.BytesMax));
        int error = Native.connect(probe, name, (uint)length) == 0 ? 0 : Marshal.GetLastPInvokeError();
        Native.close(probe);
        return error;
    }

    private static bool TryStat(byte[] path, out int mode, out ulong inode)
    {
        byte* stat = stackalloc byte[StatBytes];
        fixed (byte* start = path)
        {
            bool found = Native.statx(Native.AtCurrentDirectory, start, Native.AtNoFollowLink,
                Native.StatTypeAndInode, stat) == 0;
            mode = found ? *(ushort*)(stat + StatModeOffset) : 0;
            inode = found ? *(ulong*)(stat + StatInodeOffset) : 0;
            return found;
        }
    }

    private static int Unlink(byte[] path)
    {
        fixed (byte* start = path)
            return Native.unlink(start);
    }

    private static void Check(ListenAddress address, int result)
    {
        int error = Marshal.GetLastPInvokeError();
        if (result < 0)
            throw new ListenException(address, Errno.ToListenError(error), error);
    }

    private static byte[] Terminated(string path) => [.. Encoding.UTF8.GetBytes(path), 0];
}
