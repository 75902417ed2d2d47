using System.Diagnostics;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>The published binary's commands: results on stdout, messages on stderr, exit codes of sysexits.</summary>
public class VerbTests(Binary binary) : IClassFixture<Binary>
{
    /// <summary>The note on stderr of commands that read only the policy.</summary>
    public const string RoomChangesIgnored =
        "Run-time changes to rooms were ignored: add --data DIR.\n";

    private const string Room = "633fcdd84208780bf665346a";

    [RequiresFact(Needs.NativeBinary)]
    public async Task Token_command_prints_only_the_token()
    {
        string token = await TokenAsync("--user", "jürgen", "--expiry", "30m");
        JsonElement claims = Jwt.ValidClaims(token, TestSecrets.Johndoe);
        Assert.Equal("jürgen", claims.GetProperty("user_id").GetString());
        Assert.Equal(1800 + 10, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Verify_command_reads_the_token_from_an_argument_or_stdin()
    {
        string token = await TokenAsync();
        foreach ((string[] arguments, string input) in new[]
            { (new[] { "verify", token }, ""), (["verify", "-"], token + "\n"), (["verify"], token) })
        {
            CommandResult result = await Commands.RunAsync(binary.Start(arguments), input);
            Assert.Equal((0, RoomChangesIgnored), (result.ExitCode, result.Error));
            Assert.Equal("host", JsonDocument.Parse(result.Output).RootElement.GetProperty("role").GetString());
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Verify_command_exits_with_65_and_the_reason_for_an_invalid_token()
    {
        string token = await TokenAsync();
        string[] bad = ["", "nonsense", token + "x", token[..^1], token.Replace('.', ','), new string('a', 100_000)];
        foreach (string text in bad)
        {
            CommandResult result = await Commands.RunAsync(binary.Start("verify", "-"), text);
            Assert.True(result.ExitCode == 65, $"{text[..Math.Min(80, text.Length)]}: {result}");
            Assert.Equal("", result.Output);
            Assert.NotEqual("", result.Error);
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Token_command_exits_with_77_if_the_policy_denies()
    {
        string[][] denied =
        [
            ["--room", "634012a94208780bf665346b", "--role", "guest"],
            ["--room", "unknown", "--role", "host"],
            ["--room", Room, "--role", "unknown"],
            ["--room", Room, "--role", "host", "--expiry", "25h"],
            ["--room", Room, "--role", "host", "--expiry", "59s"],
        ];
        foreach (string[] arguments in denied)
        {
            CommandResult result = await Commands.RunAsync(binary.Start(["token", "--app", "johndoe", .. arguments]));
            Assert.True(result.ExitCode == 77, $"{string.Join(' ', arguments)}: {result}");
            Assert.Equal("", result.Output);
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Invalid_secrets_exit_with_78_and_are_not_printed()
    {
        string[] invalid = ["too-short-secret", new('0', 64), ""];
        foreach (string secret in invalid)
        {
            ProcessStartInfo start = binary.Start("serve", "--listen", "127.0.0.1:0");
            start.Environment["CLINIC_TOKEN_SECRET"] = secret;
            CommandResult result = await Commands.RunAsync(start);
            Assert.True(result.ExitCode == 78, $"{secret}: {result}");
            Assert.Contains("env:CLINIC_TOKEN_SECRET", result.Error);
            if (secret != "")
                Assert.DoesNotContain(secret, result.Error);
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task All_missing_secrets_are_named_in_one_run()
    {
        ProcessStartInfo start = binary.Start("serve", "--listen", "127.0.0.1:0");
        foreach (string name in TestSecrets.Environment.Keys)
            start.Environment.Remove(name);
        CommandResult result = await Commands.RunAsync(start);
        Assert.Equal(78, result.ExitCode);
        Assert.All(TestSecrets.Environment.Keys, name => Assert.Contains($"env:{name}", result.Error));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Address_in_use_exits_with_69()
    {
        await using RunningAppliance first = await ServeAsync();
        int port = first.Client.BaseAddress!.Port;
        CommandResult second = await Commands.RunAsync(binary.Start("serve", "--listen", $"127.0.0.1:{port}"));
        Assert.Equal(69, second.ExitCode);
        Assert.Contains($"127.0.0.1:{port}", second.Error);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task SIGTERM_and_SIGINT_end_the_process_with_0()
    {
        foreach (string signal in new[] { "TERM", "INT" })
        {
            await using RunningAppliance appliance = await ServeAsync();
            Assert.Equal("OK", (await appliance.Client.GetAsync("/livez")).StatusCode.ToString());
            Assert.Equal(0, await appliance.EndAsync(signal));
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task API_key_equal_to_the_token_secret_is_rejected()
    {
        ProcessStartInfo start = binary.Start("serve", "--listen", "127.0.0.1:0");
        start.Environment["CLINIC_APP_KEY"] = TestSecrets.Clinic;
        CommandResult result = await Commands.RunAsync(start);
        Assert.Equal(78, result.ExitCode);
        Assert.DoesNotContain(TestSecrets.Clinic, result.Error);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Failed_write_to_stdout_exits_with_74()
    {
        string verb = $"'{binary.Path}' token --app johndoe --room {Room} --role host";
        Assert.Equal(74, (await ShellAsync($"{verb} >/dev/full")).ExitCode);
        Assert.Equal(74, (await ShellAsync($"{verb} >&-")).ExitCode);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Closed_standard_streams_are_tolerated()
    {
        // The first sockets would get the free descriptor numbers, and log lines would be written to them.
        foreach (string closed in new[] { "<&-", "2>&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-" })
        {
            CommandResult result = await ShellAsync(
                $"'{binary.Path}' serve --listen unix:$FOLDER/s {closed} & pid=$!; "
                + "for i in $(seq 100); do test -S $FOLDER/s && break; sleep 0.05; done; "
                + "kill -TERM $pid; wait $pid");
            Assert.True(result.ExitCode == 0, $"{closed}: {result}");
        }
        Assert.Equal(64, (await ShellAsync($"'{binary.Path}' verify - <&-")).ExitCode);
        Assert.Equal(64, (await ShellAsync($"'{binary.Path}' verify - </")).ExitCode);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task SIGINT_ends_the_process_even_if_the_shell_ignored_it()
    {
        CommandResult result = await ShellAsync(
            $"trap '' INT; '{binary.Path}' serve --listen unix:$FOLDER/s & pid=$!; "
            + "for i in $(seq 100); do test -S $FOLDER/s && break; sleep 0.05; done; "
            + "kill -INT $pid; wait $pid");
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Verify_command_names_the_keys_that_could_not_be_read()
    {
        ProcessStartInfo start = binary.Start("verify", await TokenAsync());
        start.Environment.Remove("JOHNDOE_APP_SECRET");
        CommandResult result = await Commands.RunAsync(start);
        Assert.Equal(65, result.ExitCode);
        Assert.Contains("env:JOHNDOE_APP_SECRET", result.Error);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Multiple_listen_addresses_are_served()
    {
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(
            binary.Start("serve", "--listen", "127.0.0.1:0", "--listen=127.0.0.2:0"));
        Assert.Equal("OK", (await appliance.Client.GetAsync("/readyz")).StatusCode.ToString());
        Assert.Contains("127.0.0.2:", appliance.Log + await SecondAddressAsync(appliance));
    }

    private static async Task<string> SecondAddressAsync(RunningAppliance appliance)
    {
        for (int attempt = 0; attempt < 100 && !appliance.Log.Contains("127.0.0.2:"); attempt++)
            await Task.Delay(20);
        return appliance.Log;
    }

    /// <summary>Runs a shell line with the secrets set; FOLDER names an empty folder.</summary>
    private static async Task<CommandResult> ShellAsync(string line)
    {
        string folder = Directory.CreateTempSubdirectory("appliance-shell-").FullName;
        try
        {
            Dictionary<string, string> environment = new(TestSecrets.Environment) { ["FOLDER"] = folder };
            return await Commands.RunAsync(Commands.Start("sh", ["-c", line], environment));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Task<RunningAppliance> ServeAsync() =>
        RunningAppliance.StartAsync(binary.Start("serve", "--listen", "127.0.0.1:0"));

    private async Task<string> TokenAsync(params string[] more)
    {
        CommandResult result = await Commands.RunAsync(binary.Start(
            ["token", "--app", "johndoe", "--room", Room, "--role", "host", .. more]));
        Assert.Equal((0, RoomChangesIgnored), (result.ExitCode, result.Error));
        Assert.Matches(@"^[A-Za-z0-9]+\.[A-Za-z0-9]+\.[A-Za-z0-9_-]{43}\n$", result.Output);
        return result.Output.TrimEnd('\n');
    }
}
