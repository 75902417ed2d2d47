using System.Diagnostics;
using System.Text.Json;
using Appliance.Testing;

namespace Appliance.EndToEnd.Tests;

/// <summary>The published binary's verbs: results on stdout, sentences on stderr, exit codes of sysexits.</summary>
[Collection(nameof(Binary))]
public class VerbTests(Binary binary)
{
    private const string Room = "633fcdd84208780bf665346a";

    [NativeFact]
    public async Task Token_prints_a_token_and_nothing_else()
    {
        string token = await TokenAsync("--user", "jürgen", "--expiry", "30m");
        JsonElement claims = Jwt.ValidClaims(token, TestSecrets.Johndoe);
        Assert.Equal("jürgen", claims.GetProperty("user_id").GetString());
        Assert.Equal(1800 + 10, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
    }

    [NativeFact]
    public async Task Verify_prints_the_claims_from_an_argument_and_from_stdin()
    {
        string token = await TokenAsync();
        foreach ((string[] arguments, string input) in new[]
            { (new[] { "verify", token }, ""), (["verify", "-"], token + "\n"), (["verify"], token) })
        {
            CommandResult result = await Commands.RunAsync(binary.Start(arguments), input);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            Assert.Equal("host", JsonDocument.Parse(result.Output).RootElement.GetProperty("role").GetString());
        }
    }

    [NativeFact]
    public async Task Verify_says_why_not_and_ends_with_65()
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

    [NativeFact]
    public async Task What_the_policy_refuses_ends_with_77()
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

    [NativeFact]
    public async Task Unfit_secrets_stop_the_start_with_78_and_are_not_repeated()
    {
        string[] unfit = ["too-short-secret", new('0', 64), ""];
        foreach (string secret in unfit)
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

    [NativeFact]
    public async Task Every_missing_secret_is_named_at_once()
    {
        ProcessStartInfo start = binary.Start("serve", "--listen", "127.0.0.1:0");
        foreach (string name in TestSecrets.Environment.Keys)
            start.Environment.Remove(name);
        CommandResult result = await Commands.RunAsync(start);
        Assert.Equal(78, result.ExitCode);
        Assert.All(TestSecrets.Environment.Keys, name => Assert.Contains($"env:{name}", result.Error));
    }

    [NativeFact]
    public async Task A_taken_address_ends_with_69()
    {
        await using RunningAppliance first = await ServeAsync();
        int port = first.Client.BaseAddress!.Port;
        CommandResult second = await Commands.RunAsync(binary.Start("serve", "--listen", $"127.0.0.1:{port}"));
        Assert.Equal(69, second.ExitCode);
        Assert.Contains($"127.0.0.1:{port}", second.Error);
    }

    [NativeFact]
    public async Task It_ends_cleanly_on_SIGTERM_and_on_SIGINT()
    {
        foreach (string signal in new[] { "TERM", "INT" })
        {
            await using RunningAppliance appliance = await ServeAsync();
            Assert.Equal("OK", (await appliance.Client.GetAsync("/livez")).StatusCode.ToString());
            Assert.Equal(0, await appliance.EndAsync(signal));
        }
    }

    private Task<RunningAppliance> ServeAsync() =>
        RunningAppliance.StartAsync(binary.Start("serve", "--listen", "127.0.0.1:0"));

    private async Task<string> TokenAsync(params string[] more)
    {
        CommandResult result = await Commands.RunAsync(binary.Start(
            ["token", "--app", "johndoe", "--room", Room, "--role", "host", .. more]));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"^[A-Za-z0-9]+\.[A-Za-z0-9]+\.[A-Za-z0-9_-]{43}\n$", result.Output);
        return result.Output.TrimEnd('\n');
    }
}
