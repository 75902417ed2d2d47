using SQLitePCL;

namespace Appliance.Storage.Sqlite;

/// <summary>A connection to a database file. Not thread-safe. All SQLite errors are thrown as
/// <see cref="SqliteException"/>.</summary>
internal sealed class SqliteConnection : IDisposable
{
    /// <summary>Timeout for locks of other connections.</summary>
    private const int BusyMillisecondsMax = 1_000;

    private readonly sqlite3 _handle;

    static SqliteConnection() => raw.SetProvider(new SQLite3Provider_e_sqlite3());

    /// <summary>Opens an existing file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="prepare">Called with the open connection, which is closed if this throws.</param>
    /// <exception cref="SqliteException"/>
    public SqliteConnection(string path, Action<SqliteConnection>? prepare = null)
    {
        // One thread uses the connection, so SQLite's mutexes are not needed.
        int code = raw.sqlite3_open_v2(path, out _handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, null);
        try
        {
            Check(code);
            raw.sqlite3_extended_result_codes(_handle, 1);
            raw.sqlite3_busy_timeout(_handle, BusyMillisecondsMax);
            // Closing the last connection must not delete the log: only an explicit checkpoint empties it.
            Check(raw.sqlite3_db_config(_handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _));
            prepare?.Invoke(this);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    /// <summary>Opens an existing file for the writer.</summary>
    /// <exception cref="SqliteException"/>
    public static SqliteConnection OpenForWriting(string path) => new(path, static connection =>
        // Deleted ledger rows contain only digests, so they need not be overwritten.
        connection.Execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = OFF;
            PRAGMA cache_size = -8000
            """));

    /// <summary>Whether a transaction is open.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>Number of rows that the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <param name="sql">A query.</param>
    /// <returns>The first column of the first row as a number; null if it is NULL or there is no row.</returns>
    public long? ReadNumber(string sql)
    {
        using SqliteStatement statement = Prepare(sql);
        return statement.Read() ? statement.NumberOrNull(0) : null;
    }

    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out sqlite3_stmt statement));
        return new(this, statement);
    }

    /// <summary>Lets commits start a checkpoint when the log has this many pages, and truncates a log of more than
    /// twice that size when it is restarted.</summary>
    public void SetCheckpointThreshold(int pages) => Execute(
        $"PRAGMA wal_autocheckpoint = {pages}; "
        + $"PRAGMA journal_size_limit = {2L * pages * CheckpointThreshold.PageBytes}");

    /// <summary>Waits for a write transaction of another process to end.</summary>
    public void AwaitWriters() => Execute("BEGIN IMMEDIATE; ROLLBACK");

    /// <summary>Copies the log into the database, durably, and truncates the log.</summary>
    public void Checkpoint() =>
        Check(raw.sqlite3_wal_checkpoint_v2(_handle, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _));

    /// <summary>Copies the committed state in one read transaction; writers are not blocked.</summary>
    public void CopyTo(SqliteConnection target)
    {
        using sqlite3_backup backup = raw.sqlite3_backup_init(target._handle, "main", _handle, "main");
        int code = raw.sqlite3_backup_step(backup, -1);
        raw.sqlite3_backup_finish(backup);
        if (code != raw.SQLITE_DONE)
            throw new SqliteException(code, raw.sqlite3_errstr(code).utf8_to_string());
    }

    public void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw new SqliteException(code, raw.sqlite3_errmsg(_handle).utf8_to_string());
    }

    public void Dispose() => raw.sqlite3_close_v2(_handle);
}
