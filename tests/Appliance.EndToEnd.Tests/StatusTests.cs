using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>The facts that an appliance states about itself: at its start, after a reload, to probes.</summary>
public sealed class StatusTests(Binary binary) : IDisposable, IClassFixture<Binary>
{
    private const string AppSecret = "JOHNDOE_APP_SECRET";
    private const string First = "6xDq0VqSg2cZ4kJbN1wYtR8uLmPeXhAv";
    private const string Second = "Zp3vT9yKc7WnEr5XsQb2LhGf8MdJu6Aa";

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-status-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [RequiresFact(Needs.NativeBinary)]
    public async Task Listening_names_build_policy_storage_ledger_and_limits()
    {
        JsonElement version = await VersionAsync();
        string data = Path.Combine(_folder, "data");
        string[] ledgers = new string[2];
        for (int start = 0; start < ledgers.Length; start++)
        {
            await using RunningAppliance appliance = await RunningAppliance.StartAsync(binary.Start(
                "serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--data", data,
                "--threads", "1", "--connections-max", "100"));
            JsonElement line = await appliance.LoggedAsync("listening");
            foreach (string member in new[] { "version", "policy", "flavour" })
                Assert.Equal(version.GetProperty(member).GetString(), Text(line, member));
            Assert.Equal(version.GetProperty("commit").GetString() ?? "unknown", Text(line, "commit"));
            Assert.Equal(("SQLite", data), (Text(line, "storage"), Text(line, "location")));
            Assert.Equal(("1", "100"), (Text(line, "threads"), Text(line, "connectionsMax")));
            Assert.Matches("^[0-9]+$", Text(line, "bufferedBytesMax"));
            Assert.NotEqual("", Text(line, "memoryBytesMax"));
            ledgers[start] = Text(line, "ledger");
            // The other addresses have only what differs.
            Assert.False((await appliance.LoggedAsync("listening", times: 2)).TryGetProperty("version", out _));
            await appliance.EndAsync("TERM");
        }
        Assert.Equal("new", ledgers[0]);
        // A ledger starts in the second after its creation.
        DateTimeOffset latest = DateTimeOffset.UtcNow.AddSeconds(1);
        Assert.InRange(DateTimeOffset.Parse(ledgers[1]), latest.AddMinutes(-5), latest);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Reload_names_the_changed_secret_only_and_no_value()
    {
        string secret = Path.Combine(_folder, AppSecret);
        Write(secret, First);
        ProcessStartInfo start = binary.Start("serve", "--listen", "127.0.0.1:0");
        start.Environment.Remove(AppSecret);
        start.Environment["CREDENTIALS_DIRECTORY"] = _folder;
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(start);
        await appliance.SignalAsync("HUP");
        JsonElement unchanged = await appliance.LoggedAsync("reloaded");
        Assert.Equal("[]", unchanged.GetProperty("changed").GetRawText());
        Assert.Contains("same value", Text(unchanged, "hint"));

        Write(secret, Second);
        await appliance.SignalAsync("HUP");
        JsonElement changed = await appliance.LoggedAsync("reloaded", times: 2);
        Assert.Equal(
            [$"johndoe.secret {await FingerprintAsync(First)} to {await FingerprintAsync(Second)}"],
            changed.GetProperty("changed").EnumerateArray().Select(text => text.GetString()));
        Assert.False(changed.TryGetProperty("hint", out _));
        Assert.All([First, Second], value => Assert.DoesNotContain(value, appliance.Log));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Redis)]
    public async Task Readyz_and_health_give_the_reasons_while_Redis_is_down()
    {
        using RedisServer redis = await RedisServer.StartedAsync();
        string[] serve = ["serve", "--listen", "127.0.0.1:0", "--stale-seconds", "1", "--redis", redis.Address];
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(binary.Start(serve));
        Assert.Equal("Redis", Text(await appliance.LoggedAsync("listening"), "storage"));
        Assert.Equal("""{"status":"ready"}""", await BodyAsync(appliance));
        redis.Kill();
        const string Stale = """{"status":"not-ready","reasons":["storage-unavailable","storage-stale"]}""";
        await ApiCalls.UntilAsync(async () => await BodyAsync(appliance) == Stale);
        CommandResult health = await HealthAsync($"http://{appliance.Address}");
        Assert.Equal(
            (69, "not ready: storage-unavailable, storage-stale\n", ""),
            (health.ExitCode, health.Output, health.Error));

        await using RunningAppliance later = await RunningAppliance.StartAsync(binary.Start(serve));
        Assert.Equal("not read", Text(await later.LoggedAsync("listening"), "ledger"));
        Assert.Equal(
            """{"status":"not-ready","reasons":["storage-unavailable","storage-never-read"]}""",
            await BodyAsync(later));
        Assert.Equal(HttpStatusCode.OK, (await later.Client.GetAsync("/livez")).StatusCode);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Health_asks_the_address_of_the_argument_or_of_the_variables()
    {
        string socket = Path.Combine(_folder, "appliance.sock");
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(binary.Start(
            "serve", "--listen", $"unix:{socket}", "--listen", "127.0.0.1:0"));
        string tcp = Text(await appliance.LoggedAsync("listening", times: 2), "address");
        foreach (string address in new[] { tcp, $"http://{tcp}/", $"unix:{socket}" })
        {
            CommandResult ready = await HealthAsync(address);
            Assert.Equal((0, "ready\n", ""), (ready.ExitCode, ready.Output, ready.Error));
        }
        ProcessStartInfo byVariable = binary.Start("health");
        byVariable.Environment["APPLIANCE_LISTEN"] = $"unix:{socket}";
        Assert.Equal(0, (await Commands.RunAsync(byVariable)).ExitCode);
        await appliance.EndAsync("TERM");

        foreach (string address in new[] { tcp, $"unix:{socket}" })
        {
            CommandResult absent = await HealthAsync(address);
            Assert.Equal((69, ""), (absent.ExitCode, absent.Output));
            Assert.StartsWith($"{address} refused the connection", absent.Error);
        }
    }

    /// <summary>The server accepts in its backlog and never responds.</summary>
    [RequiresFact(Needs.NativeBinary)]
    public async Task Health_of_a_hung_server_fails_after_the_timeout()
    {
        using System.Net.Sockets.TcpListener hung = new(IPAddress.Loopback, 0);
        hung.Start();
        var watch = Stopwatch.StartNew();
        CommandResult result = await HealthAsync($"{hung.LocalEndpoint}", "--timeout", "1s");
        Assert.Equal(69, result.ExitCode);
        Assert.Contains("within 1 s", result.Error);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
        Assert.Equal(64, (await HealthAsync("--timeout", "soon")).ExitCode);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Version_names_the_build_and_the_policy()
    {
        JsonElement version = await VersionAsync();
        CommandResult policy = await Commands.RunAsync(binary.Start("policy", "--output", "json"));
        Assert.Equal(
            JsonDocument.Parse(policy.Output).RootElement.GetProperty("digest").GetString(), Text(version, "policy"));
        Assert.Equal(("all", "linux-x64"), (Text(version, "flavour"), Text(version, "runtime")));
        CommandResult commit = await Commands.RunAsync(
            Commands.Start("git", ["-C", Places.Repository, "rev-parse", "--verify", "-q", "HEAD"]));
        if (commit.ExitCode == 0)
            Assert.Equal(commit.Output.TrimEnd(), Text(version, "commit"));
    }

    private async Task<JsonElement> VersionAsync()
    {
        CommandResult result = await Commands.RunAsync(binary.Start("version", "-o", "json"));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return JsonDocument.Parse(result.Output).RootElement;
    }

    private Task<CommandResult> HealthAsync(params string[] arguments) =>
        Commands.RunAsync(binary.Start(["health", .. arguments]));

    /// <summary>As docs/secrets.md computes it, with other programs.</summary>
    private static async Task<string> FingerprintAsync(string secret)
    {
        CommandResult result = await Commands.RunAsync(Commands.Start(
            "sh", ["-c", "{ echo johndoe; printf %s \"$0\"; } | sha256sum | cut -c 1-8", secret]));
        return result.Output.TrimEnd();
    }

    private static async Task<string> BodyAsync(RunningAppliance appliance) =>
        await (await appliance.Client.GetAsync("/readyz")).Content.ReadAsStringAsync();

    private static string Text(JsonElement line, string member) => line.GetProperty(member).GetString()!;

    private static void Write(string path, string secret)
    {
        File.WriteAllText(path + ".new", secret);
        FileModes.Set(path + ".new", "0400");
        File.Move(path + ".new", path, overwrite: true);
    }
}
