using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Linux;

/// <summary>
/// Identity, type, mode and owner of a file or directory: struct statx (linux/stat.h), the same on all architectures.
/// Linux only.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
public readonly unsafe struct FileStatus
{
    private const uint BirthTimeMask = 0x800;

    /// <summary>Type, mode, owner, group, inode and birth time.</summary>
    private const uint Mask = 0x1 | 0x2 | 0x8 | 0x10 | 0x100 | BirthTimeMask;

    private const int PathBytesMax = 4096;

    private const int TypeMask = 0xF000;
    private const int TypeRegular = 0x8000;
    private const int TypeLink = 0xA000;
    private const int TypeSocket = 0xC000;

    private const long NanosecondsInSecond = 1_000_000_000;

    [FieldOffset(0)] private readonly uint _mask;
    [FieldOffset(28)] private readonly ushort _typeAndMode;
    [FieldOffset(80)] private readonly long _birthSeconds;
    [FieldOffset(88)] private readonly uint _birthNanoseconds;
    [FieldOffset(136)] private readonly uint _deviceMajor;
    [FieldOffset(140)] private readonly uint _deviceMinor;

    [field: FieldOffset(20)]
    public uint OwnerId { get; }

    [field: FieldOffset(24)]
    public uint GroupId { get; }

    [field: FieldOffset(32)]
    public ulong Inode { get; }

    /// <summary>The file system; may change when it is remounted.</summary>
    public ulong Device => (ulong)_deviceMajor << 32 | _deviceMinor;

    /// <summary>When the file was created, in nanoseconds since 1970; 0 if that is not recorded.</summary>
    public long BirthTimeNanoseconds =>
        (_mask & BirthTimeMask) != 0 ? Math.Max(0, _birthSeconds * NanosecondsInSecond + _birthNanoseconds) : 0;

    /// <summary>The owner's user id.</summary>
    public string OwnerText => OwnerId.ToString(CultureInfo.InvariantCulture);

    public UnixFileMode Mode => (UnixFileMode)(_typeAndMode & ~TypeMask);

    /// <summary>The mode in the form of chmod(1), such as <c>0644</c>.</summary>
    public string ModeText
    {
        get
        {
            Span<char> digits = stackalloc char[4];
            for (int i = 0; i < digits.Length; i++)
                digits[^(i + 1)] = (char)('0' + ((int)Mode >> (3 * i) & 7));
            return new(digits);
        }
    }

    public bool IsRegular => (_typeAndMode & TypeMask) == TypeRegular;

    public bool IsLink => (_typeAndMode & TypeMask) == TypeLink;

    public bool IsSocket => (_typeAndMode & TypeMask) == TypeSocket;

    /// <summary>The status of an open file; null if it is unavailable.</summary>
    public static FileStatus? Of(SafeFileHandle file) =>
        Read((int)file.DangerousGetHandle(), "", Libc.AtEmptyPath, out FileStatus status) == 0 ? status : null;

    /// <summary>The status of a path's target, through symbolic links; null if it is missing or unavailable.</summary>
    public static FileStatus? Of(string path) => Read(path, out FileStatus status) == 0 ? status : null;

    /// <summary>The same, without following the last symbolic link.</summary>
    public static FileStatus? OfLink(string path) =>
        Read(Libc.AtCurrentDirectory, path, Libc.AtNoFollowLink, out FileStatus status) == 0 ? status : null;

    /// <summary>The status of a path's target; the result is 0 or the error number.</summary>
    public static int Read(string path, out FileStatus status) =>
        Read(Libc.AtCurrentDirectory, path, flags: 0, out status);

    /// <summary>The target of a symbolic link, relative to its directory; null if the path is no link.</summary>
    public static string? ReadLink(string path)
    {
        byte* target = stackalloc byte[PathBytesMax];
        nint length = Libc.readlink(path, target, PathBytesMax);
        return length > 0 ? Encoding.UTF8.GetString(target, (int)length) : null;
    }

    private static int Read(int directory, string path, int flags, out FileStatus status)
    {
        status = default;
        if (!OperatingSystem.IsLinux())
            return Errno.NotImplemented;
        return Libc.statx(directory, path, flags, Mask, out status) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }
}
