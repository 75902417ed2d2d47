using SQLitePCL;

namespace Appliance.Storage.Sqlite;

/// <summary>An error of SQLite.</summary>
/// <param name="code">The extended result code; its low byte is the primary code.</param>
/// <param name="message">SQLite's message.</param>
internal sealed class SqliteException(int code, string message) : Exception($"{message} ({code})")
{
    private int Primary => code & 0xff;

    /// <summary>Another connection holds a lock: nothing was changed, and a retry may succeed.</summary>
    public bool IsBusy => Primary is raw.SQLITE_BUSY;

    /// <summary>The file system is full.</summary>
    public bool IsFull => Primary is raw.SQLITE_FULL;

    /// <summary>The file is corrupt or not a database.</summary>
    public bool IsCorrupt => Primary is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;
}
