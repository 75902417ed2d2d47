using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>The published binary's settings: printed, validated and applied.</summary>
public class SettingsTests(Binary binary) : IClassFixture<Binary>
{
    private const string TokenPath = "/hmsapi/johndoe.app.100ms.live/api/token";

    [RequiresFact(Needs.NativeBinary)]
    public async Task Show_settings_prints_all_settings_without_needing_secrets_or_serving()
    {
        CommandResult result = await Commands.RunAsync(WithoutSecrets(
            ["serve", "--show-settings", "--listen", "unix:/nowhere/at/all", "--threads", "3"],
            ("APPLIANCE_IDLE_SECONDS", "7"), ("APPLIANCE_HEAD_SECONDS", "")));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] lines = result.Output.Split('\n');
        Assert.Matches("^setting +value +from +range +meaning$", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("listen ") && line.Contains(" unix:/nowhere/at/all "));
        Assert.Single(lines, line => IsMatch(line, "^threads +3 +command line +1 to 256 +Threads"));
        Assert.Single(lines, line => IsMatch(line, "^idle-seconds +7 +environment +1 to 86400 +Time"));
        Assert.Single(lines, line => IsMatch(line, "^head-seconds +10 +default +1 to 3600 +Time"));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Show_settings_supports_JSON_output()
    {
        CommandResult result = await Commands.RunAsync(
            WithoutSecrets(["serve", "--show-settings", "-o", "json", "--body-bytes-max=100"]));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement[] rows = [.. JsonDocument.Parse(result.Output).RootElement.EnumerateArray()];
        Assert.True(rows.Length > 24);
        JsonElement body = rows.Single(row => row.GetProperty("name").GetString() == "body-bytes-max");
        Assert.Equal(100, body.GetProperty("value").GetInt32());
        Assert.Equal("command line", body.GetProperty("source").GetString());
        Assert.Equal("APPLIANCE_BODY_BYTES_MAX", body.GetProperty("variable").GetString());
        Assert.Equal(64, (await Commands.RunAsync(WithoutSecrets(["serve", "-o", "json"]))).ExitCode);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Help_lists_settings_after_the_options()
    {
        foreach (string[] arguments in new[]
            { (string[])["serve", "--help"], ["serve", "-h"], ["serve", "--threads", "1", "--help"] })
        {
            CommandResult result = await Commands.RunAsync(WithoutSecrets(arguments));
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            Assert.Matches(
                "--show-settings .*\n(.*\n)*  --listen .*\n(.*\n)*  --idle-seconds +1 to 86400", result.Output);
        }
        Assert.DoesNotContain("--idle-seconds", (await Commands.RunAsync(binary.Start("--help"))).Output);
        Assert.DoesNotContain("--idle-seconds", (await Commands.RunAsync(binary.Start("token", "--help"))).Output);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Every_invalid_flag_is_named_and_exits_with_64()
    {
        foreach (string[] more in new[] { (string[])[], ["--show-settings"] })
        {
            CommandResult result = await Commands.RunAsync(WithoutSecrets(
                ["serve", "--head-seconds", "0", "--listen", "nowhere", "--threads", .. more],
                ("APPLIANCE_IDLE_SECONDS", "long")));
            Assert.Equal((64, ""), (result.ExitCode, result.Output));
            Assert.Equal(
                [
                    "--threads needs a value (1 to 256).",
                    "--listen nowhere: 'nowhere' is not an address: "
                        + "write HOST:PORT, for example 127.0.0.1:8080, or unix:PATH.",
                    "--head-seconds 0: use a whole number from 1 to 3600.",
                    "APPLIANCE_IDLE_SECONDS long: use a whole number from 1 to 86400.",
                ],
                result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Unknown_flags_get_a_suggestion_and_do_not_hide_other_errors()
    {
        CommandResult result = await Commands.RunAsync(WithoutSecrets(
        [
            "serve", "--dev", "--threads", "0", "--nope", "3", "--idle-second", "1", "--trusted-proxies",
            "10.0.0.1,nowhere", "-o", "xml", "stray",
        ]));
        Assert.Equal((64, ""), (result.ExitCode, result.Output));
        string[] lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(6, lines.Length);
        Assert.Equal("--nope: unknown argument.", lines[0]);
        Assert.Equal("--idle-second: unknown argument; did you mean --idle-seconds?", lines[1]);
        Assert.Equal("stray: unknown argument.", lines[2]);
        Assert.StartsWith("--trusted-proxies nowhere: ", lines[3], StringComparison.Ordinal);
        Assert.Equal("--threads 0: use a whole number from 1 to 256.", lines[4]);
        Assert.Equal("--output xml: use json or text.", lines[5]);
    }

    /// <summary>Exits with 64 for a flag and with 78 for a variable, and logs no password.</summary>
    [RequiresFact(Needs.NativeBinary)]
    public async Task Redis_address_with_TLS_is_rejected_without_printing_the_password()
    {
        const string Address = "rediss://me:hidden@127.0.0.1:1";
        const string Expected = " rediss://***@127.0.0.1:1: TLS to Redis is not supported. Write HOST:PORT or redis://";
        CommandResult flag = await Commands.RunAsync(WithoutSecrets(["serve", "--redis", Address]));
        Assert.Equal((64, ""), (flag.ExitCode, flag.Output));
        Assert.StartsWith("--redis" + Expected, flag.Error, StringComparison.Ordinal);
        CommandResult variable = await Commands.RunAsync(WithoutSecrets(["serve"], ("APPLIANCE_REDIS", Address)));
        Assert.Equal((78, ""), (variable.ExitCode, variable.Output));
        string error = Assert.Single(Events(variable.Error, "setting")).GetProperty("error").GetString()!;
        Assert.StartsWith("APPLIANCE_REDIS" + Expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", flag.Error + variable.Error);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Invalid_environment_variables_exit_with_78_and_are_logged()
    {
        CommandResult result = await Commands.RunAsync(WithoutSecrets(
            ["serve"], ("APPLIANCE_LISTEN", "a,127.0.0.1:0"), ("APPLIANCE_WRITE_SECONDS", "1")));
        Assert.Equal((78, ""), (result.ExitCode, result.Output));
        string[] errors =
            [.. Events(result.Error, "setting").Select(entry => entry.GetProperty("error").GetString()!)];
        Assert.Equal(2, errors.Length);
        Assert.StartsWith("APPLIANCE_LISTEN a: ", errors[0], StringComparison.Ordinal);
        Assert.StartsWith("APPLIANCE_WRITE_SECONDS 1: ", errors[1], StringComparison.Ordinal);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Misspelt_variable_logs_a_warning_without_its_value()
    {
        await using RunningAppliance appliance = await ServeAsync([], ("APPLIANCE_IDEL_SECONDS", "12345"));
        JsonElement warning = Assert.Single(Events(appliance.Log, "unknown-variable"));
        Assert.Equal("APPLIANCE_IDEL_SECONDS", warning.GetProperty("name").GetString());
        Assert.Contains("did you mean APPLIANCE_IDLE_SECONDS?", warning.GetProperty("hint").GetString());
        Assert.DoesNotContain("12345", appliance.Log);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Idle_keep_alive_connection_is_closed_after_the_timeout()
    {
        await using RunningAppliance appliance = await ServeAsync([], ("APPLIANCE_IDLE_SECONDS", "1"));
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", appliance.Client.BaseAddress!.Port);
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(15));
        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], deadline.Token));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Body_size_and_requests_per_connection_limits_are_enforced()
    {
        await using RunningAppliance appliance = await ServeAsync(
            ["--body-bytes-max", "100", "--requests-per-connection-max=2"]);
        foreach ((int bytes, bool isRejected) in new[] { (100, false), (101, true) })
        {
            using HttpResponseMessage response = await appliance.Client.PostAsync(
                TokenPath, new ByteArrayContent(new byte[bytes]));
            Assert.Equal(isRejected, response.StatusCode == HttpStatusCode.RequestEntityTooLarge);
        }
        using HttpClient other = new() { BaseAddress = appliance.Client.BaseAddress };
        foreach (bool isLast in new[] { false, true, false })
        {
            using HttpResponseMessage response = await other.GetAsync("/livez");
            Assert.Equal(isLast, response.Headers.ConnectionClose ?? false);
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Unix_socket_has_the_configured_mode()
    {
        string folder = Directory.CreateTempSubdirectory("appliance-socket-").FullName;
        try
        {
            string path = Path.Combine(folder, "s");
            await using RunningAppliance appliance = await ServeAsync(
                ["--admin-listen", $"unix:{path}"], ("APPLIANCE_UNIX_SOCKET_MODE", "600"));
            for (int attempt = 0; attempt < 100 && Events(appliance.Log, "listening").Count < 2; attempt++)
                await Task.Delay(20);
            List<JsonElement> listening = Events(appliance.Log, "listening");
            Assert.False(listening[0].TryGetProperty("surface", out _));
            Assert.Equal($"unix:{path}", listening[1].GetProperty("address").GetString());
            Assert.Equal("admin", listening[1].GetProperty("surface").GetString());
            CommandResult stat = await Commands.RunAsync(Commands.Start("stat", ["-c", "%a", path]));
            Assert.Equal("600\n", stat.Output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Unix_socket_in_a_directory_writable_by_others_logs_a_warning()
    {
        string folder = Directory.CreateTempSubdirectory("appliance-socket-").FullName;
        foreach ((string mode, int warnings) in new[] { ("0755", 0), ("1777", 0), ("0777", 1) })
        {
            FileModes.Set(folder, mode);
            await using RunningAppliance appliance =
                await ServeAsync(["--admin-listen", $"unix:{Path.Combine(folder, "s")}"]);
            await appliance.LoggedAsync("listening", times: 2);
            Assert.Equal(0, await appliance.EndAsync("TERM"));
            Assert.Equal(warnings, appliance.Logged("socket-directory").Length);
        }
        Directory.Delete(folder, recursive: true);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task IPv4_and_IPv6_listeners_share_a_port_in_either_order()
    {
        await SharePortAsync("[::]", "0.0.0.0");
        await SharePortAsync("0.0.0.0", "[::]");
    }

    private async Task SharePortAsync(string first, string second)
    {
        int port = Ports.Free();
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(
            binary.Start(["serve", "--listen", $"{first}:{port},{second}:{port}"]));
        await appliance.LoggedAsync("listening", times: 2);
        foreach (JsonElement line in appliance.Logged("listening"))
        {
            bool isAny = line.GetProperty("address").GetString() == $"[::]:{port}";
            Assert.Equal(isAny, line.TryGetProperty("protocols", out JsonElement protocols));
            if (isAny)
                Assert.Equal(
                    "IPv6 only: another socket listens on this port for IPv4", protocols.GetString());
        }
        using HttpClient client = new();
        foreach (string host in new[] { "127.0.0.1", "[::1]" })
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri($"http://{host}:{port}/livez"));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task IPv6_any_address_accepts_IPv4_and_IPv6()
    {
        int port = Ports.Free();
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(
            binary.Start(["serve", "--listen", $"[::]:{port}"]));
        JsonElement line = await appliance.LoggedAsync("listening");
        Assert.Equal("IPv6 and IPv4", line.GetProperty("protocols").GetString());
        using HttpClient client = new();
        foreach (string host in new[] { "127.0.0.1", "[::1]" })
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri($"http://{host}:{port}/livez"));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private static bool IsMatch(string line, string pattern) =>
        System.Text.RegularExpressions.Regex.IsMatch(line, pattern);

    private static List<JsonElement> Events(string log, string name) =>
        [.. log.Split('\n')
            .Where(line => line.StartsWith('{'))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(entry => entry.GetProperty("event").GetString() == name)];

    private ProcessStartInfo WithoutSecrets(string[] arguments, params (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = binary.Start(arguments);
        foreach (string name in TestSecrets.Environment.Keys)
            start.Environment.Remove(name);
        return With(start, variables);
    }

    private Task<RunningAppliance> ServeAsync(string[] more, params (string Name, string Value)[] variables) =>
        RunningAppliance.StartAsync(With(binary.Start(["serve", "--listen", "127.0.0.1:0", .. more]), variables));

    private static ProcessStartInfo With(ProcessStartInfo start, (string Name, string Value)[] variables)
    {
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        return start;
    }
}
