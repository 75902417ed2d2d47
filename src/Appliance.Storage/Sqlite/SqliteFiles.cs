using System.Runtime.InteropServices;
using Appliance.Linux;

namespace Appliance.Storage.Sqlite;

/// <summary>
/// The files of a data directory and its exclusive lock. The kernel releases the lock when the process ends for any
/// reason. It is taken on a separate file, so other processes can read the database. The <see cref="CommitCounter"/>
/// holds the number of acknowledged commits. It is written without a flush, which is cheap and still survives the death
/// of the process. A database with fewer commits has lost some, for example with its write-ahead log.
/// </summary>
internal sealed class SqliteFiles : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A byte of the database header: 1 with a rollback journal, 2 with a write-ahead log.</summary>
    private const int JournalVersionOffset = 18;
    private const int HeaderBytes = 100;

    private const int WindowsDiskFull = unchecked((int)0x80070070);

    private readonly string _directory;
    private readonly FileStream _lock;
    private readonly FileStream _commits;
    private readonly FileIdentity _lockIdentity;
    private readonly FileIdentity _databaseIdentity;

    private SqliteFiles(string directory, FileStream @lock, FileStream commits)
    {
        _directory = directory;
        _lock = @lock;
        _commits = commits;
        _lockIdentity = FileIdentity.Of(LockFile(directory)) ?? FileIdentity.Unknown;
        _databaseIdentity = FileIdentity.Of(Database(directory)) ?? FileIdentity.Unknown;
    }

    /// <summary>Free bytes on the file system; <see cref="long.MaxValue"/> if unknown.</summary>
    public long FreeBytes
    {
        get
        {
            try
            {
                // DriveInfo needs a drive on Windows, and takes any path elsewhere.
                string path = Path.GetFullPath(_directory);
                return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(path)! : path).AvailableFreeSpace;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return long.MaxValue;
            }
        }
    }

    public static string Database(string directory) => Path.Combine(directory, "appliance.db");

    /// <summary>Creates and locks a data directory and its files.</summary>
    /// <exception cref="StorageException">Another process uses the directory, or it is not writable.</exception>
    public static SqliteFiles Lock(string directory)
    {
        FileStream? @lock = null;
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(directory);
            else
                Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
            @lock = OpenLock(directory);
            // Only under our lock: closing any handle of the database releases this process's SQLite locks on it.
            CreateEmpty(Database(directory), FileMode.OpenOrCreate);
            RejectForeignLog(directory);
            return new(directory, @lock, Open(Commits(directory), FileMode.OpenOrCreate, FileAccess.ReadWrite));
        }
        catch (Exception e)
        {
            @lock?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw WriteFailure(directory, e);
            throw;
        }
    }

    /// <summary>Whether the database file exists and is not empty.</summary>
    public static bool HasDatabase(string directory) =>
        new FileInfo(Database(directory)) is { Exists: true, Length: > 0 };

    /// <summary>Creates a file that only its owner may read.</summary>
    public static void CreateEmpty(string path, FileMode mode) => Open(path, mode, FileAccess.Write).Dispose();

    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A leftover file is harmless.
        }
    }

    /// <summary>Reads the commit counter, also while another process holds the lock.</summary>
    /// <returns>Null if the file is missing or malformed.</returns>
    /// <exception cref="StorageException">The file cannot be read.</exception>
    public static CommitCounter? ReadCommitCounter(string directory)
    {
        string path = Commits(directory);
        try
        {
            if (!File.Exists(path))
                return null;
            using FileStream file = Open(path, FileMode.Open, FileAccess.Read);
            return Read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{path} cannot be read: check its permissions and the disk", e);
        }
    }

    /// <summary>Whether the counter was written for other files than the directory now has, so these are copies. False
    /// if the counter or the file system has no birth times.</summary>
    public static bool BelongsToOtherFiles(CommitCounter counter, string directory) =>
        counter.BirthTimes is { } birthTimes && birthTimes != BirthTimesOf(directory);

    /// <inheritdoc cref="ReadCommitCounter(string)"/>
    public CommitCounter? ReadCommitCounter()
    {
        try
        {
            return Read(_commits);
        }
        catch (IOException e)
        {
            throw WriteFailure(_directory, e);
        }
    }

    /// <summary>Writes the commit counter with the current birth times, durably.</summary>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public void WriteCommitCounter(long commits)
    {
        Span<byte> content = stackalloc byte[CommitCounter.BytesMax];
        CommitCounter.Format(commits, BirthTimesOf(_directory), content);
        try
        {
            RandomAccess.Write(_commits.SafeFileHandle, content, 0);
            RandomAccess.SetLength(_commits.SafeFileHandle, content.Length);
            RandomAccess.FlushToDisk(_commits.SafeFileHandle);
            // If a power failure nevertheless loses the directory entry, the next start resets the ledger.
            if (!OperatingSystem.IsWindows())
                FlushDirectory(_directory);
        }
        catch (IOException e)
        {
            throw WriteFailure(_directory, e);
        }
    }

    /// <summary>Overwrites the number of commits, without a flush.</summary>
    public void OverwriteCommits(long commits)
    {
        Span<byte> digits = stackalloc byte[CommitCounter.CommitsDigits];
        CommitCounter.Format(commits, digits);
        try
        {
            RandomAccess.Write(_commits.SafeFileHandle, digits, 0);
        }
        catch (IOException)
        {
            // The counter is only a cross-check: the commit is durable without it.
        }
    }

    /// <summary>Checks that lock and database are still the files that this process has open.</summary>
    /// <returns>Null, "PATH was deleted" or "PATH was replaced".</returns>
    public string? FindLostFile() =>
        LostReason(Database(_directory), _databaseIdentity) ?? LostReason(LockFile(_directory), _lockIdentity);

    public void Dispose()
    {
        _commits.Dispose();
        _lock.Dispose();
    }

    private static string Commits(string directory) => Path.Combine(directory, "appliance.commits");

    private static string LockFile(string directory) => Path.Combine(directory, "appliance.lock");

    private static FileBirthTimes BirthTimesOf(string directory) => new(
        (FileIdentity.Of(Database(directory)) ?? FileIdentity.Unknown).BirthTimeNanoseconds,
        (FileIdentity.Of(Commits(directory)) ?? FileIdentity.Unknown).BirthTimeNanoseconds);

    private static string? LostReason(string path, FileIdentity opened)
    {
        if (FileIdentity.Of(path) is not { } found)
            return $"{path} was deleted";
        return found == opened || found == FileIdentity.Unknown || opened == FileIdentity.Unknown
            ? null : $"{path} was replaced";
    }

    /// <summary>A backup has no write-ahead log. A log in its directory belongs to the previous database, and SQLite
    /// would apply it to the backup.</summary>
    private static void RejectForeignLog(string directory)
    {
        string log = Database(directory) + "-wal";
        if (new FileInfo(log) is not { Exists: true, Length: > 0 })
            return;
        Span<byte> header = stackalloc byte[HeaderBytes];
        using FileStream database = Open(Database(directory), FileMode.Open, FileAccess.Read);
        if (RandomAccess.Read(database.SafeFileHandle, header, 0) == HeaderBytes && header[JournalVersionOffset] == 1)
        {
            throw new StorageException(
                $"{log} belongs to another database than the backup in the same directory: delete it")
            {
                IsCorrupt = true,
            };
        }
    }

    /// <summary>Opens and locks the lock file with flock. .NET's own lock is not enough: an environment variable can
    /// disable it, and on file systems without locks it is silently skipped.</summary>
    private static FileStream OpenLock(string directory)
    {
        string path = LockFile(directory);
        FileStream file;
        try
        {
            file = Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw InUse(directory, e);
        }
        if (OperatingSystem.IsWindows()
            || Libc.flock(file.SafeFileHandle, Libc.LockExclusive | Libc.LockNonBlocking) == 0)
            return file;
        int error = Marshal.GetLastPInvokeError();
        file.Dispose();
        throw error is Errno.Again or Errno.AgainElsewhere
            ? InUse(directory, null)
            : new StorageException($"{path} cannot be locked ({Marshal.GetPInvokeErrorMessage(error)})");
    }

    /// <summary>Makes a directory's entries durable, if the file system supports it.</summary>
    private static void FlushDirectory(string path)
    {
        int directory = Libc.open(path, Libc.OpenReadOnly);
        if (directory < 0)
            return;
        _ = Libc.fsync(directory);
        _ = Libc.close(directory);
    }

    private static StorageException InUse(string directory, IOException? e) =>
        new($"{directory} is in use by another process: stop it, or use another directory", e);

    private static StorageException WriteFailure(string directory, Exception e) => new(
        $"{directory} is not writable: " + (e.HResult is Errno.NoSpace or WindowsDiskFull
            ? "its disk is full, free some space" : "check its permissions and the disk"), e);

    private static CommitCounter? Read(FileStream file)
    {
        // One more byte than valid content has, so that longer content is malformed.
        Span<byte> content = stackalloc byte[CommitCounter.BytesMax + 1];
        return CommitCounter.Parse(content[..RandomAccess.Read(file.SafeFileHandle, content, 0)]);
    }

    private static FileStream Open(
        string path, FileMode mode, FileAccess access, FileShare share = FileShare.ReadWrite)
    {
        FileStreamOptions options = new() { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
            options.UnixCreateMode = OwnerOnly;
        return new(path, options);
    }
}
