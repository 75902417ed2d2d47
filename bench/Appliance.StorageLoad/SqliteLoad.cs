using System.Diagnostics;
using System.Globalization;
using Appliance.Storage;
using Appliance.Storage.Sqlite;

namespace Appliance.StorageLoad;

internal static class SqliteLoad
{
    private const long NowSeconds = 1_000, RetainUntilSeconds = 2_000;

    /// <summary>Prints redemptions per second, redemptions per commit, and the number of failed ones.</summary>
    public static void Redeem(string directory, int outstanding, int seconds)
    {
        using SqliteStorage storage = SqliteStorage.Open(directory, 0, Console.Error.WriteLine);
        long before = Commits(directory);
        (long done, long other, double perSecond) =
            new ClosedLoop(storage.Ledger, RetainUntilSeconds, NowSeconds).Run(outstanding, seconds);
        double perCommit = (double)done / Math.Max(1, Commits(directory) - before);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{perSecond:F0} {perCommit:F1} {other}"));
    }

    /// <summary>Writes entries to a database and kills this process, which leaves the write-ahead log for
    /// recovery.</summary>
    public static void FillAndKill(string directory, int entries)
    {
        SqliteStorage storage = SqliteStorage.Open(directory, 0, Console.Error.WriteLine);
        using SemaphoreSlim slots = new(5_000);
        for (int i = 0; i < entries; i++)
        {
            slots.Wait();
            storage.Ledger.Redeem(new SignalingRedemption(slots)
            {
                Key = Keys.Key((ulong)i), RetainUntilSeconds = RetainUntilSeconds, NowSeconds = NowSeconds,
            });
        }
        for (int i = 0; i < 5_000; i++)
            slots.Wait();
        Process.GetCurrentProcess().Kill();
    }

    /// <summary>Prints the milliseconds until the database is open, and until a used token is rejected.</summary>
    public static void Recover(string directory)
    {
        long start = Stopwatch.GetTimestamp();
        using SqliteStorage storage = SqliteStorage.Open(directory, 0, Console.Error.WriteLine);
        double open = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        using SemaphoreSlim completed = new(0);
        SignalingRedemption used = new(completed)
        {
            Key = Keys.Key(0), RetainUntilSeconds = RetainUntilSeconds, NowSeconds = NowSeconds,
        };
        storage.Ledger.Redeem(used);
        completed.Wait();
        double rejected = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{open:F0} {rejected:F0} {used.Outcome}"));
    }

    private static long Commits(string directory) => long.Parse(
        File.ReadAllText(Path.Combine(directory, "appliance.commits")) is { Length: > 0 } text ? text : "0",
        CultureInfo.InvariantCulture);

    private sealed class SignalingRedemption(SemaphoreSlim completed) : Redemption
    {
        protected override void OnCompleted() => completed.Release();
    }
}
