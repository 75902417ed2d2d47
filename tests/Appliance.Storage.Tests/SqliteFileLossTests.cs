using System.Diagnostics;
using Appliance.TestKit;

namespace Appliance.Storage.Tests;

/// <summary>Files deleted or replaced while they are in use, and two processes in one directory.</summary>
public sealed class SqliteFileLossTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<string> _reports = [];

    private string Data => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("appliance.db", false)]
    [InlineData("appliance.db", true)]
    [InlineData("appliance.lock", false)]
    [InlineData("appliance.lock", true)]
    public async Task Writes_stop_when_database_or_lock_is_deleted_or_replaced(string name, bool isReplaced)
    {
        using SqliteStorage storage = Open();
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1)));
        LoseFile(name, isReplaced);
        Assert.Equal(StorageOutcome.Unavailable, await storage.Ledger.RedeemAsync(TestLedger.Key(2)));
        Assert.Equal(StorageOutcome.Unavailable, await storage.Rooms.PutAsync(TestRoom.New("r1")));
        Assert.False(storage.Ledger.IsAvailable);
        Assert.False(storage.Rooms.IsAvailable);
        AssertReported(name, isReplaced);
        // Putting the file back does not help: its content may have changed meanwhile.
        File.Move(_folder["old"], Path.Combine(Data, name), overwrite: true);
        await Task.Delay(1_500);
        Assert.Equal(StorageOutcome.Unavailable, await storage.Ledger.RedeemAsync(TestLedger.Key(3)));
        AssertReported(name, isReplaced);
    }

    [Theory]
    [InlineData("appliance.db")]
    [InlineData("appliance.lock")]
    public async Task Idle_writer_detects_a_deleted_file(string name)
    {
        using SqliteStorage storage = Open();
        Assert.True(storage.Ledger.IsAvailable);
        LoseFile(name, isReplaced: false);
        await WaitUntilUnavailableAsync(storage);
        AssertReported(name, isReplaced: false);
    }

    [Fact]
    public async Task Replaced_directory_is_detected()
    {
        using SqliteStorage storage = Open();
        Directory.Move(Data, _folder["old"]);
        TestFolder.CopyData(_folder["old"], Data);
        Assert.Equal(StorageOutcome.Unavailable, await storage.Ledger.RedeemAsync(TestLedger.Key(1)));
        AssertReported("appliance.db", isReplaced: true);
    }

    /// <summary>Both processes redeem the same numbers, until the first one detects the replaced lock. The commit
    /// counter of the second one stays correct, so the directory can be opened again.</summary>
    [Fact]
    public async Task Two_processes_after_a_deleted_lock_redeem_no_token_twice()
    {
        const int Numbers = 2_000;
        List<int> done = [];
        Task<Child> second;
        using (SqliteStorage first = Open())
        {
            for (int number = 0; number < 10; number++)
                await RedeemAsync(number);
            LoseFile("appliance.lock", isReplaced: false);
            second = Child.RunAsync(Child.Command(Data, 0, Numbers));
            for (int number = 10; number < Numbers && !second.IsCompleted; number++)
                await RedeemAsync(number);

            async Task RedeemAsync(int number)
            {
                if (await first.Ledger.RedeemAsync(TestLedger.Key(number)) == StorageOutcome.Done)
                    done.Add(number);
            }
        }
        Child child = await second;
        Assert.InRange(done.Count, 10, Numbers);
        Assert.Equal(0, child.Count(StorageOutcome.Unavailable));
        Assert.Empty(child.Redeemed(StorageOutcome.Done).Intersect(done));
        Assert.Empty(Enumerable.Range(0, Numbers).Except(child.Redeemed(StorageOutcome.Done)).Except(done));
        using SqliteStorage next = SqliteStorage.Open(Data, 0, Assert.Fail);
        Assert.Equal(StorageOutcome.AlreadyUsed, await next.Ledger.RedeemAsync(TestLedger.Key(Numbers - 1)));
    }

    [Fact]
    public async Task Lock_holds_with_the_runtime_file_locks_disabled()
    {
        using SqliteStorage storage = Open();
        string[] command = Child.Command(Data, 0, 1);
        ProcessStartInfo start = Commands.Start(command[0], command[1..], new Dictionary<string, string>
        {
            ["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1",
        });
        CommandResult second = await Commands.RunAsync(start);
        Assert.NotEqual(0, second.ExitCode);
        Assert.Contains("is in use by another process", second.Error);
    }

    /// <summary>Another program may hold a transaction for a moment.</summary>
    [Fact]
    public async Task Database_locked_by_another_program_is_unavailable_until_it_is_released()
    {
        using SqliteStorage storage = Open();
        using (SqliteConnection other = new(Path.Combine(Data, "appliance.db")))
        {
            other.Execute("BEGIN IMMEDIATE");
            Assert.Equal(StorageOutcome.Unavailable, await storage.Ledger.RedeemAsync(TestLedger.Key(1)));
            Assert.True(storage.Ledger.IsAvailable);
            Assert.Empty(_reports);
            await storage.Ledger.RedeemAsync(TestLedger.Key(1));
            await storage.Ledger.RedeemAsync(TestLedger.Key(1));
            Assert.False(storage.Ledger.IsAvailable);
            other.Execute("ROLLBACK");
        }
        await WaitUntilAvailableAsync(storage);
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1)));
        Assert.Collection(_reports, report => Assert.Contains("locked", report),
            report => Assert.Contains("written again", report));
    }

    /// <summary>The lock is held until the writer reopens the database, which must contain the acknowledged commits.
    /// </summary>
    [Fact]
    public async Task Reopened_database_must_have_all_commits_and_the_same_ledger() => await Task.WhenAll(
        ReopenAsync("same", "SELECT 1", isSame: true),
        ReopenAsync("fewer", "UPDATE state SET commits = 0", isSame: false),
        ReopenAsync("other", "UPDATE state SET remembers_since_seconds = 5", isSame: false));

    private async Task ReopenAsync(string directory, string sql, bool isSame)
    {
        List<string> reports = [];
        using SqliteStorage storage = SqliteStorage.Open(_folder[directory], 0, reports.Add);
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1)));
        using SqliteConnection other = new(Path.Combine(_folder[directory], "appliance.db"));
        other.Execute($"BEGIN IMMEDIATE; {sql}");
        for (int number = 0; number < 3; number++)
            await storage.Ledger.RedeemAsync(TestLedger.Key(2));
        Assert.False(storage.Ledger.IsAvailable);
        // Each recovery attempt starts one second after the previous one, and waits up to a second for the lock.
        await Task.Delay(TimeSpan.FromSeconds(9));
        other.Execute("COMMIT");
        if (isSame)
        {
            await WaitUntilAvailableAsync(storage);
            Assert.Equal(StorageOutcome.AlreadyUsed, await storage.Ledger.RedeemAsync(TestLedger.Key(1)));
            Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(2)));
        }
        else
        {
            await Task.Delay(TimeSpan.FromSeconds(4));
            Assert.False(storage.Ledger.IsAvailable);
            Assert.Contains("fewer commits than were acknowledged", reports[^1]);
        }
        Assert.Equal(2, reports.Count);
    }

    private static Task WaitUntilUnavailableAsync(SqliteStorage storage) => WaitForAsync(storage, isAvailable: false);

    private static Task WaitUntilAvailableAsync(SqliteStorage storage) => WaitForAsync(storage, isAvailable: true);

    private static async Task WaitForAsync(SqliteStorage storage, bool isAvailable)
    {
        long end = Environment.TickCount64 + 15_000;
        while (storage.Ledger.IsAvailable != isAvailable)
        {
            Assert.True(Environment.TickCount64 < end);
            await Task.Delay(20);
        }
    }

    private void AssertReported(string name, bool isReplaced)
    {
        string report = Assert.Single(_reports);
        Assert.StartsWith($"{Path.Combine(Data, name)} was {(isReplaced ? "replaced" : "deleted")}", report);
        Assert.Contains("restart the appliance", report);
    }

    private void LoseFile(string name, bool isReplaced)
    {
        string path = Path.Combine(Data, name);
        File.Move(path, _folder["old"]);
        if (isReplaced)
            File.WriteAllBytes(path, []);
    }

    private SqliteStorage Open() => SqliteStorage.Open(Data, 0, _reports.Add);
}
