using System.Diagnostics;

namespace Appliance.Storage.Sqlite;

/// <summary>
/// Rooms and ledger in one SQLite database, <c>appliance.db</c> in a directory that one process locks. Other processes
/// may read it. Tasks complete after their commit is on disk. After a failed write, tasks are
/// <see cref="StorageOutcome.Unavailable"/> until writes succeed again.
/// </summary>
public sealed class SqliteStorage : IDisposable
{
    private readonly SqliteWriter _writer;

    private SqliteStorage(SqliteSession session, SqliteFiles files, string path, Action<string> report)
    {
        _writer = new(new SqliteCommitter(session, files, path, report));
        Ledger = new SqliteLedger(_writer, session.CompleteSinceSeconds);
        Rooms = new SqliteRoomStore(_writer, path);
    }

    /// <summary>Valid until the storage is disposed.</summary>
    public ILedger Ledger { get; }

    /// <summary>Valid until the storage is disposed.</summary>
    public IRoomStore Rooms { get; }

    /// <summary>Whether the directory had no database before it was opened.</summary>
    public bool IsNew { get; private init; }

    /// <summary>Whether opening created the ledger or reset it.</summary>
    public bool IsLedgerNew { get; private init; }

    /// <summary>Opens or creates the database. If the disk is full or fails, existing rooms can be read, and storage is
    /// unavailable until writes succeed.</summary>
    /// <param name="directory">Created with access for its owner only, if it does not exist.</param>
    /// <param name="nowSeconds">Unix seconds. A new or reset ledger starts in the following second.</param>
    /// <param name="report">Writes a sentence to the log, called on any thread: when the ledger of a copy or backup is
    /// reset, and when writes start to fail or succeed again.</param>
    /// <param name="mustExist">Reject a directory without a database.</param>
    /// <exception cref="StorageException">Another process uses the directory, the database is corrupt or not an
    /// appliance's, or acknowledged commits are missing.</exception>
    public static SqliteStorage Open(
        string directory, long nowSeconds, Action<string> report, bool mustExist = false)
    {
        if (mustExist && !SqliteFiles.HasDatabase(directory))
        {
            throw new StorageException(
                $"{directory} has no appliance.db: give the directory that has it, mount its disk, or omit "
                + "data-must-exist to create a new ledger") { IsConfigurationError = true };
        }
        string path = SqliteFiles.Database(directory);
        SqliteFiles files = SqliteFiles.Lock(directory);
        SqliteConnection? connection = null;
        try
        {
            connection = SqliteConnection.OpenForWriting(path);
            LedgerOrigin origin = SqliteStartup.OpenLedger(connection, files, directory, nowSeconds);
            SqliteStorage storage = new(new(connection), files, path, report)
            {
                IsNew = origin == LedgerOrigin.New,
                IsLedgerNew = origin != LedgerOrigin.Continued,
            };
            if (ResetNotice(origin, directory) is { } sentence)
                report(sentence);
            return storage;
        }
        catch (Exception e)
        {
            connection?.Dispose();
            files.Dispose();
            if (e is SqliteException failure)
                throw Unreadable(path, failure);
            throw;
        }
    }

    /// <inheritdoc cref="IDataDirectory.OpenRoomsReadOnly"/>
    public static IRoomStore OpenRoomsReadOnly(string directory)
    {
        string path = SqliteFiles.Database(directory);
        return ReadExisting(path, _ => new SqliteRoomReader(path));
    }

    /// <inheritdoc cref="IDataDirectory.Check"/>
    public static IReadOnlyList<string> Check(string directory)
    {
        CommitCounter? counter = SqliteFiles.ReadCommitCounter(directory);
        return ReadExisting(SqliteFiles.Database(directory), connection =>
        {
            List<string> findings = SqliteStartup.Findings(connection, "PRAGMA integrity_check");
            if (findings.Count == 0 && SqliteStartup.MissingCommits(connection, counter, directory) is { } missing)
                findings.Add(missing);
            return findings;
        });
    }

    /// <summary>Copies the current state of a database into one file, without blocking an appliance that uses it. To
    /// restore the backup, copy it into an empty directory as <c>appliance.db</c>. It lacks later redemptions, so an
    /// appliance that starts with it rejects tokens issued before that start.</summary>
    /// <exception cref="StorageException">The database does not exist or cannot be read, or the file exists or cannot
    /// be written.</exception>
    public static void Backup(string directory, string file)
    {
        string path = SqliteFiles.Database(directory);
        string partial = $"{file}.{Environment.ProcessId}.partial";
        if (File.Exists(file))
            throw new StorageException($"{file} already exists: give another file name");
        try
        {
            using SqliteConnection source = OpenExisting(path);
            SqliteFiles.CreateEmpty(partial, FileMode.CreateNew);
            try
            {
                using (SqliteConnection target = new(partial))
                {
                    source.CopyTo(target);
                    target.Execute("UPDATE state SET remembers_since_seconds = NULL; PRAGMA journal_mode = DELETE");
                }
                File.Move(partial, file, overwrite: false);
            }
            finally
            {
                // After a success the file was moved, and this does nothing.
                SqliteFiles.TryDelete(partial);
            }
        }
        catch (SqliteException e)
        {
            throw new StorageException($"{path} cannot be copied to {file}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(
                $"{file} cannot be written: check the permissions of its directory and the disk", e);
        }
    }

    /// <summary>Lets the next start reset the ledger, for example after the clock was ahead. Entries are kept, and the
    /// latest time ever seen is cleared.</summary>
    /// <exception cref="StorageException">The database does not exist, another process uses it, or it cannot be
    /// written.</exception>
    public static void ResetLedger(string directory)
    {
        string path = SqliteFiles.Database(directory);
        if (!SqliteFiles.HasDatabase(directory))
            throw NotFound(path);
        using SqliteFiles files = SqliteFiles.Lock(directory);
        try
        {
            using SqliteConnection connection = SqliteConnection.OpenForWriting(path);
            SqliteSchema.Migrate(connection, path);
            connection.Execute("UPDATE state SET remembers_since_seconds = NULL, highest_seconds = 0");
        }
        catch (SqliteException e)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>Completes the queued tasks.</summary>
    public void Dispose() => _writer.Dispose();

    internal static StorageException Unreadable(string path, SqliteException e)
    {
        string advice = e.IsCorrupt ? "is corrupt: move its directory's files away and restore a backup"
            : e.IsFull ? "cannot be written: its disk is full, free some space"
            : e.IsBusy ? "is in use by another program: wait for it, or stop it"
            : "cannot be read or written: check the disk and the file's owner";
        return new($"{path} {advice} ({e.Message})", e) { IsCorrupt = e.IsCorrupt };
    }

    internal static string? ResetNotice(LedgerOrigin origin, string directory) => origin switch
    {
        LedgerOrigin.Backup => $"{directory} was restored from a backup or reset by the operator: its ledger was "
            + "reset, and tokens issued before now are rejected",
        LedgerOrigin.Copy => $"{directory} is a copy, or its appliance.commits was lost: its ledger was reset, and "
            + "tokens issued before now are rejected",
        LedgerOrigin.Continued or LedgerOrigin.New => null,
        _ => throw new UnreachableException(),
    };

    private static StorageException NotFound(string path) =>
        new($"{path} not found: give the directory that an appliance used as --data");

    private static T ReadExisting<T>(string path, Func<SqliteConnection, T> read)
    {
        try
        {
            using SqliteConnection connection = OpenExisting(path);
            return read(connection);
        }
        catch (SqliteException e)
        {
            throw Unreadable(path, e);
        }
    }

    private static SqliteConnection OpenExisting(string path)
    {
        if (!File.Exists(path))
            throw NotFound(path);
        return new(path, connection => SqliteSchema.ReadVersion(connection, path, isNewAllowed: false));
    }
}
