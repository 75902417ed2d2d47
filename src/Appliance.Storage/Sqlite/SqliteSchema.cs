namespace Appliance.Storage.Sqlite;

/// <summary>The schema and its migrations.</summary>
internal static class SqliteSchema
{
    /// <summary>"TAPP" in SQLite's file header identifies an appliance database.</summary>
    private const long ApplicationId = 0x54415050;

    /// <summary>Index n migrates version n to n + 1. A released migration never changes.</summary>
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE ledger(key BLOB PRIMARY KEY, forget_at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX ledger_by_forget_at ON ledger(forget_at);
        CREATE TABLE rooms(
          app TEXT NOT NULL, id TEXT NOT NULL, name TEXT, document BLOB NOT NULL, PRIMARY KEY(app, id)) WITHOUT ROWID;
        CREATE UNIQUE INDEX rooms_by_name ON rooms(app, name) WHERE name IS NOT NULL;
        -- One row. commits: how often this was written. highest_seconds: the latest time that was ever seen; what was
        -- to be forgotten by then may be gone. remembers_since_seconds: since when the ledger is complete, null in a
        -- new file and in a backup, where it is the time of the first start with it.
        CREATE TABLE state(
          id INTEGER PRIMARY KEY CHECK(id = 1), commits INTEGER NOT NULL, highest_seconds INTEGER NOT NULL,
          remembers_since_seconds INTEGER);
        INSERT INTO state VALUES(1, 0, 0, NULL);
        """,
        // Version 1 retained an entry until its token's expiry plus the app's leeway; version 2 adds
        // Redemption.RetentionAfterExpirySeconds instead. highest_seconds grows too, so that entries that version 1
        // may have dropped count as expired. idempotency: Redemption.Idempotency as a signed number, or null.
        $"""
        ALTER TABLE ledger ADD COLUMN idempotency INTEGER;
        UPDATE ledger SET forget_at = forget_at + {Redemption.RetentionAfterExpirySeconds};
        UPDATE state SET highest_seconds = highest_seconds + {Redemption.RetentionAfterExpirySeconds}
          WHERE highest_seconds > 0;
        """,
    ];

    public static int Version => Migrations.Length;

    /// <summary>Creates or migrates the schema.</summary>
    /// <exception cref="StorageException">The file is not an appliance database, or a newer version wrote it.
    /// </exception>
    /// <exception cref="SqliteException"/>
    public static void Migrate(SqliteConnection connection, string path)
    {
        long version = ReadVersion(connection, path, isNewAllowed: true);
        while (version < Version)
        {
            connection.Execute("BEGIN IMMEDIATE");
            connection.Execute(Migrations[version]);
            version++;
            connection.Execute($"PRAGMA user_version = {version}; PRAGMA application_id = {ApplicationId}");
            connection.Execute("COMMIT");
        }
    }

    /// <returns>The missing tables and rows, one line each.</returns>
    /// <exception cref="SqliteException"/>
    public static IReadOnlyList<string> FindMissing(SqliteConnection connection)
    {
        List<string> missing = [];
        foreach (string table in (ReadOnlySpan<string>)["ledger", "rooms", "state"])
        {
            if (connection.ReadNumber($"SELECT count(*) FROM sqlite_schema WHERE name = '{table}'") == 0)
                missing.Add($"the table {table} is missing");
        }
        if (missing.Count == 0 && connection.ReadNumber("SELECT count(*) FROM state") == 0)
            missing.Add("the table state is empty");
        return missing;
    }

    /// <returns>The version of the schema.</returns>
    /// <inheritdoc cref="Migrate"/>
    public static long ReadVersion(SqliteConnection connection, string path, bool isNewAllowed)
    {
        long version = connection.ReadNumber("PRAGMA user_version") ?? 0;
        bool isNew = version == 0 && connection.ReadNumber("SELECT count(*) FROM sqlite_schema") == 0;
        bool isOurs = connection.ReadNumber("PRAGMA application_id") == ApplicationId;
        if (isNew ? !isNewAllowed : !isOurs)
        {
            throw new StorageException(
                $"{path} is not an appliance database: give the data directory of an appliance, or an empty one");
        }
        if (version > Version)
        {
            throw new StorageException(
                $"{path} has schema version {version}, and this appliance supports up to {Version}: use the newer "
                + "appliance");
        }
        return version;
    }
}
