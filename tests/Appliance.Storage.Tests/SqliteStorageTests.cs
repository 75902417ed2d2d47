using System.Globalization;
using Appliance.TestKit;

namespace Appliance.Storage.Tests;

public sealed class SqliteStorageTests : IDisposable
{
    private static readonly Gen<LedgerKey> Keys = Gen.Int[0, 100].Select(TestLedger.Key);

    private readonly TestFolder _folder = new();
    private readonly List<SqliteStorage> _open = [];
    private int _directories;

    public void Dispose()
    {
        foreach (SqliteStorage storage in _open)
            storage.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Outcomes_equal_the_reference_ledger_with_clock_steps_and_restarts() => Gen.Select(
        LedgerStep.Sequences(Keys), Gen.Int[1, 100]).Sample((steps, stepsBetweenRestarts) =>
        {
            string directory = NewDirectory();
            ReferenceLedger reference = new();
            foreach (LedgerStep[] run in steps.Chunk(stepsBetweenRestarts))
            {
                using SqliteStorage storage = SqliteStorage.Open(directory, 0, Assert.Fail);
                Task<StorageOutcome>[] outcomes =
                    [.. run.Select(step => storage.Ledger.Begin(step.Key, step.RetainUntilSeconds, step.NowSeconds))];
                Assert.Equal(
                    run.Select(step => reference.Redeem(step.Key, step.RetainUntilSeconds, step.NowSeconds)),
                    Task.WhenAll(outcomes).WaitAsync(TimeSpan.FromSeconds(TestLedger.SecondsMax)).Result);
            }
        }, iter: 20, threads: 2);

    [Fact]
    public async Task Expired_entries_are_purged_and_stay_rejected()
    {
        string directory = NewDirectory();
        SqliteStorage storage = Open(directory);
        Task<StorageOutcome>[] first = [.. Enumerable.Range(0, 3_000).Select(i => storage.Ledger.Begin(
            TestLedger.Key(i), retainUntilSeconds: 1_100))];
        await Task.WhenAll(first);
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(-1), nowSeconds: 1_200));
        DateTime deadline = DateTime.UtcNow.AddSeconds(TestLedger.SecondsMax);
        while (Count(directory, "ledger") > 1 && DateTime.UtcNow < deadline)
            await Task.Delay(100);
        Assert.Equal(1, Count(directory, "ledger"));
        storage.Dispose();
        _open.Clear();
        // With a clock that is behind, and after a restart.
        Assert.Equal(StorageOutcome.RetentionExpired, await Open(directory).Ledger.RedeemAsync(
            TestLedger.Key(0), retainUntilSeconds: 1_100));
    }

    [Fact]
    public async Task Full_queue_applies_backpressure_with_unavailable()
    {
        IRoomStore rooms = Open(NewDirectory()).Rooms;
        // Writing large documents takes longer than queueing them.
        StoredRoom large = TestRoom.New("r", document: new string(' ', StoredRoom.DocumentBytesMax));
        TestRoomWrite[] writes = [.. Enumerable.Range(0, 60_000).Select(_ => new TestRoomWrite { Room = large })];
        foreach (TestRoomWrite write in writes)
            rooms.Write(write);
        StorageOutcome[] outcomes = await Task.WhenAll(writes.Select(write => write.Completed));
        Assert.Contains(StorageOutcome.Unavailable, outcomes);
        Assert.All(outcomes, outcome => Assert.True(outcome is StorageOutcome.Done or StorageOutcome.Unavailable));
        Assert.Equal(StorageOutcome.Done, await rooms.PutAsync(large));
    }

    [Fact]
    public void Files_are_private_and_the_directory_is_locked()
    {
        string directory = NewDirectory();
        Open(directory);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(directory));
            foreach (string file in Directory.GetFiles(directory))
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
        StorageException error = Assert.Throws<StorageException>(() => Open(directory));
        Assert.Contains("in use", error.Message);
    }

    [Fact]
    public async Task Restored_backup_resets_the_ledger_and_keeps_rooms()
    {
        string directory = NewDirectory(), restored = NewDirectory();
        SqliteStorage storage = Open(directory);
        await storage.Ledger.RedeemAsync(TestLedger.Key(1));
        await storage.Rooms.PutAsync(TestRoom.New("r1", "a"));
        SqliteStorage.Backup(directory, _folder["backup"]);
        await storage.Ledger.RedeemAsync(TestLedger.Key(2));
        Assert.Empty(SqliteStorage.Check(directory));
        Assert.Throws<StorageException>(() => SqliteStorage.Backup(directory, _folder["backup"]));
        string backups = Directory.CreateDirectory(_folder["backups"]).FullName;
        Assert.Throws<StorageException>(() => SqliteStorage.Backup(_folder["none"], Path.Combine(backups, "b")));
        Assert.Empty(Directory.GetFiles(backups));

        // Restored over the previous files, whose commit counter is higher.
        TestFolder.CopyData(directory, restored);
        File.Delete(Path.Combine(restored, "appliance.db-wal"));
        File.Move(_folder["backup"], Path.Combine(restored, "appliance.db"), overwrite: true);
        Assert.Empty(SqliteStorage.Check(restored));
        List<string> reports = [];
        SqliteStorage back = SqliteStorage.Open(restored, 7_000, reports.Add);
        _open.Add(back);
        Assert.Contains("restored from a backup", Assert.Single(reports));
        Assert.Equal(7_001, back.Ledger.CompleteSinceSeconds);
        Assert.Equal(StorageOutcome.AlreadyUsed, await back.Ledger.RedeemAsync(TestLedger.Key(1)));
        TestRooms seen = new();
        back.Rooms.Open(seen);
        Assert.Equal("app/r1 a {}", seen.All);
        Assert.Equal(StorageOutcome.Done, await back.Ledger.RedeemAsync(TestLedger.Key(3)));
    }

    [RequiresFact(Needs.SqliteShell)]
    public async Task Database_in_use_is_readable_with_the_sqlite3_command()
    {
        string directory = NewDirectory();
        SqliteStorage storage = Open(directory);
        await storage.Ledger.RedeemAsync(new(new(0x0123456789abcdef, 0xfedcba9876543210)));
        await storage.Rooms.PutAsync(TestRoom.New("r1", "a"));
        CommandResult result = await Commands.RunAsync(Commands.Start("sqlite3",
        [
            Path.Combine(directory, "appliance.db"),
            "SELECT lower(hex(key)), forget_at FROM ledger; SELECT app, id, name, document FROM rooms",
        ]));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal("0123456789abcdeffedcba9876543210|2000\napp|r1|a|{}\n", result.Output);
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1)));
    }

    private static long Count(string directory, string table)
    {
        using SqliteConnection connection = new(Path.Combine(directory, "appliance.db"));
        return connection.ReadNumber($"SELECT count(*) FROM {table}")!.Value;
    }

    private SqliteStorage Open(string directory)
    {
        SqliteStorage storage = SqliteStorage.Open(directory, 0, Assert.Fail);
        lock (_open)
            _open.Add(storage);
        return storage;
    }

    private string NewDirectory() =>
        _folder[Interlocked.Increment(ref _directories).ToString(CultureInfo.InvariantCulture)];
}
