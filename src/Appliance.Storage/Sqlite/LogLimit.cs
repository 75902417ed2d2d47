namespace Appliance.Storage;

/// <summary>How large the write-ahead log gets before a checkpoint. Pages that are written again and again until then
/// reach the database once, so a large log is faster; on a small or filling volume it would take the room that the
/// database needs.</summary>
internal sealed class LogLimit
{
    public const int PageBytes = 4096;
    public const int PagesMin = 64;
    public const int PagesMax = 4000;

    /// <summary>The share of the free room: an eighth.</summary>
    private const int Divisor = 8;

    private int _pages;

    /// <returns>Pages of <see cref="PageBytes"/>.</returns>
    public static int Pages(long freeBytes) =>
        (int)Math.Clamp(freeBytes / Divisor / PageBytes, PagesMin, PagesMax);

    /// <summary>Sets the connection's limit if the room on the volume asks for another one.</summary>
    /// <exception cref="SqliteException"/>
    public void Apply(SqliteConnection connection, long freeBytes)
    {
        int pages = Pages(freeBytes);
        if (pages == _pages)
            return;
        connection.LimitLog(pages);
        _pages = pages;
    }
}
