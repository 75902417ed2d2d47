using System.Runtime.InteropServices;

namespace Appliance.Storage;

/// <summary>Which file a path names: a file that was deleted, copied or replaced has another identity, one that was
/// renamed or written to has the same.</summary>
/// <param name="Device">The file system; it may change when that is mounted again. 0 outside Linux.</param>
/// <param name="Inode">The file on it, while the file is there. 0 outside Linux.</param>
/// <param name="BirthTimeNanoseconds">When the file was created, since 1970; 0 if the file system does not record it.
/// </param>
internal readonly record struct FileIdentity(ulong Device, ulong Inode, long BirthTimeNanoseconds)
{
    private const long NanosecondsInSecond = 1_000_000_000;
    private const long NanosecondsInTick = 100;

    /// <summary>The operating system does not tell.</summary>
    public static readonly FileIdentity Unknown;

    /// <returns>Null if there is no such file.</returns>
    public static FileIdentity? Of(string path)
    {
        if (OperatingSystem.IsLinux())
            return OnLinux(path);
        if (!File.Exists(path))
            return null;
        long ticks = (File.GetCreationTimeUtc(path) - DateTime.UnixEpoch).Ticks;
        return new(0, 0, Math.Max(0, ticks * NanosecondsInTick));
    }

    private static unsafe FileIdentity? OnLinux(string path)
    {
        byte* result = stackalloc byte[Posix.StatBytes];
        if (Posix.statx(Posix.CurrentDirectory, path, 0, Posix.StatInode | Posix.StatBirthTime, result) != 0)
            return Marshal.GetLastPInvokeError() is Posix.NoEntry or Posix.NotADirectory ? null : Unknown;
        // Offsets as in linux/stat.h, the same on all machines.
        ReadOnlySpan<byte> stat = new(result, Posix.StatBytes);
        bool hasBirth = (BitConverter.ToUInt32(stat) & Posix.StatBirthTime) != 0;
        ulong device = (ulong)BitConverter.ToUInt32(stat[136..]) << 32 | BitConverter.ToUInt32(stat[140..]);
        long born = BitConverter.ToInt64(stat[80..]) * NanosecondsInSecond + BitConverter.ToUInt32(stat[88..]);
        return new(device, BitConverter.ToUInt64(stat[32..]), hasBirth ? Math.Max(0, born) : 0);
    }
}
