using System.Runtime.InteropServices;

namespace Appliance.Storage;

/// <summary>Identifies the file at a path. Deleting, copying or replacing a file changes the identity; renaming it or
/// writing to it does not.</summary>
/// <param name="Device">The file system; may change when it is remounted. 0 outside Linux.</param>
/// <param name="Inode">The file's inode, which may be reused after deletion. 0 outside Linux.</param>
/// <param name="BirthTimeNanoseconds">When the file was created, since 1970; 0 if the file system does not record it.
/// </param>
internal readonly record struct FileIdentity(ulong Device, ulong Inode, long BirthTimeNanoseconds)
{
    private const long NanosecondsInSecond = 1_000_000_000;
    private const long NanosecondsInTick = 100;

    /// <summary>The operating system does not provide an identity.</summary>
    public static readonly FileIdentity Unknown;

    /// <returns>Null if the file does not exist.</returns>
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
        // Offsets of struct statx in linux/stat.h, the same on all architectures.
        ReadOnlySpan<byte> stat = new(result, Posix.StatBytes);
        bool hasBirth = (BitConverter.ToUInt32(stat) & Posix.StatBirthTime) != 0;
        ulong device = (ulong)BitConverter.ToUInt32(stat[136..]) << 32 | BitConverter.ToUInt32(stat[140..]);
        long birthTime = BitConverter.ToInt64(stat[80..]) * NanosecondsInSecond + BitConverter.ToUInt32(stat[88..]);
        return new(device, BitConverter.ToUInt64(stat[32..]), hasBirth ? Math.Max(0, birthTime) : 0);
    }
}
