using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Appliance.Testing;

namespace Appliance.EndToEnd.Tests;

/// <summary>What was acknowledged is kept, whatever becomes of the process.</summary>
[Collection(nameof(Binary))]
public sealed class DurabilityTests(Binary binary) : IDisposable
{
    private const int Clients = 8;

    /// <summary>How often the process is killed; the variable asks for more.</summary>
    private static readonly int Kills = int.Parse(
        Environment.GetEnvironmentVariable("APPLIANCE_TEST_KILLS") ?? "20", CultureInfo.InvariantCulture);

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-data-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [NativeFact]
    public async Task Repeated_SIGKILL_loses_no_redemption_or_room_and_allows_no_replay()
    {
        RedemptionLoad tokens = new();
        RoomCreationLoad rooms = new();
        int roomCount = 0;
        Random random = new(1);
        HashSet<string> checkedBefore = [];
        await using (RunningAppliance first = await RunningAppliance.StartAsync(Serve()))
            await first.EndAsync("TERM");
        // What a young ledger refuses need not have been used.
        await Task.Delay(ApiCalls.LedgerSettles);
        for (int kill = 0; kill < Kills; kill++)
        {
            await using RunningAppliance appliance = await RunningAppliance.StartAsync(Serve());
            Task[] clients = [.. Enumerable.Range(0, Clients).Select(_ => tokens.RunAsync(appliance.Client)),
                rooms.RunAsync(appliance.Client)];
            await Task.Delay(random.Next(20, 200));
            await appliance.EndAsync("KILL");
            await Task.WhenAll(clients);

            await using RunningAppliance next = await RunningAppliance.StartAsync(Serve());
            foreach (string token in tokens.Honoured.Where(checkedBefore.Add).ToArray())
                Assert.Equal(HttpStatusCode.Conflict, await tokens.TryRedeemAsync(next.Client, token));
            roomCount += await rooms.CheckAndDeleteAsync(next.Client);
            // What was not answered may have been taken or not; once it is, it is.
            foreach (string token in tokens.Unsure)
            {
                await tokens.TryRedeemAsync(next.Client, token);
                Assert.Equal(HttpStatusCode.Conflict, await tokens.TryRedeemAsync(next.Client, token));
            }
            Assert.Equal(0, await next.EndAsync("TERM"));
        }
        Assert.NotEmpty(tokens.Honoured);
        Assert.NotEqual(0, roomCount);
        CommandResult check = await Commands.RunAsync(binary.Start("data", "check", "--data", Data));
        Assert.Equal((0, "ok\n", ""), (check.ExitCode, check.Output, check.Error));
    }

    [NativeFact]
    public async Task Data_directory_is_locked_by_one_process()
    {
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(Serve());
        CommandResult second = await Commands.RunAsync(Serve());
        Assert.Equal(69, second.ExitCode);
        Assert.Contains("in use", second.Error);
    }

    [NativeFact]
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

    [NativeFact]
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

    [EmptyRootFact]
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

    /// <summary>The disk fails: nothing is said to be taken that might not be, and the log tells.</summary>
    [StraceFact]
    public async Task Failing_fsync_rejects_redemptions_with_503()
    {
        ProcessStartInfo start = Commands.Start(
            "strace", ["-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e",
                "inject=fsync,fdatasync:error=EIO:when=40+", binary.Path, .. Arguments()], TestSecrets.Environment);
        await AssertHonoursNothingAsync(start);
    }

    /// <summary>A disk that does not answer is one that does not work: /readyz says so, and whoever ends the appliance
    /// does not wait for it.</summary>
    [StraceFact]
    public async Task Hung_disk_fails_readiness_and_does_not_delay_shutdown()
    {
        // With -D the appliance itself is the process that was started, and gets the signal. Strace holds the thread
        // until the delay is over, also when the process has ended; waiting for the disk would take it two more.
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

    /// <summary>A file that may not grow beyond a limit gets the first part of the write that crosses it
    /// (setrlimit(2)): a short write, and then none at all.</summary>
    [NativeFact]
    public async Task Short_write_rejects_redemptions_with_503()
    {
        string serve = string.Join(' ', new[] { binary.Path }.Concat(Arguments()));
        await AssertHonoursNothingAsync(Commands.Start(
            "bash", ["-c", $"trap '' XFSZ; ulimit -f 128; exec {serve}"], TestSecrets.Environment));
    }

    /// <summary>The appliance comes to a redemption that it cannot keep: it refuses, says so and goes on issuing; what
    /// it had honoured before, the next one knows.</summary>
    private async Task AssertHonoursNothingAsync(ProcessStartInfo start)
    {
        List<string> taken = [];
        await using (RunningAppliance appliance = await RunningAppliance.StartAsync(start))
        {
            HttpStatusCode status = HttpStatusCode.OK;
            for (int i = 0; i < 200 && status == HttpStatusCode.OK; i++)
            {
                string token = await ApiCalls.SingleUseTokenAsync(appliance.Client);
                status = await ApiCalls.RedeemAsync(appliance.Client, token);
                if (status == HttpStatusCode.OK)
                    taken.Add(token);
            }
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.NotEmpty(taken);
            await appliance.LoggedAsync("storage");
            using HttpResponseMessage ready = await appliance.Client.GetAsync("/readyz");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            await ApiCalls.SingleUseTokenAsync(appliance.Client);
        }

        await using RunningAppliance next = await RunningAppliance.StartAsync(Serve());
        foreach (string token in taken)
            Assert.Equal(HttpStatusCode.Conflict, await ApiCalls.RedeemAsync(next.Client, token));
    }

    private ProcessStartInfo Serve() => binary.Start(Arguments());

    private string[] Arguments() => ["serve", "--listen", "127.0.0.1:0", "--data", Data];
}
