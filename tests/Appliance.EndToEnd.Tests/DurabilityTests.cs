using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Acknowledged redemptions and rooms survive any end of the process.</summary>
public sealed class DurabilityTests(Binary binary) : IDisposable, IClassFixture<Binary>
{
    private const int Clients = 8;

    private static readonly int Kills = 4 * TestScale.Factor;

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-data-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [RequiresFact(Needs.NativeBinary)]
    public async Task Repeated_SIGKILL_loses_no_redemption_or_room_and_allows_no_replay()
    {
        RedemptionLoad tokens = new();
        RoomCreationLoad rooms = new();
        int roomCount = 0;
        Random random = new(1);
        HashSet<string> checkedBefore = [];
        await using (RunningAppliance first = await RunningAppliance.StartAsync(Serve()))
            await first.EndAsync("TERM");
        // A new ledger may reject tokens that were never used, so wait until it accepts all.
        await Task.Delay(ApiCalls.LedgerSettleTime);
        for (int kill = 0; kill < Kills; kill++)
        {
            await using RunningAppliance appliance = await RunningAppliance.StartAsync(Serve());
            Task[] clients = [.. Enumerable.Range(0, Clients).Select(_ => tokens.RunAsync(appliance.Client)),
                rooms.RunAsync(appliance.Client)];
            await Task.Delay(random.Next(20, 200));
            await appliance.EndAsync("KILL");
            await Task.WhenAll(clients);

            await using RunningAppliance next = await RunningAppliance.StartAsync(Serve());
            foreach (string token in tokens.Redeemed.Where(checkedBefore.Add).ToArray())
                Assert.Equal(HttpStatusCode.Conflict, await tokens.TryRedeemAsync(next.Client, token));
            roomCount += await rooms.CheckAndDeleteAsync(next.Client);
            // A redemption without a response may have been applied or not; after one more attempt the token must be
            // used.
            foreach (string token in tokens.Unconfirmed)
            {
                await tokens.TryRedeemAsync(next.Client, token);
                Assert.Equal(HttpStatusCode.Conflict, await tokens.TryRedeemAsync(next.Client, token));
            }
            Assert.Equal(0, await next.EndAsync("TERM"));
        }
        Assert.NotEmpty(tokens.Redeemed);
        Assert.NotEqual(0, roomCount);
        CommandResult check = await Commands.RunAsync(binary.Start("data", "check", "--data", Data));
        Assert.Equal((0, "ok\n", ""), (check.ExitCode, check.Output, check.Error));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Data_directory_is_locked_by_one_process()
    {
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(Serve());
        CommandResult second = await Commands.RunAsync(Serve());
        Assert.Equal(69, second.ExitCode);
        Assert.Contains("in use", second.Error);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Backup_made_while_serving_allows_no_replay_after_restore()
    {
        string backup = Path.Combine(_folder, "backup.db");
        string token;
        await using (RunningAppliance appliance = await RunningAppliance.StartAsync(Serve()))
        {
            token = await ApiCalls.SingleUseTokenAsync(appliance.Client);
            Assert.Equal(HttpStatusCode.OK, await ApiCalls.RedeemAsync(appliance.Client, token));
            Assert.Equal(0, (await Commands.RunAsync(binary.Start("data", "backup", backup, "--data", Data))).ExitCode);
            CommandResult again = await Commands.RunAsync(binary.Start("data", "backup", backup, "--data", Data));
            Assert.Equal(69, again.ExitCode);
            Assert.Contains("already exists", again.Error);
        }
        Directory.Delete(Data, recursive: true);
        Directory.CreateDirectory(Data);
        File.Move(backup, Path.Combine(Data, "appliance.db"));
        await using RunningAppliance restored = await RunningAppliance.StartAsync(Serve());
        Assert.Equal(HttpStatusCode.Conflict, await ApiCalls.RedeemAsync(restored.Client, token));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Damaged_database_exits_with_65_and_a_message()
    {
        await using (RunningAppliance appliance = await RunningAppliance.StartAsync(Serve()))
            Assert.Equal(0, await appliance.EndAsync("TERM"));
        string file = Path.Combine(Data, "appliance.db");
        byte[] bytes = File.ReadAllBytes(file);
        for (int at = 100; at < 1000; at++)
            bytes[at] ^= 0xFF;
        File.WriteAllBytes(file, bytes);
        CommandResult result = await Commands.RunAsync(Serve());
        Assert.Equal(65, result.ExitCode);
        JsonElement line = JsonDocument.Parse(result.Error.Trim().Split('\n')[^1]).RootElement;
        Assert.Equal("storage", line.GetProperty("event").GetString());
        Assert.Contains("appliance.db", line.GetProperty("error").GetString());
        CommandResult check = await Commands.RunAsync(binary.Start("data", "check", "--data", Data));
        Assert.Equal(65, check.ExitCode);
    }

    [RequiresFact(Needs.NativeBinary | Needs.Chroot)]
    public async Task Used_tokens_survive_SIGKILL_in_an_empty_root()
    {
        using EmptyRoot root = new(binary);
        string token;
        await using (RunningAppliance appliance = await root.ServeAsync("--data", "/data"))
        {
            token = await ApiCalls.SingleUseTokenAsync(appliance.Client);
            Assert.Equal(HttpStatusCode.OK, await ApiCalls.RedeemAsync(appliance.Client, token));
            await appliance.EndAsync("KILL");
        }
        await using RunningAppliance next = await root.ServeAsync("--data", "/data");
        Assert.Equal(HttpStatusCode.Conflict, await ApiCalls.RedeemAsync(next.Client, token));
    }

    /// <summary>The disk fails: no redemption is acknowledged, and the log names the disk.</summary>
    [RequiresFact(Needs.NativeBinary | Needs.Strace)]
    public async Task Failing_fsync_rejects_redemptions_with_503()
    {
        ProcessStartInfo start = Commands.Start(
            "strace", ["-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e",
                "inject=fsync,fdatasync:error=EIO:when=40+", binary.Path, .. Arguments()], TestSecrets.Environment);
        await AssertRejectsRedemptionsAsync(start);
    }

    /// <summary>A hung disk counts as a failed one: /readyz returns 503, and the shutdown does not wait for the
    /// disk.</summary>
    [RequiresFact(Needs.NativeBinary | Needs.Strace)]
    public async Task Hung_disk_fails_readiness_and_does_not_delay_shutdown()
    {
        // With -D the appliance itself is the started process and gets the signal. Strace holds the thread until the
        // delay ends, even after the process has exited; a shutdown that waited for the disk would take two more
        // delays.
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(Commands.Start(
            "strace", ["-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e",
                "inject=fsync,fdatasync:delay_enter=20000000:when=40+", binary.Path, .. Arguments(),
                "--drain-seconds", "1"], TestSecrets.Environment));
        bool isHanging = false;
        for (int i = 0; i < 200 && !isHanging; i++)
        {
            string token = await ApiCalls.SingleUseTokenAsync(appliance.Client);
            Task<HttpStatusCode> redeemed = ApiCalls.RedeemAsync(appliance.Client, token);
            isHanging = await Task.WhenAny(redeemed, Task.Delay(TimeSpan.FromSeconds(5))) != redeemed;
        }
        Assert.True(isHanging);
        using HttpResponseMessage ready = await appliance.Client.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        await ApiCalls.SingleUseTokenAsync(appliance.Client);
        Assert.Equal(0, await appliance.EndAsync("TERM"));
    }

    /// <summary>A file at its size limit takes the first part of the write that crosses it (setrlimit(2)): a short
    /// write, then none.</summary>
    [RequiresFact(Needs.NativeBinary)]
    public async Task Short_write_rejects_redemptions_with_503()
    {
        string serve = string.Join(' ', new[] { binary.Path }.Concat(Arguments()));
        await AssertRejectsRedemptionsAsync(Commands.Start(
            "bash", ["-c", $"trap '' XFSZ; ulimit -f 128; exec {serve}"], TestSecrets.Environment));
    }

    /// <summary>Redeems until storage fails. Then redemptions return 503, the log names storage, and issuing continues.
    /// The next process rejects every redeemed token as used.</summary>
    private async Task AssertRejectsRedemptionsAsync(ProcessStartInfo start)
    {
        List<string> redeemed = [];
        await using (RunningAppliance appliance = await RunningAppliance.StartAsync(start))
        {
            HttpStatusCode status = HttpStatusCode.OK;
            for (int i = 0; i < 200 && status == HttpStatusCode.OK; i++)
            {
                string token = await ApiCalls.SingleUseTokenAsync(appliance.Client);
                status = await ApiCalls.RedeemAsync(appliance.Client, token);
                if (status == HttpStatusCode.OK)
                    redeemed.Add(token);
            }
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.NotEmpty(redeemed);
            await appliance.LoggedAsync("storage");
            using HttpResponseMessage ready = await appliance.Client.GetAsync("/readyz");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            await ApiCalls.SingleUseTokenAsync(appliance.Client);
        }

        await using RunningAppliance next = await RunningAppliance.StartAsync(Serve());
        foreach (string token in redeemed)
            Assert.Equal(HttpStatusCode.Conflict, await ApiCalls.RedeemAsync(next.Client, token));
    }

    private ProcessStartInfo Serve() => binary.Start(Arguments());

    private string[] Arguments() => ["serve", "--listen", "127.0.0.1:0", "--data", Data];
}
