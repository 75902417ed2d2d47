using System.Runtime.InteropServices;

namespace Appliance.Storage;

/// <summary>
/// The files of a data directory, and the lock that one process at a time has. The lock is the kernel's and goes with
/// the process, however that ends; it is on a file of its own, so that others may read the database meanwhile. A
/// <see cref="CommitCounter"/> tells how many commits were acknowledged: written without a flush it costs nothing and
/// outlives the process, and a database that has fewer has lost some, by whatever happened to its write-ahead log.
/// </summary>
internal sealed class SqliteFiles : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>In a database's header: 1 with a rollback journal, 2 with a write-ahead log.</summary>
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

    /// <summary>Bytes that may still be written to the file system; <see cref="long.MaxValue"/> if it does not tell.
    /// </summary>
    public long FreeBytes
    {
        get
        {
            try
            {
                // On Windows a drive has to be named, elsewhere any path on it.
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

    /// <exception cref="StorageException">Another process has it, or it cannot be written.</exception>
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
            // Not before it is ours: that a process closes any handle of a file takes SQLite's locks on it from it.
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

    /// <summary>Whether there is a database with anything in it.</summary>
    public static bool HasDatabase(string directory) =>
        new FileInfo(Database(directory)) is { Exists: true, Length: > 0 };

    /// <summary>Creates a file that the owner alone may read.</summary>
    public static void CreateEmpty(string path, FileMode mode) => Open(path, mode, FileAccess.Write).Dispose();

    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It lies there for its owner to see.
        }
    }

    /// <summary>Reads the record of a directory, whoever has its lock.</summary>
    /// <returns>Null if there is none or it is unreadable.</returns>
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
            throw new StorageException($"{path} cannot be read: see to its rights and to the disk", e);
        }
    }

    /// <summary>Whether a record was written beside other files than the directory now has, so that these are copies.
    /// A record without birth times, and a file system without any, do not tell.</summary>
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

    /// <summary>Writes the whole record, durably.</summary>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public void WriteCommitCounter(long commits)
    {
        Span<byte> record = stackalloc byte[CommitCounter.BytesMax];
        CommitCounter.Format(commits, BirthTimesOf(_directory), record);
        try
        {
            RandomAccess.Write(_commits.SafeFileHandle, record, 0);
            RandomAccess.SetLength(_commits.SafeFileHandle, record.Length);
            RandomAccess.FlushToDisk(_commits.SafeFileHandle);
            // A name that is lost in a power cut all the same makes the ledger begin anew.
            if (!OperatingSystem.IsWindows())
                Posix.FlushDirectory(_directory);
        }
        catch (IOException e)
        {
            throw WriteFailure(_directory, e);
        }
    }

    /// <summary>Overwrites the number of commits in the record.</summary>
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
            // It is a second look at what SQLite has made durable, which holds without it.
        }
    }

    /// <summary>Whether lock and database at their paths are still the files that this process has open.</summary>
    /// <returns>Null, or what is wrong: "PATH was deleted" or "PATH was replaced".</returns>
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

    /// <summary>A backup has no write-ahead log. One that lies beside it belongs to the database before it, and SQLite
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
                $"{log} belongs to another database than the backup beside it: delete it") { IsCorrupt = true };
        }
    }

    /// <summary>.NET's own lock can be switched off by a variable, and is silently left out where the file system has
    /// none; so the kernel is asked for the same one again.</summary>
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
            || Posix.flock(file.SafeFileHandle, Posix.LockExclusive | Posix.LockNonBlocking) == 0)
            return file;
        int error = Marshal.GetLastPInvokeError();
        file.Dispose();
        throw error is Posix.WouldBlockOnLinux or Posix.WouldBlockElsewhere
            ? InUse(directory, null)
            : new StorageException($"{path} cannot be locked ({Marshal.GetPInvokeErrorMessage(error)})");
    }

    private static StorageException InUse(string directory, IOException? e) =>
        new($"{directory} is in use: end the other appliance, or give this one a directory of its own", e);

    private static StorageException WriteFailure(string directory, Exception e) => new(
        $"{directory} cannot be written to: " + (e.HResult is Posix.NoSpace or WindowsDiskFull
            ? "its disk is full, make room" : "see to its rights and to the disk"), e);

    private static CommitCounter? Read(FileStream file)
    {
        // One byte more than there should be.
        Span<byte> record = stackalloc byte[CommitCounter.BytesMax + 1];
        return CommitCounter.Parse(record[..RandomAccess.Read(file.SafeFileHandle, record, 0)]);
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
