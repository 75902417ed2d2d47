using SQLitePCL;

namespace Appliance.Storage;

/// <summary>What the ledger of a database that is opened is.</summary>
internal enum LedgerOrigin : byte
{
    /// <summary>The one that this directory had before.</summary>
    Continued,
    /// <summary>The database was created just now.</summary>
    New,
    /// <summary>The database is a backup that nobody has started with.</summary>
    Backup,
    /// <summary>The files are a copy, or the counter of commits was missing.</summary>
    Copy,
}

/// <summary>Decides at the start whether the ledger goes on or begins anew. A copy does not know which tokens were
/// redeemed after it was made, so its ledger begins anew: entries stay, and tokens from before are refused.</summary>
internal static class SqliteStartup
{
    /// <summary>Migrates and checks the database, and begins its ledger if need be.</summary>
    /// <param name="connection">Opened for writing.</param>
    /// <param name="files">Where commits are recorded.</param>
    /// <param name="directory">The data directory.</param>
    /// <param name="nowSeconds">Unix seconds: a ledger that begins remembers from the second after it.</param>
    /// <exception cref="StorageException">The database is not an appliance's, or lacks what was acknowledged.
    /// </exception>
    /// <exception cref="SqliteException">It is damaged or cannot be written.</exception>
    public static LedgerOrigin OpenLedger(
        SqliteConnection connection, SqliteFiles files, string directory, long nowSeconds)
    {
        string path = SqliteFiles.Database(directory);
        // Another process may still be at its last transaction, if its lock was deleted.
        connection.AwaitWriters();
        CommitCounter? counter = files.ReadCommitCounter();
        bool isNew = SqliteSchema.ReadVersion(connection, path, isNewAllowed: true) == 0;
        // A file that was made just now, beside the count of another that is gone.
        if (isNew && counter is { Commits: > 0 and var all })
            throw MissingCommitsException(directory, $"lacks all of {all} commits");
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

    /// <summary>Compares the database with the counter beside it.</summary>
    /// <returns>Which commits are missing; null if none is.</returns>
    public static string? MissingCommits(SqliteConnection connection, CommitCounter? counter, string directory) =>
        counter is { } written && SqliteFiles.BelongsToOtherFiles(written, directory) ? null : MissingCommits(connection, counter);

    /// <summary>Runs a check of SQLite's and looks for the tables.</summary>
    /// <returns>What is wrong, a line each.</returns>
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

    /// <summary>If the process ends in between, the next start finds a ledger that has not begun, or begins it again.
    /// The counter is durable before the ledger has begun, so before its first commit is acknowledged.</summary>
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
        $"{directory} {missing}: tokens that were used could be used again. Bring appliance.db and appliance.db-wal back "
        + "as they were, or move the directory's files away and put a backup in their place")
    {
        IsCorrupt = true,
    };
}
