using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>The published binary as load generator against a second one whose policy has no rate limit.</summary>
[Collection(nameof(Exclusive))]
public sealed class BenchHttpTests(Binary binary, CredentialBinary unlimited)
    : IDisposable, IClassFixture<Binary>, IClassFixture<CredentialBinary>
{
    private const string TokenPath = "/hmsapi/johndoe.app.100ms.live/api/token";

    private static readonly string[] Percentiles = ["p50", "p90", "p99", "p999", "max"];

    private readonly Credentials _credentials = new();

    public void Dispose() => _credentials.Dispose();

    [RequiresFact(Needs.NativeBinary)]
    public async Task Closed_loop_load_with_pipelining_counts_every_response()
    {
        await using RunningAppliance appliance = await ServeAsync("127.0.0.1:0");
        JsonElement report = await BenchAsync(
            $"http://{appliance.Address}{TokenPath}", "--connections", "8", "--threads", "2", "--pipeline", "4");
        AssertAllSucceeded(report);
        Assert.InRange(report.GetProperty("responses").GetInt64(), 100, 10_000_000);
        Assert.Equal("closed", report.GetProperty("load").GetString());
        Assert.False(report.TryGetProperty("latenessMs", out _));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Constant_rate_load_counts_every_request_that_was_due()
    {
        await using RunningAppliance appliance = await ServeAsync("127.0.0.1:0");
        JsonElement report = await BenchAsync($"http://{appliance.Address}", "--rate", "300", "--duration=2s");
        AssertAllSucceeded(report);
        Assert.Equal(600, report.GetProperty("responses").GetInt64());
        Assert.Equal(300, report.GetProperty("responsesPerSecond").GetDouble());
        Assert.Equal("paced", report.GetProperty("load").GetString());
        AssertOrdered(report.GetProperty("latenessMs"));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Unix_socket_and_body_options_are_applied()
    {
        string folder = Directory.CreateTempSubdirectory("appliance-bench-").FullName;
        try
        {
            string socket = Path.Combine(folder, "socket");
            await using RunningAppliance appliance = await ServeAsync("unix:" + socket);
            string url = "http://localhost" + TokenPath;
            AssertAllSucceeded(await BenchAsync(url, "--unix-socket", socket));

            CommandResult rejected = await RunAsync(
                url, "--unix-socket", socket, "--body", """{"room_id":"unknown","role":"host"}""", "-o", "json");
            Assert.Equal(69, rejected.ExitCode);
            Assert.Equal("No request succeeded.\n", rejected.Error);
            JsonElement report = JsonDocument.Parse(rejected.Output).RootElement;
            Assert.Equal(0, report.GetProperty("responses").GetInt64());
            JsonProperty status = Assert.Single(report.GetProperty("statuses").EnumerateObject());
            Assert.InRange(int.Parse(status.Name), 400, 499);
            Assert.Equal(report.GetProperty("failed").GetInt64(), status.Value.GetInt64());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Text_report_shows_the_same_numbers()
    {
        await using RunningAppliance appliance = await ServeAsync("127.0.0.1:0");
        CommandResult result = await RunAsync($"http://{appliance.Address}", "--rate", "100");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("100 successful responses/s, 100 in total\n", result.Output);
        Assert.Matches("(?m)^failed +0$", result.Output);
        Assert.Contains($"{appliance.Address}, connections 64, 100 requests/s, 1 s", result.Output);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Connection_refused_exits_with_69_at_once()
    {
        CommandResult result = await Commands.RunAsync(
            binary.Start("bench", "http", "http://127.0.0.1:1", "--duration", "1h"), secondsMax: 20);
        Assert.Equal((69, ""), (result.ExitCode, result.Output));
        Assert.Contains("127.0.0.1:1", result.Error);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Invalid_arguments_exit_with_64_and_a_message()
    {
        const string Url = "http://127.0.0.1:1";
        string[][] wrong =
        [
            [], ["https://127.0.0.1"], ["127.0.0.1:8080"], ["http://example.com/"], ["http://"],
            ["http://127.0.0.1/a b"], ["http://127.0.0.1:99999/"], [Url + "/a\r\nb"], [Url, "--rate", "0"],
            [Url, "--rate", "1", "--pipeline", "2"], [Url, "--rate", "1", "--threads", "2"],
            [Url, "--duration", "0s"], [Url, "--duration", "25h"],
            [Url, "--connections", "ten"], [Url, "--pipeline", "1000"], [Url, "-o", "yaml"], [Url, "--bogus"],
        ];
        foreach (string[] arguments in wrong)
        {
            CommandResult result = await Commands.RunAsync(binary.Start(["bench", "http", .. arguments]));
            Assert.True(result.ExitCode == 64, $"{string.Join(' ', arguments)}: {result}");
            Assert.Equal("", result.Output);
            Assert.NotEqual("", result.Error);
        }
    }

    private static void AssertAllSucceeded(JsonElement report)
    {
        Assert.Equal(0, report.GetProperty("failed").GetInt64());
        Assert.All(report.GetProperty("failures").EnumerateObject(), kind => Assert.Equal(0, kind.Value.GetInt64()));
        JsonProperty status = Assert.Single(report.GetProperty("statuses").EnumerateObject());
        Assert.Equal(("200", report.GetProperty("responses").GetInt64()), (status.Name, status.Value.GetInt64()));
        AssertOrdered(report.GetProperty("latencyMs"));
    }

    private static void AssertOrdered(JsonElement times)
    {
        Assert.Equal(Percentiles, times.EnumerateObject().Select(time => time.Name));
        double[] values = [.. times.EnumerateObject().Select(time => time.Value.GetDouble())];
        Assert.Equal(values.Order(), values);
        Assert.InRange(values[0], 0.0001, 10_000);
    }

    private Task<RunningAppliance> ServeAsync(string address) =>
        RunningAppliance.StartAsync(unlimited.Start(_credentials, "serve", "--listen", address));

    /// <summary>Runs without any secret. With stderr redirected, the benchmark prints only the result.</summary>
    private async Task<JsonElement> BenchAsync(params string[] more)
    {
        CommandResult result = await RunAsync([.. more, "-o", "json"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return JsonDocument.Parse(result.Output).RootElement;
    }

    private Task<CommandResult> RunAsync(params string[] arguments)
    {
        string[] duration = arguments.Any(argument => argument.StartsWith("--duration")) ? [] : ["--duration", "1s"];
        return Commands.RunAsync(Commands.Start(binary.Path, ["bench", "http", .. arguments, .. duration]));
    }
}
