using SQLitePCL;

namespace Appliance.Storage.Sqlite;

/// <summary>Where the ledger of an opened database comes from.</summary>
internal enum LedgerOrigin : byte
{
    /// <summary>This directory's own ledger.</summary>
    Continued,
    /// <summary>A new database.</summary>
    New,
    /// <summary>A backup that is started for the first time, or a ledger reset by the operator.</summary>
    Backup,
    /// <summary>The files are a copy, or the commit counter is missing or malformed.</summary>
    Copy,
}

/// <summary>Decides at the start whether the ledger continues or is reset. A copy lacks the tokens redeemed after it
/// was made, so its ledger is reset: entries are kept, and tokens issued earlier are rejected.</summary>
internal static class SqliteStartup
{
    /// <summary>Migrates and checks the database, and resets its ledger if necessary.</summary>
    /// <param name="connection">Opened for writing.</param>
    /// <param name="files">Holds the commit counter.</param>
    /// <param name="directory">The data directory.</param>
    /// <param name="nowSeconds">Unix seconds. A reset ledger starts in the following second.</param>
    /// <exception cref="StorageException">The file is not an appliance database, or acknowledged commits are missing.
    /// </exception>
    /// <exception cref="SqliteException">The database is corrupt or cannot be written.</exception>
    public static LedgerOrigin OpenLedger(
        SqliteConnection connection, SqliteFiles files, string directory, long nowSeconds)
    {
        string path = SqliteFiles.Database(directory);
        // If the lock file was deleted, another process may still be in its last transaction.
        connection.AwaitWriters();
        CommitCounter? counter = files.ReadCommitCounter();
        bool isNew = SqliteSchema.ReadVersion(connection, path, isNewAllowed: true) == 0;
        // An empty database with a counter above 0: the previous database was deleted.
        if (isNew && counter is { Commits: > 0 and var acknowledged })
            throw MissingCommitsException(directory, $"lacks all of {acknowledged} commits");
        SqliteSchema.Migrate(connection, path);
        if (Findings(connection, "PRAGMA quick_check(1)") is [string finding, ..])
            throw new SqliteException(raw.SQLITE_CORRUPT, finding);
        LedgerOrigin origin = OriginOf(connection, counter, directory, isNew);
        if (origin == LedgerOrigin.Continued && MissingCommits(connection, counter) is { } missing)
            throw MissingCommitsException(directory, missing);
        if (origin != LedgerOrigin.Continued)
            ResetLedger(connection, files, nowSeconds);
        else if (counter is { BirthTimes: null, Commits: var commits })
            files.WriteCommitCounter(commits);
        return origin;
    }

    /// <summary>Compares the database with the commit counter in its directory.</summary>
    /// <returns>Describes the missing commits; null if none is missing.</returns>
    public static string? MissingCommits(SqliteConnection connection, CommitCounter? counter, string directory) =>
        counter is { } written && SqliteFiles.BelongsToOtherFiles(written, directory)
            ? null : MissingCommits(connection, counter);

    /// <summary>Runs one of SQLite's check pragmas and checks that the tables exist.</summary>
    /// <returns>The errors found, one line each.</returns>
    public static List<string> Findings(SqliteConnection connection, string sql)
    {
        List<string> findings = [];
        using SqliteStatement check = connection.Prepare(sql);
        while (check.Read())
        {
            if (check.TextOrNull(0) is { } finding and not "ok")
                findings.Add(finding);
        }
        findings.AddRange(SqliteSchema.FindMissing(connection));
        return findings;
    }

    private static LedgerOrigin OriginOf(
        SqliteConnection connection, CommitCounter? counter, string directory, bool isNew)
    {
        if (isNew)
            return LedgerOrigin.New;
        if (connection.ReadNumber("SELECT remembers_since_seconds FROM state") is null)
            return LedgerOrigin.Backup;
        return counter is { } written && !SqliteFiles.BelongsToOtherFiles(written, directory)
            ? LedgerOrigin.Continued : LedgerOrigin.Copy;
    }

    /// <summary>Starts a new ledger in the database. If the process is killed before the last step, the next start
    /// resets the ledger again. The counter is durable before the ledger starts, so before its first commit is
    /// acknowledged.</summary>
    private static void ResetLedger(SqliteConnection connection, SqliteFiles files, long nowSeconds)
    {
        connection.Execute("UPDATE state SET remembers_since_seconds = NULL");
        files.WriteCommitCounter(Commits(connection));
        connection.Execute($"UPDATE state SET remembers_since_seconds = {nowSeconds + 1}");
    }

    private static string? MissingCommits(SqliteConnection connection, CommitCounter? counter)
    {
        long acknowledged = counter?.Commits ?? 0;
        long commits = Commits(connection);
        return commits < acknowledged && connection.ReadNumber("SELECT remembers_since_seconds FROM state") is not null
            ? $"lacks {acknowledged - commits} of {acknowledged} commits" : null;
    }

    private static long Commits(SqliteConnection connection) =>
        connection.ReadNumber("SELECT commits FROM state") ?? 0;

    private static StorageException MissingCommitsException(string directory, string missing) => new(
        $"{directory} {missing}, so used tokens could be accepted again: restore appliance.db and appliance.db-wal as "
        + "they were, or move the directory's files away and restore a backup")
    {
        IsCorrupt = true,
    };
}
