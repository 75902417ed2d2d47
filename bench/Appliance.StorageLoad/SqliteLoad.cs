using System.Diagnostics;
using System.Globalization;
using Appliance.Storage;

namespace Appliance.StorageLoad;

internal static class SqliteLoad
{
    private const long NowSeconds = 1_000, RetainUntilSeconds = 2_000;

    /// <summary>Prints redemptions a second, and how many of them shared a commit.</summary>
    public static void Redeem(string directory, int outstanding, int seconds)
    {
        using SqliteStorage storage = SqliteStorage.Open(directory, 0, Console.Error.WriteLine);
        long before = Commits(directory);
        (long done, long other, double perSecond) =
            new ClosedLoop(storage.Ledger, RetainUntilSeconds, NowSeconds).Run(outstanding, seconds);
        double group = (double)done / Math.Max(1, Commits(directory) - before);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{perSecond:F0} {group:F1} {other}"));
    }

    /// <summary>Leaves entries in a database, and its log as it was when the process was killed.</summary>
    public static void FillAndDie(string directory, int entries)
    {
        SqliteStorage storage = SqliteStorage.Open(directory, 0, Console.Error.WriteLine);
        using SemaphoreSlim room = new(5_000);
        for (int i = 0; i < entries; i++)
        {
            room.Wait();
            storage.Ledger.Redeem(new Releasing(room)
            {
                Key = Keys.Key((ulong)i), RetainUntilSeconds = RetainUntilSeconds, NowSeconds = NowSeconds,
            });
        }
        for (int i = 0; i < 5_000; i++)
            room.Wait();
        Process.GetCurrentProcess().Kill();
    }

    /// <summary>Prints the milliseconds until it is open, and until an old token was refused.</summary>
    public static void Recover(string directory)
    {
        long start = Stopwatch.GetTimestamp();
        using SqliteStorage storage = SqliteStorage.Open(directory, 0, Console.Error.WriteLine);
        double open = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        using SemaphoreSlim room = new(0);
        Releasing old = new(room) { Key = Keys.Key(0), RetainUntilSeconds = RetainUntilSeconds, NowSeconds = NowSeconds };
        storage.Ledger.Redeem(old);
        room.Wait();
        double refused = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{open:F0} {refused:F0} {old.Outcome}"));
    }

    private static long Commits(string directory) => long.Parse(
        File.ReadAllText(Path.Combine(directory, "appliance.commits")) is { Length: > 0 } text ? text : "0",
        CultureInfo.InvariantCulture);

    private sealed class Releasing(SemaphoreSlim room) : Redemption
    {
        protected override void OnCompleted() => room.Release();
    }
}
