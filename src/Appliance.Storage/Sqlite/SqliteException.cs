using SQLitePCL;

namespace Appliance.Storage;

/// <summary>SQLite's own words for what failed.</summary>
/// <param name="code">An extended result code; its low byte is the primary one.</param>
/// <param name="message">What SQLite says of it.</param>
internal sealed class SqliteException(int code, string message) : Exception($"{message} ({code})")
{
    private int Primary => code & 0xff;

    /// <summary>Someone else writes: nothing was done, and nothing is wrong.</summary>
    public bool IsBusy => Primary is raw.SQLITE_BUSY;

    /// <summary>The file system has no room.</summary>
    public bool IsFull => Primary is raw.SQLITE_FULL;

    /// <summary>What is in the file cannot be believed any more.</summary>
    public bool IsCorrupt => Primary is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;
}
