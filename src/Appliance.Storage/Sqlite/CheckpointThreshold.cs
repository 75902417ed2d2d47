namespace Appliance.Storage.Sqlite;

/// <summary>How large the write-ahead log grows before a checkpoint. A large log is faster, since a page that is
/// written repeatedly reaches the database once. On a small or nearly full volume it would take the space that the
/// database needs.</summary>
internal sealed class CheckpointThreshold
{
    public const int PageBytes = 4096;
    public const int PagesMin = 64;
    public const int PagesMax = 4000;

    /// <summary>The log may take an eighth of the free space.</summary>
    private const int Divisor = 8;

    private int _pages;

    /// <returns>The threshold in pages of <see cref="PageBytes"/>.</returns>
    public static int PagesFor(long freeBytes) =>
        (int)Math.Clamp(freeBytes / Divisor / PageBytes, PagesMin, PagesMax);

    /// <summary>Updates the connection's threshold if the free space requires a different one.</summary>
    /// <exception cref="SqliteException"/>
    public void Apply(SqliteConnection connection, long freeBytes)
    {
        int pages = PagesFor(freeBytes);
        if (pages == _pages)
            return;
        connection.SetCheckpointThreshold(pages);
        _pages = pages;
    }
}
