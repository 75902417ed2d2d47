using System.Buffers.Binary;
using System.Diagnostics;

namespace Appliance.Storage.Sqlite;

/// <summary>The operations of a transaction, as prepared statements. Not thread-safe.</summary>
internal sealed class SqliteCommands : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;
    private readonly SqliteStatement _writeState;
    private readonly SqliteStatement _redeem;
    private readonly SqliteStatement _putRoom;
    private readonly SqliteStatement _removeRoom;
    private readonly SqliteStatement _purge;
    private long _committedHighestSeconds;
    private long _highestSeconds;

    /// <exception cref="SqliteException"/>
    public SqliteCommands(SqliteConnection connection)
    {
        _connection = connection;
        Commits = connection.ReadNumber("SELECT commits FROM state") ?? 0;
        HighestSeconds = _committedHighestSeconds = connection.ReadNumber("SELECT highest_seconds FROM state") ?? 0;
        // Takes the write lock at once. With a deferred lock, a transaction could fail after its first operations.
        _begin = connection.Prepare("BEGIN IMMEDIATE");
        _commit = connection.Prepare("COMMIT");
        _rollback = connection.Prepare("ROLLBACK");
        _writeState = connection.Prepare("UPDATE state SET commits = ?1, highest_seconds = ?2");
        // A retry with the same idempotency hash counts as one change, like a first redemption. Null never matches.
        _redeem = connection.Prepare(
            """
            INSERT INTO ledger(key, forget_at, idempotency) VALUES(?1, ?2, ?3)
            ON CONFLICT(key) DO UPDATE SET idempotency = excluded.idempotency WHERE idempotency = excluded.idempotency
            """);
        _putRoom = connection.Prepare(
            """
            INSERT INTO rooms(app, id, name, document) VALUES(?1, ?2, ?3, ?4)
            ON CONFLICT(app, id) DO UPDATE SET name = excluded.name, document = excluded.document
            """);
        _removeRoom = connection.Prepare("DELETE FROM rooms WHERE app = ?1 AND id = ?2");
        _purge = connection.Prepare(
            """
            DELETE FROM ledger WHERE key IN
              (SELECT key FROM ledger WHERE forget_at <= ?1 ORDER BY forget_at LIMIT ?2)
            """);
    }

    /// <summary>Number of transactions committed since the file was created.</summary>
    public long Commits { get; private set; }

    /// <summary>The latest time ever seen, Unix seconds. Entries retained until then may have been dropped.
    /// Thread-safe.</summary>
    public long HighestSeconds
    {
        get => Volatile.Read(ref _highestSeconds);
        private set => Volatile.Write(ref _highestSeconds, value);
    }

    /// <summary>Whether <see cref="HighestSeconds"/> is later than the committed value.</summary>
    public bool HasNewHighest => HighestSeconds > _committedHighestSeconds;

    public void Begin()
    {
        Debug.Assert(!_connection.IsInTransaction);
        _begin.Run();
    }

    /// <summary>Commits the transaction durably.</summary>
    public void Commit()
    {
        Debug.Assert(_connection.IsInTransaction);
        _writeState.Bind(1, Commits + 1);
        _writeState.Bind(2, HighestSeconds);
        _writeState.Run();
        _commit.Run();
        Commits++;
        _committedHighestSeconds = HighestSeconds;
    }

    /// <summary>Rolls back the transaction, if one is open.</summary>
    public void Rollback()
    {
        try
        {
            _rollback.Run();
        }
        catch (SqliteException)
        {
            // No transaction is open: the failure has already ended it.
        }
    }

    /// <summary>Done or already used; retention expired if it ended by the latest time ever seen, even if the clock is
    /// behind now.</summary>
    public StorageOutcome Redeem(Redemption redemption)
    {
        Debug.Assert(_connection.IsInTransaction);
        HighestSeconds = Math.Max(HighestSeconds, redemption.NowSeconds);
        if (redemption.RetainUntilSeconds <= HighestSeconds)
            return StorageOutcome.RetentionExpired;
        Span<byte> key = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(key, redemption.Key.Bits);
        _redeem.Bind(1, key);
        _redeem.Bind(2, redemption.RetainUntilSeconds);
        _redeem.Bind(3, redemption.Idempotency == 0 ? null : (long?)redemption.Idempotency);
        _redeem.Run();
        return _connection.Changes == 1 ? StorageOutcome.Done : StorageOutcome.AlreadyUsed;
    }

    /// <summary>Done, or name taken.</summary>
    public StorageOutcome Write(RoomWrite write)
    {
        Debug.Assert(_connection.IsInTransaction);
        SqliteStatement statement = write.IsDelete ? _removeRoom : _putRoom;
        statement.Bind(1, write.Room.App);
        statement.Bind(2, write.Room.Id);
        if (!write.IsDelete)
        {
            statement.Bind(3, write.Room.Name);
            statement.Bind(4, write.Room.Document);
        }
        return statement.TryRun() ? StorageOutcome.Done : StorageOutcome.NameTaken;
    }

    /// <summary>Drops entries whose retention has expired, the oldest first.</summary>
    /// <returns>The number of dropped entries, at most <paramref name="entriesMax"/>.</returns>
    public int Purge(int entriesMax)
    {
        Debug.Assert(_connection.IsInTransaction && entriesMax > 0);
        _purge.Bind(1, HighestSeconds);
        _purge.Bind(2, entriesMax);
        _purge.Run();
        return _connection.Changes;
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in (ReadOnlySpan<SqliteStatement>)
            [_begin, _commit, _rollback, _writeState, _redeem, _putRoom, _removeRoom, _purge])
        {
            statement.Dispose();
        }
    }
}
