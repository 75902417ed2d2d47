namespace Appliance.Storage;

/// <summary>What the tables are, and how those of earlier versions become these.</summary>
internal static class SqliteSchema
{
    /// <summary>Tells our files from other programs', in SQLite's header: "TAPP".</summary>
    private const long ApplicationId = 0x54415050;

    /// <summary>The n-th makes version n + 1 of version n. One that was released is never changed.</summary>
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
        // Version 1 dropped an entry when its token expired and the app's leeway was over; version 2 keeps each for
        // Redemption.RetentionAfterExpirySeconds. What version 1 may have dropped by the latest time it saw is expired for
        // version 2 as well. idempotency: see Redemption.Idempotency, as a signed number; null if there is none.
        $"""
        ALTER TABLE ledger ADD COLUMN idempotency INTEGER;
        UPDATE ledger SET forget_at = forget_at + {Redemption.RetentionAfterExpirySeconds};
        UPDATE state SET highest_seconds = highest_seconds + {Redemption.RetentionAfterExpirySeconds}
          WHERE highest_seconds > 0;
        """,
    ];

    public static int Version => Migrations.Length;

    /// <exception cref="StorageException">It is not the appliance's, or a later one's.</exception>
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

    /// <returns>What is not there of what each file has, a line each.</returns>
    /// <exception cref="SqliteException"/>
    public static IReadOnlyList<string> FindMissing(SqliteConnection connection)
    {
        List<string> missing = [];
        foreach (string table in (ReadOnlySpan<string>)["ledger", "rooms", "state"])
        {
            if (connection.ReadNumber($"SELECT count(*) FROM sqlite_schema WHERE name = '{table}'") == 0)
                missing.Add($"there is no table {table}");
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
            throw new StorageException($"{path} is not an appliance's: name a directory that is, or an empty one");
        if (version > Version)
        {
            throw new StorageException(
                $"{path} is of version {version} and this appliance knows up to {Version}: start the newer one");
        }
        return version;
    }
}
