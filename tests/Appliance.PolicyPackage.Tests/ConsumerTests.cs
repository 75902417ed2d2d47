using System.Text.Json;
using System.Text.RegularExpressions;
using Appliance.TestKit;

namespace Appliance.PolicyPackage.Tests;

/// <summary>The package as seen by a project that uses it.</summary>
[Collection(nameof(Feed))]
public class ConsumerTests(Feed feed)
{
    private const long Minute = 60;
    private const long Hour = 60 * Minute;
    private const string Secret = "a secret of these tests, 36 bytes...";

    /// <summary>Added to the README's program; prints the SHA-256 block function in use.</summary>
    private const string Startup = """
        using System.Runtime.CompilerServices;
        using Appliance.Tokens;

        internal static class Startup
        {
            [ModuleInitializer]
            internal static void Print() => Console.WriteLine($"{Environment.Version.Major} {Sha256.Backend}");
        }
        """;

    [Fact]
    public async Task Readme_program_decides_and_signs_on_every_framework()
    {
        Consumer academy = feed.NewConsumer("Academy", "net8.0;net10.0");
        academy.Write("policies.json", Readme.Policy);
        academy.Write("Program.cs", Readme.Program);
        academy.Write("Startup.cs", Startup);
        CommandResult build = await academy.BuildAsync("-warnaserror");
        Assert.True(build.ExitCode == 0, build.Output + build.Error);

        Dictionary<string, string> environment = new() { ["SCHOOL_SECRET"] = Secret };
        foreach (string framework in new[] { "net8.0", "net10.0" })
            Check(await academy.RunAsync(framework, environment));

        // To the loader, a library that fails to load is the same as a missing one.
        academy.Write("broken/libcrypto.so.3", "");
        environment["LD_LIBRARY_PATH"] = academy.PathOf("broken");
        string[] lines = Check(await academy.RunAsync("net8.0", environment));
        Assert.EndsWith(" Managed", lines[0]);
    }

    [Fact]
    public async Task Mistake_in_the_policy_is_a_build_error_on_its_line()
    {
        Consumer mistaken = feed.NewConsumer("Mistaken");
        string policy = Readme.Policy.Replace(
            """ "expiry": { "min": "1m", "default": "2h" """.Trim(),
            """ "expirry": { "min": "1m", "default": "2h" """.Trim());
        mistaken.Write("policies.json", policy);
        mistaken.Write("Program.cs", Readme.Program);
        // Listed by the project too, it is still one policy.
        mistaken.Write("Directory.Build.targets", """
            <Project><ItemGroup><AdditionalFiles Include="policies.json" /></ItemGroup></Project>
            """);
        CommandResult build = await mistaken.BuildAsync();

        Assert.Equal(1, build.ExitCode);
        string[] before = policy.Split(""" "expirry" """.Trim())[0].Split('\n');
        string place = $"{mistaken.PathOf("policies.json")}({before.Length},{before[^1].Length + 1})";
        Assert.Contains($"{place}: error TAP007: ", build.Output);
        Assert.DoesNotContain("TAP002", build.Output);
    }

    [Fact]
    public async Task Open_endpoint_is_an_error_only_if_WarningsAsErrors_names_it()
    {
        Consumer open = feed.NewConsumer("Open");
        open.Write("policies.json", Readme.Policy.Replace(
            """ "dialect": "100ms",""", """ "dialect": "100ms", "tokenEndpoint": { "enabled": true },"""));
        open.Write("Program.cs", "Console.WriteLine(Open.Policies.Current.Apps.Count);");
        CommandResult build = await open.BuildAsync("-p:TreatWarningsAsErrors=true");
        Assert.True(build.ExitCode == 0, build.Output + build.Error);
        Assert.Contains("warning TAP043: ", build.Output);

        build = await open.BuildAsync("--no-restore", "--no-incremental", "-p:WarningsAsErrors=TAP043");
        Assert.Equal(1, build.ExitCode);
        Assert.Contains("error TAP043: ", build.Output);
    }

    [Fact]
    public async Task Missing_policy_is_a_warning_and_PolicyFile_selects_another_file()
    {
        Consumer bare = feed.NewConsumer("Bare");
        bare.Write("Program.cs", "Console.WriteLine(Bare.Policies.Current.Apps.Count);");
        CommandResult build = await bare.BuildAsync();
        Assert.True(build.ExitCode == 0, build.Output + build.Error);
        Assert.Contains("warning TAP001: ", build.Output);

        bare.Write("rules/edge.json", """{ "policy": 2 }""");
        build = await bare.BuildAsync("--no-restore", "-p:PolicyFile=rules/edge.json");
        Assert.Equal(1, build.ExitCode);
        Assert.Contains($"{bare.PathOf("rules/edge.json")}(1,13): error TAP017: ", build.Output);
        Assert.DoesNotContain("TAP001", build.Output);

        build = await bare.BuildAsync("--no-restore", "-p:PolicyFile=rules/absent.json");
        Assert.Equal(1, build.ExitCode);
        Assert.Contains("absent.json", build.Output);
    }

    [Fact]
    public async Task Dotnet_watch_lists_the_policy()
    {
        Consumer watched = feed.NewConsumer("Watched");
        watched.Write("policies.json", Readme.Policy);
        CommandResult restore = await watched.DotnetAsync("restore");
        Assert.True(restore.ExitCode == 0, restore.Output + restore.Error);
        CommandResult list = await watched.DotnetAsync("watch", "--list");
        Assert.True(list.ExitCode == 0, list.Output + list.Error);
        Assert.Contains(watched.PathOf("policies.json"), list.Output.Split('\n', StringSplitOptions.TrimEntries));
    }

    /// <summary>Checks the lines that the README's program prints.</summary>
    private static string[] Check(CommandResult run)
    {
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Matches("^[0-9]+ (OpenSsl|Managed)$", lines[0]);
        Assert.Equal("pupil: role-not-allowed-in-room", lines[2]);

        string token = Regex.Match(lines[1], "^teacher: (.+)$").Groups[1].Value;
        JsonElement claims = Jwt.ValidClaims(token, Secret);
        Assert.Equal("teacher", claims.GetProperty("role").GetString());
        Assert.Equal("633fcdd84208780bf665346a", claims.GetProperty("room_id").GetString());
        long lifetimeSeconds = claims.GetProperty("exp").GetInt64() - DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.InRange(lifetimeSeconds, 2 * Hour - Minute, 2 * Hour);
        return lines;
    }
}
