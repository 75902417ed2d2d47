using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>A data directory that is copied, deleted, replaced, missing or misnamed.</summary>
public sealed class DataDirectoryTests(Binary binary) : IDisposable, IClassFixture<Binary>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-directory-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [RequiresFact(Needs.NativeBinary)]
    public async Task Copied_database_resets_its_ledger_and_rejects_earlier_tokens()
    {
        string copy = Directory.CreateDirectory(Path.Combine(_folder, "copy")).FullName;
        await RestartAsync();
        await using RunningAppliance appliance = await ServeAsync(Data);
        string token = await RedeemedAsync(appliance);
        File.Copy(Path.Combine(Data, "appliance.db"), Path.Combine(copy, "appliance.db"));
        await using RunningAppliance other = await ServeAsync(copy);
        await AssertLedgerResetAsync(other, token);
        // The original is unaffected.
        await RedeemedAsync(appliance);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Database_without_WAL_and_commit_count_resets_its_ledger()
    {
        await RestartAsync();
        string token;
        await using (RunningAppliance appliance = await ServeAsync(Data))
        {
            token = await RedeemedAsync(appliance);
            await appliance.EndAsync("KILL");
        }
        File.Delete(Path.Combine(Data, "appliance.db-wal"));
        File.Delete(Path.Combine(Data, "appliance.commits"));
        await using RunningAppliance next = await ServeAsync(Data);
        await AssertLedgerResetAsync(next, token);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Data_directory_restored_from_a_snapshot_resets_its_ledger()
    {
        await RestartAsync();
        string token;
        await CopyAsync(Data, Path.Combine(_folder, "snapshot"));
        await using (RunningAppliance appliance = await ServeAsync(Data))
            token = await RedeemedAsync(appliance);
        Directory.Delete(Data, recursive: true);
        await CopyAsync(Path.Combine(_folder, "snapshot"), Data);
        await using RunningAppliance next = await ServeAsync(Data);
        await AssertLedgerResetAsync(next, token);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Deleted_lock_file_lets_only_the_later_process_redeem()
    {
        await using RunningAppliance first = await ServeAsync(Data);
        string before = await RedeemedAsync(first);
        string unused = await ApiCalls.SingleUseTokenAsync(first.Client);
        File.Delete(Path.Combine(Data, "appliance.lock"));
        await using RunningAppliance second = await ServeAsync(Data);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ApiCalls.RedeemAsync(first.Client, unused));
        await AssertStorageLostAsync(first, "appliance.lock");
        string token = await RedeemedAsync(second);
        Assert.Equal(HttpStatusCode.Conflict, await ApiCalls.RedeemAsync(second.Client, before));
        Assert.Equal(0, await first.EndAsync("TERM"));
        await RedeemedAsync(second);
        Assert.Equal(0, await second.EndAsync("TERM"));
        await using RunningAppliance next = await ServeAsync(Data);
        Assert.Equal(HttpStatusCode.Conflict, await ApiCalls.RedeemAsync(next.Client, token));
        Assert.Empty(next.Logged("storage"));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Directory_lock_works_without_the_runtime_file_locks()
    {
        ProcessStartInfo[] starts = [Serve(Data), Serve(Data)];
        foreach (ProcessStartInfo start in starts)
            start.Environment["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1";
        await using RunningAppliance first = await RunningAppliance.StartAsync(starts[0]);
        CommandResult second = await Commands.RunAsync(starts[1]);
        Assert.Equal(69, second.ExitCode);
        Assert.Contains("in use", second.Error);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Deleted_database_blocks_all_writes()
    {
        string token;
        await using (RunningAppliance appliance = await ServeAsync(Data))
        {
            token = await ApiCalls.SingleUseTokenAsync(appliance.Client);
            foreach (string file in Directory.GetFiles(Data))
                File.Delete(file);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await ApiCalls.RedeemAsync(appliance.Client, token));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ApiCalls.CreateRoomAsync(appliance.Client)).Status);
            await AssertStorageLostAsync(appliance, "appliance.db");
            Assert.Equal(0, await appliance.EndAsync("TERM"));
        }
        await using RunningAppliance next = await ServeAsync(Data);
        await next.LoggedAsync("new-ledger");
        Assert.Equal(HttpStatusCode.Conflict, await ApiCalls.RedeemAsync(next.Client, token));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Replaced_database_blocks_writes_and_the_next_start_rejects_the_foreign_WAL()
    {
        string backup = Path.Combine(_folder, "backup.db");
        await using (RunningAppliance appliance = await ServeAsync(Data))
        {
            Assert.Equal(0, (await Commands.RunAsync(binary.Start("data", "backup", backup, "--data", Data))).ExitCode);
            string token = await RedeemedAsync(appliance);
            File.Move(backup, Path.Combine(Data, "appliance.db"), overwrite: true);
            await AssertStorageLostAsync(appliance, "appliance.db");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await ApiCalls.RedeemAsync(appliance.Client, token));
            await appliance.EndAsync("KILL");
        }
        CommandResult next = await Commands.RunAsync(Serve(Data));
        Assert.Equal(65, next.ExitCode);
        Assert.Contains("appliance.db-wal belongs to another database", next.Error);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Data_must_exist_prevents_creating_a_data_directory()
    {
        ProcessStartInfo byVariable = Serve(Data);
        byVariable.Environment["APPLIANCE_DATA_MUST_EXIST"] = "true";
        foreach (ProcessStartInfo start in new[]
            { Serve(Data, "--data-must-exist"), Serve(Data, "--data-must-exist", "true"), byVariable })
        {
            CommandResult rejected = await Commands.RunAsync(start);
            Assert.Equal(78, rejected.ExitCode);
            Assert.Contains($"{Data} has no appliance.db", rejected.Error);
            Assert.False(Directory.Exists(Data));
        }
        await using (RunningAppliance appliance = await ServeAsync(Data, "--data-must-exist=false"))
        {
            JsonElement line = await appliance.LoggedAsync("new-ledger");
            Assert.Equal("info", line.GetProperty("level").GetString());
            Assert.Equal(Data, line.GetProperty("directory").GetString());
        }
        await using RunningAppliance next = await ServeAsync(Data, "--data-must-exist");
        Assert.Empty(next.Logged("new-ledger"));
        CommandResult alone = await Commands.RunAsync(binary.Start("serve", "--data-must-exist"));
        Assert.Equal(64, alone.ExitCode);
        Assert.Contains("no data directory is set", alone.Error);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Data_commands_take_the_directory_from_the_environment_variable()
    {
        await RestartAsync();
        string backup = Path.Combine(_folder, "backup.db");
        foreach ((string[] arguments, string output) in new[]
            { ((string[])["data", "check"], "ok\n"), (["data", "backup", backup], "") })
        {
            CommandResult neither = await Commands.RunAsync(binary.Start(arguments));
            Assert.Equal((64, ""), (neither.ExitCode, neither.Output));
            Assert.Equal("No data directory: set --data DIR or APPLIANCE_DATA.\n", neither.Error);
            CommandResult named = await RunAsync(Data, arguments);
            Assert.Equal((0, output, ""), (named.ExitCode, named.Output, named.Error));
        }
        Assert.True(File.Exists(backup));
        CommandResult flag = await RunAsync("/nowhere", "data", "check", "--data", Data);
        Assert.Equal((0, "ok\n"), (flag.ExitCode, flag.Output));
        Assert.Equal(69, (await RunAsync("/nowhere", "data", "check")).ExitCode);
        Assert.Equal(64, (await RunAsync(Data, "data", "backup")).ExitCode);
    }

    /// <summary>As under a systemd unit with <c>DynamicUser=</c>, whose directory belongs to another user.</summary>
    [RequiresFact(Needs.NativeBinary | Needs.Root)]
    public async Task Root_checks_and_backs_up_the_directory_of_another_user_and_leaves_its_owner()
    {
        await RestartAsync();
        Assert.Equal(0, (await Commands.RunAsync(Commands.Start("chown", ["-R", "61234:61235", Data]))).ExitCode);
        string backup = Path.Combine(_folder, "backup.db");
        string[] explain = ["explain", "--app", "clinic", "--room", "5dc1a2b34c5d6e7f80912a3b", "--role", "viewer"];
        foreach (string[] arguments in new string[][] { ["data", "check"], ["data", "backup", backup], explain })
        {
            CommandResult result = await RunAsync(Data, arguments);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
        }
        CommandResult owners = await Commands.RunAsync(
            Commands.Start("find", [Data, "!", "(", "-user", "61234", "-group", "61235", ")"]));
        Assert.Equal((0, ""), (owners.ExitCode, owners.Output));
        Assert.Equal("0600", FileModes.Of(backup));
        foreach (string[] arguments in new string[][] { ["data", "reset-ledger"], ["serve"] })
        {
            CommandResult rejected = await RunAsync(Data, arguments);
            Assert.Equal(78, rejected.ExitCode);
            Assert.Contains($"{Data} belongs to user 61234", rejected.Error);
        }
    }

    /// <summary>Issues and redeems a token, and returns it.</summary>
    internal static async Task<string> RedeemedAsync(RunningAppliance appliance)
    {
        string token = await ApiCalls.SingleUseTokenAsync(appliance.Client);
        Assert.Equal(HttpStatusCode.OK, await ApiCalls.RedeemAsync(appliance.Client, token));
        return token;
    }

    private static async Task AssertLedgerResetAsync(RunningAppliance appliance, string token)
    {
        JsonElement line = await appliance.LoggedAsync("storage");
        Assert.Contains("its ledger was reset", line.GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.Conflict, await ApiCalls.RedeemAsync(appliance.Client, token));
        await RedeemedAsync(appliance);
    }

    private static async Task AssertStorageLostAsync(RunningAppliance appliance, string file)
    {
        JsonElement line = await appliance.LoggedAsync("storage");
        Assert.Contains(file, line.GetProperty("state").GetString());
        Assert.Contains("restart the appliance", line.GetProperty("state").GetString());
        using HttpResponseMessage ready = await appliance.Client.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Single(appliance.Logged("storage"));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Data_writable_by_others_is_rejected_and_data_readable_by_others_logs_a_warning()
    {
        await RestartAsync();
        foreach ((string path, string mode) in new[]
            { (Data, "0777"), (Path.Combine(Data, "appliance.db"), "0666") })
        {
            string before = FileModes.Of(path);
            FileModes.Set(path, mode);
            CommandResult rejected = await Commands.RunAsync(Serve(Data));
            Assert.Equal(78, rejected.ExitCode);
            Assert.Contains(path + " is writable by others", rejected.Error);
            Assert.Contains($"its mode is {mode}", rejected.Error);
            FileModes.Set(path, before);
        }
        FileModes.Set(Data, "0755");
        await using RunningAppliance appliance = await ServeAsync(Data);
        JsonElement warning = Assert.Single(appliance.Logged("data-readable"));
        Assert.Contains("its mode is 0755", warning.GetProperty("hint").GetString());
        Assert.All(Directory.GetFiles(Data), file => Assert.Equal("0600", FileModes.Of(file)));
    }

    private static async Task CopyAsync(string from, string to) =>
        Assert.Equal(0, (await Commands.RunAsync(Commands.Start("cp", ["-a", from, to]))).ExitCode);

    /// <summary>Leaves a directory whose database is complete without its WAL.</summary>
    private async Task RestartAsync()
    {
        await using RunningAppliance appliance = await ServeAsync(Data);
        Assert.Equal(0, await appliance.EndAsync("TERM"));
    }

    private Task<CommandResult> RunAsync(string directory, params string[] arguments)
    {
        ProcessStartInfo start = binary.Start(arguments);
        start.Environment["APPLIANCE_DATA"] = directory;
        return Commands.RunAsync(start);
    }

    private Task<RunningAppliance> ServeAsync(string directory, params string[] more) =>
        RunningAppliance.StartAsync(Serve(directory, more));

    private ProcessStartInfo Serve(string directory, params string[] more) =>
        binary.Start(["serve", "--listen", "127.0.0.1:0", "--data", directory, .. more]);
}
