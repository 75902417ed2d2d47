namespace Appliance.Storage;

/// <summary>How large the write-ahead log gets before a checkpoint. PagesFor that are written again and again until then
/// reach the database once, so a large log is faster; on a small or filling volume it would take the room that the
/// database needs.</summary>
internal sealed class CheckpointThreshold
{
    public const int PageBytes = 4096;
    public const int PagesMin = 64;
    public const int PagesMax = 4000;

    /// <summary>The share of the free room: an eighth.</summary>
    private const int Divisor = 8;

    private int _pages;

    /// <returns>PagesFor of <see cref="PageBytes"/>.</returns>
    public static int PagesFor(long freeBytes) =>
        (int)Math.Clamp(freeBytes / Divisor / PageBytes, PagesMin, PagesMax);

    /// <summary>Sets the connection's limit if the room on the volume asks for another one.</summary>
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
