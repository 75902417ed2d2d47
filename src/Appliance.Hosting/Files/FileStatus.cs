using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Hosting.Files;

/// <summary>Type, mode and owner of a file or directory (statx(2)); Linux only.</summary>
internal readonly unsafe partial struct FileStatus
{
    private const int AT_FDCWD = -100;
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const int AT_EMPTY_PATH = 0x1000;
    private const uint STATX_TYPE_MODE_UID_GID = 0x1 | 0x2 | 0x8 | 0x10;
    private const int StatxBytes = 256;
    private const int OwnerOffset = 20;
    private const int GroupOffset = 24;
    private const int ModeOffset = 28;

    private const int PathBytesMax = 4096;

    private const int TypeMask = 0xF000;
    private const int TypeRegular = 0x8000;
    private const int TypeLink = 0xA000;

    private readonly int _typeAndMode;

    private FileStatus(byte* statx)
    {
        _typeAndMode = *(ushort*)(statx + ModeOffset);
        OwnerId = *(uint*)(statx + OwnerOffset);
        GroupId = *(uint*)(statx + GroupOffset);
    }

    public uint OwnerId { get; }

    public uint GroupId { get; }

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

    /// <summary>The status of an open file; null if it is unavailable.</summary>
    public static FileStatus? Of(SafeFileHandle file) => Read((int)file.DangerousGetHandle(), "", AT_EMPTY_PATH);

    /// <summary>The status of a path's target, through symbolic links; null if it is missing or unavailable.</summary>
    public static FileStatus? Of(string path) => Read(AT_FDCWD, path, flags: 0);

    /// <summary>The same, without following the last symbolic link.</summary>
    public static FileStatus? OfLink(string path) => Read(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW);

    /// <summary>The target of a symbolic link, relative to its directory; null if the path is no link.</summary>
    public static string? ReadLink(string path)
    {
        byte[] target = new byte[PathBytesMax];
        nint length = readlink([.. Encoding.UTF8.GetBytes(path), 0], target, target.Length);
        return length > 0 ? Encoding.UTF8.GetString(target, 0, (int)length) : null;
    }

    private static FileStatus? Read(int directory, string path, int flags)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        byte* result = stackalloc byte[StatxBytes];
        byte[] terminated = [.. Encoding.UTF8.GetBytes(path), 0];
        return statx(directory, terminated, flags, STATX_TYPE_MODE_UID_GID, result) == 0 ? new(result) : null;
    }

    [LibraryImport("libc")]
    private static partial nint readlink(byte[] path, byte[] target, nint targetBytes);

    [LibraryImport("libc")]
    private static partial int statx(int directory, byte[] path, int flags, uint mask, byte* result);
}
