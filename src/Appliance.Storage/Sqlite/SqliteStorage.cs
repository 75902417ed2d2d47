namespace Appliance.Storage;

/// <summary>
/// Rooms and ledger in one SQLite database, <c>appliance.db</c> in a directory that one process at a time has. Others
/// may read it meanwhile. What was answered is on the disk; what a write that failed was for is answered with
/// <see cref="StorageOutcome.Unavailable"/>, and so is everything after it until writing works again.
/// </summary>
public sealed class SqliteStorage : IDisposable
{
    internal const int BusyMillisecondsMax = 1_000;

    private readonly SqliteWriter _writer;

    private SqliteStorage(SqliteSession session, SqliteFiles files, string path, Action<string> report)
    {
        _writer = new(session, files, path, report);
        Ledger = new SqliteLedger(_writer, session.CompleteSinceSeconds);
        Rooms = new SqliteRoomStore(_writer, path);
    }

    /// <summary>Ends with the storage.</summary>
    public ILedger Ledger { get; }

    /// <summary>Ends with the storage.</summary>
    public IRoomStore Rooms { get; }

    /// <summary>Whether the directory had no database before.</summary>
    public bool IsNew { get; private init; }

    /// <summary>Opens what is there, or begins anew. Where the disk is full or fails, what is there can be read, and
    /// it is unavailable until the disk can be written.</summary>
    /// <param name="directory">It is created, for its owner alone, if it is not there.</param>
    /// <param name="nowSeconds">Unix seconds: a new ledger remembers from the second after it.</param>
    /// <param name="report">Takes a sentence for the log when the ledger of a copy or of a backup begins, when writing
    /// begins to fail and when it goes on, on any thread.</param>
    /// <param name="mustExist">Refuse a directory that has no database.</param>
    /// <exception cref="StorageException">Another process has it, it is damaged or not an appliance's, or lacks what
    /// was acknowledged.</exception>
    public static SqliteStorage Open(
        string directory, long nowSeconds, Action<string> report, bool mustExist = false)
    {
        if (mustExist && !SqliteFiles.HasDatabase(directory))
        {
            throw new StorageException(
                $"{directory} has no appliance.db: name the directory that has it, mount its disk, or leave out "
                + "data-must-exist to begin a new ledger") { IsConfigurationError = true };
        }
        string path = SqliteFiles.Database(directory);
        SqliteFiles files = SqliteFiles.Lock(directory);
        SqliteConnection? connection = null;
        try
        {
            connection = SqliteConnection.OpenForWriting(path, BusyMillisecondsMax);
            LedgerOrigin origin = SqliteStartup.OpenLedger(connection, files, directory, nowSeconds);
            SqliteStorage storage = new(new(connection), files, path, report) { IsNew = origin == LedgerOrigin.New };
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

    /// <summary>The rooms of a data directory as they are now, also while an appliance has it. Nothing can be changed
    /// through it, and later changes are not seen.</summary>
    /// <exception cref="StorageException">There is no database, or it is not an appliance's.</exception>
    public static IRoomStore OpenRoomsReadOnly(string directory)
    {
        string path = SqliteFiles.Database(directory);
        try
        {
            using SqliteConnection connection = OpenExisting(path);
            return new SqliteRoomReader(path);
        }
        catch (SqliteException e)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>Looks through all of a database, also while an appliance has it.</summary>
    /// <returns>What is wrong, a line each; empty if nothing is.</returns>
    /// <exception cref="StorageException">There is none, or it cannot be read at all.</exception>
    public static IReadOnlyList<string> Check(string directory)
    {
        string path = SqliteFiles.Database(directory);
        CommitCounter? counter = SqliteFiles.ReadCommitCounter(directory);
        try
        {
            using SqliteConnection connection = OpenExisting(path);
            List<string> findings = SqliteStartup.Findings(connection, "PRAGMA integrity_check");
            if (findings.Count == 0 && SqliteStartup.MissingCommits(connection, counter, directory) is { } missing)
                findings.Add(missing);
            return findings;
        }
        catch (SqliteException e)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>Copies a database as it is now into one file, also while an appliance has it, which does not wait. The
    /// copy is used by putting it into an empty directory as <c>appliance.db</c>. It does not know what is redeemed
    /// after it was made: an appliance that starts with it redeems no token from before that start.</summary>
    /// <exception cref="StorageException">There is no database, it cannot be read, or the file is there
    /// already or cannot be written.</exception>
    public static void Backup(string directory, string file)
    {
        string path = SqliteFiles.Database(directory);
        string partial = $"{file}.{Environment.ProcessId}.partial";
        if (File.Exists(file))
            throw new StorageException($"{file} is there already: name another file");
        try
        {
            using SqliteConnection source = OpenExisting(path);
            SqliteFiles.CreateEmpty(partial, FileMode.CreateNew);
            try
            {
                using (SqliteConnection target = new(partial, BusyMillisecondsMax))
                {
                    source.CopyTo(target);
                    target.Execute("UPDATE state SET remembers_since_seconds = NULL; PRAGMA journal_mode = DELETE");
                }
                File.Move(partial, file, overwrite: false);
            }
            finally
            {
                // It is there no more if all went well.
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
                $"{file} cannot be written: see to the rights of its directory and to the disk", e);
        }
    }

    /// <summary>Has the ledger begin anew with the next start: for after a clock that was ahead. Entries stay, and the
    /// latest time that was seen is forgotten.</summary>
    /// <exception cref="StorageException">There is no database, another process has it, or it cannot be written.
    /// </exception>
    public static void ResetLedger(string directory)
    {
        string path = SqliteFiles.Database(directory);
        if (!SqliteFiles.HasDatabase(directory))
            throw NotFound(path);
        using SqliteFiles files = SqliteFiles.Lock(directory);
        try
        {
            using SqliteConnection connection = SqliteConnection.OpenForWriting(path, BusyMillisecondsMax);
            SqliteSchema.Migrate(connection, path);
            connection.Execute("UPDATE state SET remembers_since_seconds = NULL, highest_seconds = 0");
        }
        catch (SqliteException e)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>Completes what was begun.</summary>
    public void Dispose() => _writer.Dispose();

    internal static StorageException Unreadable(string path, SqliteException e)
    {
        string advice = e.IsCorrupt ? "is damaged: move its directory's files away and put a backup in their place"
            : e.IsFull ? "cannot be written: its disk is full, make room"
            : e.IsBusy ? "is in use by another program: wait for its end, or end it"
            : "cannot be read or written: see to its disk and its owner";
        return new($"{path} {advice} ({e.Message})", e) { IsCorrupt = e.IsCorrupt };
    }

    private static string? ResetNotice(LedgerOrigin origin, string directory) => origin switch
    {
        LedgerOrigin.Backup => $"{directory} was restored from a backup, or told to begin anew: its ledger begins "
            + "now, and tokens that were issued before are refused",
        LedgerOrigin.Copy => $"{directory} holds a copy of a database, or its appliance.commits was lost: its ledger "
            + "begins anew, and tokens that were issued before now are refused",
        _ => null,
    };

    private static StorageException NotFound(string path) =>
        new($"{path} is not there: name the directory that an appliance had as --data");

    private static SqliteConnection OpenExisting(string path)
    {
        if (!File.Exists(path))
            throw NotFound(path);
        SqliteConnection connection = new(path, BusyMillisecondsMax);
        try
        {
            SqliteSchema.ReadVersion(connection, path, isNewAllowed: false);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
