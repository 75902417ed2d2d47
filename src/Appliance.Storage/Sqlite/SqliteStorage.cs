using SQLitePCL;

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

    private SqliteStorage(
        SqliteFiles files, SqliteConnection connection, string path, long since, Action<string> report)
    {
        _writer = new(connection, new(connection), files, report);
        Ledger = new SqliteLedger(_writer, since);
        Rooms = new SqliteRoomStore(_writer, path);
    }

    /// <summary>Ends with the storage.</summary>
    public ILedger Ledger { get; }

    /// <summary>Ends with the storage.</summary>
    public IRoomStore Rooms { get; }

    /// <summary>Opens what is there, or begins anew.</summary>
    /// <param name="directory">It is created, for its owner alone, if it is not there.</param>
    /// <param name="nowSeconds">Unix seconds: a new ledger remembers from the second after it.</param>
    /// <param name="report">Takes a sentence for the log when writing begins to fail and when it goes on, on any
    /// thread.</param>
    /// <exception cref="StorageException">Another process has it, it is damaged or not an appliance's, or lacks what
    /// was acknowledged.</exception>
    public static SqliteStorage Open(string directory, long nowSeconds, Action<string> report)
    {
        string path = SqliteFiles.Database(directory);
        SqliteFiles files = SqliteFiles.Lock(directory);
        SqliteConnection? connection = null;
        try
        {
            connection = new(path, BusyMillisecondsMax);
            // Deleted rows hold digests alone, which nobody needs to have overwritten. The log grows to 16 MB between
            // checkpoints: pages that are written again and again until then reach the database once.
            connection.Execute(
                """
                PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = OFF;
                PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 4000
                """);
            // A file that was made just now, beside the count of another that is gone.
            long acknowledged = files.ReadAcknowledgedCommits();
            if (acknowledged > 0 && SqliteSchema.Recognize(connection, path, isNewAllowed: true) == 0)
                throw Lacking(directory, $"lacks all of {acknowledged} commits");
            SqliteSchema.Migrate(connection, path);
            if (Findings(connection, "PRAGMA quick_check(1)") is [string finding, ..])
                throw new SqliteException(raw.SQLITE_CORRUPT, finding);
            if (Lost(connection, acknowledged) is { } lost)
                throw Lacking(directory, lost);
            long since = Begin(connection, files, nowSeconds);
            return new(files, connection, path, since, report);
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

    /// <summary>Looks through all of a database, also while an appliance has it.</summary>
    /// <returns>What is wrong, a line each; empty if nothing is.</returns>
    /// <exception cref="StorageException">There is none, or it cannot be read at all.</exception>
    public static IReadOnlyList<string> Check(string directory)
    {
        string path = SqliteFiles.Database(directory);
        long acknowledged = SqliteFiles.ReadAcknowledgedCommits(directory);
        try
        {
            using SqliteConnection connection = OpenToRead(path);
            List<string> findings = Findings(connection, "PRAGMA integrity_check");
            if (findings.Count == 0 && Lost(connection, acknowledged) is { } lost)
                findings.Add(lost);
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
            using SqliteConnection source = OpenToRead(path);
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

    /// <summary>Completes what was begun.</summary>
    public void Dispose() => _writer.Dispose();

    internal static StorageException Unreadable(string path, SqliteException e)
    {
        string advice = e.IsDamage ? "is damaged: move its directory's files away and put a backup in their place"
            : e.IsBusy ? "is in use by another program: wait for its end, or end it"
            : "cannot be read or written: see to its disk and its owner";
        return new($"{path} {advice} ({e.Message})", e) { IsDamage = e.IsDamage };
    }

    /// <returns>Since when the ledger is complete.</returns>
    private static long Begin(SqliteConnection connection, SqliteFiles files, long nowSeconds)
    {
        if (connection.ReadNumber("SELECT remembers_since_seconds FROM state") is not { } since)
        {
            since = nowSeconds + 1;
            // The count beside it may be another database's.
            files.WriteAcknowledgedCommits(0);
            connection.Execute($"UPDATE state SET remembers_since_seconds = {since}");
        }
        // Commits go into a new log: what a process before this one failed to flush cannot be among what they rest on.
        connection.Checkpoint();
        return since;
    }

    private static StorageException Lacking(string directory, string lost) => new(
        $"{directory} {lost}: tokens that were used could be used again. Bring appliance.db and appliance.db-wal back "
        + "as they were, or move the directory's files away and put a backup in their place")
    {
        IsDamage = true,
    };

    private static List<string> Findings(SqliteConnection connection, string sql)
    {
        List<string> findings = [];
        using SqliteStatement check = connection.Prepare(sql);
        while (check.Read())
        {
            if (check.TextOrNull(0) is { } finding and not "ok")
                findings.Add(finding);
        }
        findings.AddRange(SqliteSchema.Missing(connection));
        return findings;
    }

    private static string? Lost(SqliteConnection connection, long acknowledged)
    {
        long commits = connection.ReadNumber("SELECT commits FROM state") ?? 0;
        return commits < acknowledged && connection.ReadNumber("SELECT remembers_since_seconds FROM state") is not null
            ? $"lacks {acknowledged - commits} of {acknowledged} commits" : null;
    }

    private static SqliteConnection OpenToRead(string path)
    {
        if (!File.Exists(path))
            throw new StorageException($"{path} is not there: name the directory that an appliance had as --data");
        SqliteConnection connection = new(path, BusyMillisecondsMax);
        try
        {
            SqliteSchema.Recognize(connection, path, isNewAllowed: false);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
