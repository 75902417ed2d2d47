using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using SQLitePCL;

namespace Appliance.StorageLoad;

/// <summary>The baseline: plain SQLite on one thread, with a prepared insert of the same rows in batches, the same
/// index and the same durability.</summary>
internal static class BareSqlite
{
    /// <summary>Prints inserts per second.</summary>
    public static void Insert(string directory, int batch, int seconds)
    {
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        Directory.CreateDirectory(directory);
        Check(raw.sqlite3_open(Path.Combine(directory, "bare.db"), out sqlite3 connection));
        Check(raw.sqlite3_exec(connection,
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8000;
            PRAGMA wal_autocheckpoint = 4000;
            CREATE TABLE ledger(key BLOB PRIMARY KEY, forget_at INTEGER NOT NULL) WITHOUT ROWID;
            CREATE INDEX ledger_by_forget_at ON ledger(forget_at)
            """));
        Check(raw.sqlite3_prepare_v2(connection, "BEGIN IMMEDIATE", out sqlite3_stmt begin));
        Check(raw.sqlite3_prepare_v2(connection, "INSERT INTO ledger VALUES(?1, 2000)", out sqlite3_stmt insert));
        Check(raw.sqlite3_prepare_v2(connection, "COMMIT", out sqlite3_stmt commit));
        long start = Stopwatch.GetTimestamp();
        ulong number = 0;
        byte[] key = new byte[16];
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            Run(begin);
            for (int i = 0; i < batch; i++)
            {
                BinaryPrimitives.WriteUInt128BigEndian(key, Keys.Key(number++).Bits);
                Check(raw.sqlite3_bind_blob(insert, 1, key));
                Run(insert);
            }
            Run(commit);
        }
        double perSecond = number / Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{perSecond:F0}"));
    }

    private static void Run(sqlite3_stmt statement)
    {
        if (raw.sqlite3_step(statement) != raw.SQLITE_DONE)
            throw new InvalidOperationException("sqlite3_step did not return SQLITE_DONE");
        Check(raw.sqlite3_reset(statement));
    }

    private static void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw new InvalidOperationException(raw.sqlite3_errstr(code).utf8_to_string());
    }
}
