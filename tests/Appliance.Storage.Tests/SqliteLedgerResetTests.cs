using Appliance.TestKit;

namespace Appliance.Storage.Tests;

/// <summary>A copy lacks later redemptions, so its ledger is reset and keeps its entries. The original's ledger
/// continues.</summary>
public sealed class SqliteLedgerResetTests : IDisposable
{
    private const string Database = "appliance.db", Log = "appliance.db-wal", Counter = "appliance.commits";

    private readonly TestFolder _folder = new();

    public static TheoryData<string> MalformedCounters => new(
        "", "1", "none", "000000000000000000x", new string('\0', 60), new string('0', 61),
        "0000000000000000001 0000000000000000001 0000000000000000001");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Missing_commit_counter_resets_the_ledger_once()
    {
        string original = await NewAsync(), copy = Directory.CreateDirectory(_folder["copy"]).FullName;
        File.Copy(Path.Combine(original, Database), Path.Combine(copy, Database));
        await AssertLedgerResetAsync(copy);
        await AssertContinuesAsync(copy, since: 7_001);
        // The original is unaffected.
        await AssertContinuesAsync(original, since: 1);
    }

    [Theory]
    [MemberData(nameof(MalformedCounters))]
    public async Task Malformed_commit_counter_resets_the_ledger(string content)
    {
        string directory = await NewAsync();
        File.WriteAllText(Path.Combine(directory, Counter), content);
        await AssertLedgerResetAsync(directory);
        await AssertContinuesAsync(directory, since: 7_001);
    }

    [Fact]
    public async Task Lost_log_and_commit_counter_reset_the_ledger()
    {
        string directory = _folder["data"];
        using (SqliteStorage storage = SqliteStorage.Open(directory, 0, Assert.Fail))
        {
            Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1)));
            TestFolder.CopyData(directory, _folder["killed"]);
        }
        string killed = _folder["killed"];
        File.Delete(Path.Combine(killed, Log));
        File.Delete(Path.Combine(killed, Counter));
        using SqliteStorage next = SqliteStorage.Open(killed, 7_000, _ => { });
        Assert.Equal(7_001, next.Ledger.CompleteSinceSeconds);
    }

    [RequiresTheory(Needs.Linux)]
    [InlineData("cp -a data copy")]
    [InlineData("mkdir copy && cp data/* copy/")]
    [InlineData("mkdir copy && tar c data | tar x --strip-components=1 -C copy")]
    [InlineData("cp -a data old && rm -r data && mv old copy")]
    // The lock file is not replaced.
    [InlineData("cp -a data old && rm data/appliance.db data/appliance.commits && cp -an old/. data/ && mv data copy")]
    public async Task Copied_or_restored_directory_resets_the_ledger(string commands)
    {
        await NewAsync();
        await ShellAsync(commands);
        Assert.Empty(SqliteStorage.Check(_folder["copy"]));
        await AssertLedgerResetAsync(_folder["copy"]);
        await AssertContinuesAsync(_folder["copy"], since: 7_001);
    }

    [RequiresTheory(Needs.Linux)]
    [InlineData("true")]
    [InlineData("mv data other && mv other data")]
    [InlineData("chmod -R go-rwx data && chown -R $(id -u) data")]
    [InlineData("touch data/*")]
    [InlineData("rm data/appliance.lock")]
    public async Task Same_files_continue_the_ledger(string commands)
    {
        string directory = await NewAsync();
        for (int again = 0; again < 3; again++)
        {
            await ShellAsync(commands);
            await AssertContinuesAsync(directory, since: 1);
        }
    }

    /// <summary>A restart or a remount does not count as a copy, on any of these file systems.</summary>
    [RequiresTheory(Needs.Root | Needs.Unshare)]
    [InlineData("mount -t tmpfs none $DISK", "true")]
    [InlineData(
        "cd $(dirname $DISK) && mkdir l u w && mount -t overlay -o lowerdir=l,upperdir=u,workdir=w none $DISK",
        "umount $DISK && mount -t overlay -o lowerdir=l,upperdir=u,workdir=w none $DISK")]
    [InlineData(
        "truncate -s 20M $DISK.image && mkfs.ext4 -q $DISK.image && mount -o loop $DISK.image $DISK",
        "umount $DISK && mount -o loop $DISK.image $DISK")]
    public async Task Same_files_continue_the_ledger_after_a_remount(string mount, string again)
    {
        string disk = Directory.CreateDirectory(_folder["disk"]).FullName;
        string child = string.Join(' ', Child.Command(Path.Combine(disk, "data"), 0, 20));
        Child all = await Child.RunAsync(
            "unshare", "-m", "sh", "-c", $"DISK={disk}; {mount} && {child} && {again} && {child} && {child}");
        Assert.Equal(3, all.Lines.Count(line => line == "open"));
        Assert.DoesNotContain(all.Lines, line => line.StartsWith("report "));
        Assert.Contains(0, all.Redeemed(StorageOutcome.AlreadyUsed));
    }

    [Fact]
    public async Task Commit_counter_without_birth_times_continues_the_ledger_and_gets_them()
    {
        string directory = await NewAsync(), counter = Path.Combine(directory, Counter);
        byte[] content = File.ReadAllBytes(counter);
        Assert.Equal(CommitCounter.BytesMax, content.Length);
        File.WriteAllBytes(counter, content[..CommitCounter.CommitsDigits]);
        await AssertContinuesAsync(directory, since: 1);
        CommitCounter written = CommitCounter.Parse(File.ReadAllBytes(counter))!.Value;
        Assert.NotNull(written.BirthTimes);
    }

    /// <summary>In a copy made while the directory is in use, the database may be older than the counter.</summary>
    [Fact]
    public async Task Copy_with_fewer_commits_than_its_counter_resets_the_ledger()
    {
        string original = await NewAsync(), copy = Directory.CreateDirectory(_folder["copy"]).FullName;
        byte[] older = File.ReadAllBytes(Path.Combine(original, Database));
        using (SqliteStorage storage = SqliteStorage.Open(original, 0, Assert.Fail))
        {
            for (int number = 100; number < 120; number++)
                await storage.Ledger.RedeemAsync(TestLedger.Key(number));
        }
        File.WriteAllBytes(Path.Combine(copy, Database), older);
        File.Copy(Path.Combine(original, Counter), Path.Combine(copy, Counter));
        await AssertLedgerResetAsync(copy);
        // In the original directory, the same old database is rejected.
        File.WriteAllBytes(Path.Combine(original, Database), older);
        Assert.Contains("lacks", Assert.Throws<StorageException>(
            () => SqliteStorage.Open(original, 7_000, Assert.Fail)).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Interrupted_ledger_reset_is_repeated(bool hasCounter)
    {
        string directory = await NewAsync();
        using (SqliteConnection connection = new(Path.Combine(directory, Database)))
            connection.Execute("UPDATE state SET remembers_since_seconds = NULL");
        if (!hasCounter)
            File.Delete(Path.Combine(directory, Counter));
        using SqliteStorage storage = SqliteStorage.Open(directory, 7_000, _ => { });
        Assert.Equal(7_001, storage.Ledger.CompleteSinceSeconds);
    }

    /// <summary>SQLite would apply the log to the backup.</summary>
    [Fact]
    public async Task Backup_with_the_log_of_the_previous_database_is_rejected()
    {
        string directory = await NewAsync();
        SqliteStorage.Backup(directory, _folder["backup"]);
        using (SqliteStorage storage = SqliteStorage.Open(directory, 0, Assert.Fail))
        {
            await storage.Ledger.RedeemAsync(TestLedger.Key(100));
            TestFolder.CopyData(directory, _folder["killed"]);
        }
        string killed = _folder["killed"];
        File.Move(_folder["backup"], Path.Combine(killed, Database), overwrite: true);
        StorageException error =
            Assert.Throws<StorageException>(() => SqliteStorage.Open(killed, 7_000, Assert.Fail));
        Assert.Contains("appliance.db-wal belongs to another database", error.Message);
        File.Delete(Path.Combine(killed, Log));
        List<string> reports = [];
        using SqliteStorage restored = SqliteStorage.Open(killed, 7_000, reports.Add);
        Assert.Contains("restored from a backup", Assert.Single(reports));
    }

    [Fact]
    public void Missing_database_is_rejected_and_not_created_with_must_exist()
    {
        string directory = _folder["data"], path = Path.Combine(directory, Database);
        AssertMissing();
        Assert.False(Directory.Exists(directory));
        Directory.CreateDirectory(directory);
        AssertMissing();
        File.WriteAllBytes(path, []);
        AssertMissing();
        Assert.Equal([path], Directory.GetFiles(directory));
        using (SqliteStorage storage = SqliteStorage.Open(directory, 0, Assert.Fail))
            Assert.True(storage.IsNew);
        using (SqliteStorage storage = SqliteStorage.Open(directory, 0, Assert.Fail, mustExist: true))
            Assert.False(storage.IsNew);

        void AssertMissing()
        {
            StorageException error = Assert.Throws<StorageException>(
                () => SqliteStorage.Open(directory, 0, Assert.Fail, mustExist: true));
            Assert.True(error.IsConfigurationError);
            Assert.Contains("has no appliance.db", error.Message);
        }
    }

    private static async Task AssertLedgerResetAsync(string directory)
    {
        List<string> reports = [];
        using SqliteStorage storage = SqliteStorage.Open(directory, 7_000, reports.Add);
        Assert.Contains("its ledger was reset", Assert.Single(reports));
        Assert.Equal(7_001, storage.Ledger.CompleteSinceSeconds);
        Assert.False(storage.IsNew);
        Assert.Equal(StorageOutcome.AlreadyUsed, await storage.Ledger.RedeemAsync(TestLedger.Key(1)));
    }

    private static async Task AssertContinuesAsync(string directory, long since)
    {
        using SqliteStorage storage = SqliteStorage.Open(directory, 8_000, Assert.Fail);
        Assert.Equal(since, storage.Ledger.CompleteSinceSeconds);
        Assert.Equal(StorageOutcome.AlreadyUsed, await storage.Ledger.RedeemAsync(TestLedger.Key(1)));
    }

    /// <returns>The directory <c>data</c>, with a ledger started at time 0 and one redeemed key.</returns>
    private async Task<string> NewAsync()
    {
        using SqliteStorage storage = SqliteStorage.Open(_folder["data"], 0, Assert.Fail);
        Assert.True(storage.IsNew);
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1)));
        return _folder["data"];
    }

    private async Task ShellAsync(string commands)
    {
        CommandResult result = await Commands.RunAsync(
            Commands.Start("sh", ["-c", $"cd '{_folder.Path}' && {commands}"]));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }
}
