using Appliance.Linux;

namespace Appliance.Storage.Sqlite;

/// <summary>Identifies the file at a path. Deleting, copying or replacing a file changes the identity; renaming it or
/// writing to it does not.</summary>
/// <param name="Device">The file system; may change when it is remounted. 0 outside Linux.</param>
/// <param name="Inode">The file's inode, which may be reused after deletion. 0 outside Linux.</param>
/// <param name="BirthTimeNanoseconds">When the file was created, since 1970; 0 if the file system does not record it.
/// </param>
internal readonly record struct FileIdentity(ulong Device, ulong Inode, long BirthTimeNanoseconds)
{
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

    private static FileIdentity? OnLinux(string path) => FileStatus.Read(path, out FileStatus file) switch
    {
        0 => new(file.Device, file.Inode, file.BirthTimeNanoseconds),
        Errno.NoEntry or Errno.NotADirectory => null,
        _ => Unknown,
    };
}
