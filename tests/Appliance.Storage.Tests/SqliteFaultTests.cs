using System.Globalization;
using Appliance.TestKit;

namespace Appliance.Storage.Tests;

/// <summary>Durability: after kills, failed system calls and lost files, acknowledged writes are present or the start
/// is rejected.</summary>
public sealed class SqliteFaultTests : IDisposable
{
    private static readonly int Kills = 5 * TestScale.Factor;

    private const int Acknowledged = 40;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Acknowledged_writes_are_durable_when_the_process_is_killed()
    {
        string directory = _folder["data"];
        HashSet<int> redeemed = [], rooms = [];
        for (int i = 0; i < Kills; i++)
        {
            Child child = await Child.RunAndKillAsync(1 + 150 * i % 4_000, Child.Command(directory, 0, 1_000_000));
            Assert.Equal(0, child.Count(StorageOutcome.Unavailable));
            // Each child starts with the same numbers, and must not redeem one of an earlier child again.
            Assert.Empty(redeemed.Intersect(child.Redeemed(StorageOutcome.Done)));
            redeemed.UnionWith(child.Redeemed(StorageOutcome.Done));
            rooms.UnionWith(child.Rooms(StorageOutcome.Done));
        }
        Assert.InRange(redeemed.Count, Kills, int.MaxValue);
        Assert.Empty(SqliteStorage.Check(directory));
        await AssertDurableAsync(directory, redeemed, rooms);
    }

    [Fact]
    public async Task Truncated_write_ahead_log_is_detected_at_the_start()
    {
        string running = await RunAsync();
        byte[] log = File.ReadAllBytes(Path.Combine(running, "appliance.db-wal"));
        int rejected = 0;
        // The log has a header of 32 bytes; each frame has a header of 24 bytes and a page of 4,096.
        foreach (int length in Enumerable.Range(0, 1 + (log.Length - 32) / 4_120).Select(i => 32 + 4_120 * i)
            .SelectMany(end => (int[])[end, end + 1_000]).Append(0).Where(length => length < log.Length))
        {
            string cut = TestFolder.CopyData(running, _folder[length.ToString(CultureInfo.InvariantCulture)]);
            File.WriteAllBytes(Path.Combine(cut, "appliance.db-wal"), log[..length]);
            rejected += await IsRejectedAsync(cut) ? 1 : 0;
        }
        Assert.InRange(rejected, 20, int.MaxValue);
    }

    [Fact]
    public async Task Bit_flip_in_the_write_ahead_log_is_detected_at_the_start()
    {
        string running = await RunAsync();
        byte[] log = File.ReadAllBytes(Path.Combine(running, "appliance.db-wal"));
        int copies = 0;
        Gen.Select(Gen.Int[0, log.Length - 1], Gen.Int[0, 7]).Sample((at, bit) =>
        {
            byte[] flipped = [.. log];
            flipped[at] ^= (byte)(1 << bit);
            string name = $"flipped {Interlocked.Increment(ref copies)}";
            string copy = TestFolder.CopyData(running, _folder[name]);
            File.WriteAllBytes(Path.Combine(copy, "appliance.db-wal"), flipped);
            Assert.True(IsRejectedAsync(copy).Result);
        }, iter: 100);
    }

    [Fact]
    public async Task Deleted_write_ahead_log_is_detected_at_the_start()
    {
        string running = await RunAsync();
        string copy = TestFolder.CopyData(running, _folder["copy"]);
        File.Delete(Path.Combine(copy, "appliance.db-wal"));
        Assert.NotEmpty(SqliteStorage.Check(copy));
        Assert.True(await IsRejectedAsync(copy));
    }

    [Fact]
    public async Task Deleted_database_is_detected_at_each_start()
    {
        string running = await RunAsync();
        string copy = TestFolder.CopyData(running, _folder["copy"]);
        File.Delete(Path.Combine(copy, "appliance.db"));
        for (int again = 0; again < 3; again++)
            Assert.Contains("lacks all", StartError(copy));
        Assert.Throws<StorageException>(() => SqliteStorage.Check(copy));
    }

    [Theory]
    [InlineData("DROP TABLE ledger")]
    [InlineData("DROP TABLE rooms")]
    [InlineData("DROP TABLE state")]
    [InlineData("DELETE FROM state")]
    public void Database_with_a_missing_table_is_rejected(string sql)
    {
        string directory = _folder["data"];
        SqliteStorage.Open(directory, 0, Assert.Fail).Dispose();
        Assert.Empty(SqliteStorage.Check(directory));
        Execute(Path.Combine(directory, "appliance.db"), sql);
        Assert.NotEmpty(SqliteStorage.Check(directory));
        Assert.Contains("corrupt", StartError(directory));
    }

    [Fact]
    public async Task Truncated_or_foreign_database_file_is_rejected_as_corrupt()
    {
        string running = await RunAsync();
        string stopped = TestFolder.CopyData(running, _folder["stopped"]);
        SqliteStorage.Open(stopped, 0, Assert.Fail).Dispose();
        byte[] database = File.ReadAllBytes(Path.Combine(stopped, "appliance.db"));
        byte[][] wrong =
        [
            .. Enumerable.Range(1, database.Length / 4_096 - 1).Select(pages => database[..(4_096 * pages)]),
            database[..100], "no database at all"u8.ToArray(), [.. new byte[100], .. database[100..]],
        ];
        foreach (byte[] content in wrong)
        {
            File.WriteAllBytes(Path.Combine(stopped, "appliance.db"), content);
            StorageException error =
                Assert.Throws<StorageException>(() => SqliteStorage.Open(stopped, 0, Assert.Fail));
            Assert.Contains("corrupt", error.Message);
        }
    }

    [Fact]
    public void Database_of_another_program_or_a_newer_schema_is_rejected()
    {
        string directory = _folder["data"], path = Path.Combine(directory, "appliance.db");
        SqliteStorage.Open(directory, 0, Assert.Fail).Dispose();
        Execute(path, "PRAGMA user_version = 99");
        Assert.Contains("newer", StartError(directory));
        Execute(path, "PRAGMA user_version = 1; PRAGMA application_id = 7");
        Assert.Contains("not an appliance database", StartError(directory));
        Assert.Contains("not an appliance database", Assert.Throws<StorageException>(
            () => SqliteStorage.Check(directory)).Message);
        Assert.Contains("not found", Assert.Throws<StorageException>(
            () => SqliteStorage.Backup(_folder["nothing"], _folder["backup"])).Message);
    }

    [RequiresTheory(Needs.Strace)]
    [InlineData("fsync,fdatasync:error=EIO:when=12..15")]
    [InlineData("fsync,fdatasync:error=EIO:when=20")]
    [InlineData("pwrite64:error=ENOSPC:when=120..140")]
    // Several calls, since a single failed call may be a write of the commit counter, which is ignored.
    [InlineData("pwrite64:error=EIO:when=150..156")]
    public async Task Failed_write_is_reported_and_recovered_without_loss(string injection)
    {
        string directory = _folder["data"];
        string traced = injection.Split(':')[0];
        Child child = await Child.RunAsync(
        [
            "strace", "-f", "-qq", "--seccomp-bpf", "-o", _folder["strace"], "-e", $"trace={traced}",
            "-e", $"inject={injection}", .. Child.Command(directory, 0, 2_000),
        ]);
        Assert.InRange(child.Count(StorageOutcome.Unavailable), 1, int.MaxValue);
        int failed = IndexOf(child, "cannot be written"), again = IndexOf(child, "written again");
        Assert.InRange(failed, 0, again);
        Assert.Contains(child.Lines.Skip(again), line => line.EndsWith(" Done"));
        await AssertDurableAsync(
            directory, child.Redeemed(StorageOutcome.Done), child.Rooms(StorageOutcome.Done));
    }

    [RequiresFact(Needs.Root | Needs.Unshare)]
    public async Task Full_disk_is_reported_and_recovered_when_space_is_freed()
    {
        string disk = _folder["disk"], data = Path.Combine(disk, "data"), filler = Path.Combine(disk, "filler");
        Directory.CreateDirectory(disk);
        string[] redeem = Child.Command(data, 0, 1_000, filler), again = Child.Command(data, 0, 1_000);
        Child both = await Child.RunAsync(
            "unshare", "-m", "sh", "-c",
            // The write-ahead log grows to 16 MB.
            $"mount -t tmpfs -o size=40m none {disk} && head -c 40760k /dev/zero > {filler} && "
            + $"{string.Join(' ', redeem)} && {string.Join(' ', again)}");
        Assert.InRange(both.Count(StorageOutcome.Unavailable), 1, int.MaxValue);
        int[] done = both.Redeemed(StorageOutcome.Done);
        Assert.Equal(done.Length, done.Distinct().Count());
        Assert.InRange(IndexOf(both, "cannot be written"), 0, IndexOf(both, "written again"));
    }

    private static int IndexOf(Child child, string report) =>
        child.Lines.ToList().FindIndex(line => line.StartsWith("report ") && line.Contains(report));

    private static void Execute(string path, string sql)
    {
        using SqliteConnection connection = new(path);
        connection.Execute(sql);
    }

    private static string StartError(string directory) =>
        Assert.Throws<StorageException>(() => SqliteStorage.Open(directory, 0, Assert.Fail)).Message;

    private static async Task AssertDurableAsync(string directory, IEnumerable<int> redeemed, IEnumerable<int> rooms)
    {
        using SqliteStorage storage = SqliteStorage.Open(directory, 0, Assert.Fail);
        StorageOutcome[] outcomes =
            await Task.WhenAll(redeemed.Select(number => storage.Ledger.Begin(TestLedger.Key(number))));
        Assert.All(outcomes, outcome => Assert.Equal(StorageOutcome.AlreadyUsed, outcome));
        TestRooms seen = new();
        storage.Rooms.Open(seen);
        Assert.Empty(rooms.Select(number => $"app/{number} {number} {{}}").Except(seen.All.Split('\n')));
    }

    /// <summary>If the directory is not rejected, all acknowledged redemptions must be in it.</summary>
    private static async Task<bool> IsRejectedAsync(string directory)
    {
        try
        {
            await AssertDurableAsync(directory, Enumerable.Range(0, Acknowledged), []);
            return false;
        }
        catch (StorageException e)
        {
            Assert.Contains("lacks", e.Message);
            return true;
        }
    }

    /// <returns>A copy of a data directory in use, after commits of one redemption each.</returns>
    private async Task<string> RunAsync()
    {
        using SqliteStorage storage = SqliteStorage.Open(_folder["running"], 0, Assert.Fail);
        for (int i = 0; i < Acknowledged; i++)
            Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(i)));
        return TestFolder.CopyData(_folder["running"], _folder["killed"]);
    }
}
