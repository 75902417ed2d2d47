using System.Globalization;

namespace Appliance.Storage;

/// <summary>
/// The files of a data directory, and the lock that one process at a time has. The lock is the kernel's and goes with
/// the process, however that ends; it is on a file of its own, so that others may read the database meanwhile. Another
/// file tells how many commits were acknowledged: written without a flush it costs nothing and outlives the process,
/// and a database that has fewer has lost some, by whatever happened to its write-ahead log.
/// </summary>
internal sealed class SqliteFiles : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int CommitsDigits = 19;
    private readonly FileStream _lock;
    private readonly FileStream _commits;

    private SqliteFiles(FileStream @lock, FileStream commits) => (_lock, _commits) = (@lock, commits);

    public static string Database(string directory) => Path.Combine(directory, "appliance.db");

    /// <exception cref="StorageException">Another process has it, or it cannot be written.</exception>
    public static SqliteFiles Lock(string directory)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(directory);
            else
                Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
            FileStream @lock = Lock(directory, Path.Combine(directory, "appliance.lock"));
            // Not before it is ours: that a process closes any handle of a file takes SQLite's locks on it from it.
            CreateEmpty(Database(directory), FileMode.OpenOrCreate);
            return new(@lock, Open(Commits(directory), FileMode.OpenOrCreate, FileAccess.ReadWrite));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{directory} cannot be written to: see to its rights and to the disk", e);
        }
    }

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

    /// <returns>How many commits were acknowledged as far as is known, whoever has the lock.</returns>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public static long ReadAcknowledgedCommits(string directory)
    {
        string path = Commits(directory);
        try
        {
            if (!File.Exists(path))
                return 0;
            using FileStream file = Open(path, FileMode.Open, FileAccess.Read);
            return Read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{path} cannot be read: see to its rights and to the disk", e);
        }
    }

    public long ReadAcknowledgedCommits() => Read(_commits);

    public void WriteAcknowledgedCommits(long commits)
    {
        Span<byte> digits = stackalloc byte[CommitsDigits];
        commits.TryFormat(digits, out _, "D19", CultureInfo.InvariantCulture);
        try
        {
            RandomAccess.Write(_commits.SafeFileHandle, digits, 0);
        }
        catch (IOException)
        {
            // It is a second look at what SQLite has made durable, which holds without it.
        }
    }

    public void Dispose()
    {
        _commits.Dispose();
        _lock.Dispose();
    }

    private static string Commits(string directory) => Path.Combine(directory, "appliance.commits");

    private static FileStream Lock(string directory, string file)
    {
        try
        {
            return Open(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(file))
        {
            throw new StorageException(
                $"{directory} is in use: end the other appliance, or give this one a directory of its own", e);
        }
    }

    private static long Read(FileStream file)
    {
        Span<byte> digits = stackalloc byte[CommitsDigits];
        int read = RandomAccess.Read(file.SafeFileHandle, digits, 0);
        // Nothing yet, or nothing any more after a power cut.
        return long.TryParse(digits[..read], NumberStyles.None, CultureInfo.InvariantCulture, out long commits)
            ? commits : 0;
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
