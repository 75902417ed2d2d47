using Appliance.TestKit;

namespace Appliance.Storage.Tests;

/// <summary>Small and full volumes.</summary>
public sealed class SqliteDiskSpaceTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 64)]
    [InlineData(64 * 4096 * 8, 64)]
    [InlineData(3 << 20, 96)]
    [InlineData(8 << 20, 256)]
    [InlineData(100 << 20, 3200)]
    [InlineData(125 << 20, 4000)]
    [InlineData(long.MaxValue, 4000)]
    public void Checkpoint_threshold_is_an_eighth_of_the_free_space(long freeBytes, int pages) =>
        Assert.Equal(pages, CheckpointThreshold.PagesFor(freeBytes));

    /// <summary>A log of 4,000 pages (16 MB) would fill each of these volumes.</summary>
    [RequiresTheory(Needs.Root | Needs.Unshare)]
    [InlineData(3)]
    [InlineData(8)]
    public async Task Write_ahead_log_does_not_fill_a_small_volume(int megabytes)
    {
        Child child = await RunOnTmpfsAsync($"{megabytes}m", data =>
            $"{{ {Redeem(data, 3_000)} & "
            + $"while kill -0 $!; do sleep 0.01; wc -c < {data}/appliance.db-wal; done; }} 2>&1");
        Assert.Equal(0, child.Count(StorageOutcome.Unavailable));
        Assert.Empty(Enumerable.Range(0, 3_000).Except(child.Redeemed(StorageOutcome.Done)));
        // A group commit may exceed the threshold.
        long[] logs = [.. child.Lines.Where(line => long.TryParse(line, out _)).Select(long.Parse)];
        Assert.InRange(
            logs.Max(), CheckpointThreshold.PagesMin * CheckpointThreshold.PageBytes, megabytes * (1 << 20) / 3);
    }

    /// <summary>The first checkpoint fails, since the pages of the log need space in the database.</summary>
    [RequiresFact(Needs.Root | Needs.Unshare)]
    public async Task Start_on_a_full_disk_reads_rooms_and_recovers_when_space_is_freed()
    {
        string filler = "";
        Child child = await RunOnTmpfsAsync("40m", data =>
        {
            filler = Path.Combine(Path.GetDirectoryName(data)!, "filler");
            return $"{RedeemKilled(data)}; head -c 50m /dev/zero > {filler} 2>/dev/null; echo full; "
                + $"{Redeem(data, 500, filler)}";
        });
        string[] lines = [.. child.Lines.SkipWhile(line => line != "full").Skip(1)];
        Assert.StartsWith("report the database cannot be written", lines[0]);
        Assert.Contains("full", lines[0]);
        Assert.Equal("open", lines[1]);
        Assert.StartsWith("rooms ", lines[2]);
        Assert.NotEqual("rooms 0", lines[2]);
        Assert.Contains(lines, line => line.EndsWith(" Unavailable"));
        int again = Array.FindIndex(lines, line => line.StartsWith("report the database can be written again"));
        Assert.InRange(again, 3, lines.Length);
        Assert.Contains(lines.Skip(again), line => line.EndsWith(" Done"));
        int[] done = child.Redeemed(StorageOutcome.Done);
        Assert.Equal(done.Length, done.Distinct().Count());
    }

    [RequiresFact(Needs.Root | Needs.Unshare)]
    public async Task New_directory_on_a_full_disk_is_rejected_with_the_remedy()
    {
        string disk = Directory.CreateDirectory(_folder["disk"]).FullName;
        string redeem = Redeem(Path.Combine(disk, "data"), 1);
        foreach (string fill in new[]
            { $"mount -t tmpfs -o size=1m none {disk}; head -c 2m /dev/zero > {disk}/filler",
              $"mount -t tmpfs -o nr_inodes=4 none {disk}" })
        {
            CommandResult result = await Commands.RunAsync(Commands.Start(
                "unshare", ["-m", "sh", "-c", $"{fill}; {redeem}"]));
            Assert.NotEqual(0, result.ExitCode);
            Assert.Contains("its disk is full, free some space", result.Error);
        }
    }

    private static string Redeem(string data, int wanted, params string[] more) =>
        string.Join(' ', Child.Command(data, 0, wanted, more));

    /// <summary>Kills the process, so that the log is not checkpointed.</summary>
    private static string RedeemKilled(string data) =>
        $"timeout -s KILL 4 {string.Join(' ', Child.Command(data, 10_000, 1_000_000))} | grep -v '^$'";

    private Task<Child> RunOnTmpfsAsync(string size, Func<string, string> commands)
    {
        string disk = Directory.CreateDirectory(_folder["disk"]).FullName;
        return Child.RunAsync("unshare", "-m", "sh", "-c",
            $"mount -t tmpfs -o size={size} none {disk} && {commands(Path.Combine(disk, "data"))}");
    }
}
