using System.Text;
using Appliance.Hosting.Benchmarks;
using Appliance.Hosting.Guide;
using Appliance.Hosting.Logging;
using Appliance.Hosting.Results;
using Appliance.PolicyModel;
using Appliance.Tokens;
using ConsoleAppFramework;

namespace Appliance.Commands.Bench;

/// <summary><c>appliance bench sign</c>: the cost of a token and of a request, without a network.</summary>
[RegisterCommands]
internal sealed class BenchSignCommand
{
    private const int CountMax = 1_000_000_000;

    /// <summary>Measures how fast one thread signs tokens and handles requests, with a generated secret.</summary>
    /// <param name="app">-a, The app; default: the first one that needs no credential.</param>
    /// <param name="only">issue (one token), group (eight tokens signed together) or request (a whole request);
    /// default: all.</param>
    /// <param name="count">With --only: run N times without timing, for tools that count instructions.</param>
    /// <param name="output">-o, Output format, json or text.</param>
    [Command("bench sign")]
    public int Run(string? app = null, string? only = null, string? count = null, string output = "text") =>
        CommandExit.Guard(() => Sign(app, only, count, output));

    private static int Sign(string? app, string? only, string? count, string output)
    {
        if (!Options.TryParseOutput(output, out bool isJson, out string error)
            || !Options.TryParseNumber("--count", count, 1, CountMax, defaultValue: 0, out int times, out error))
            return CommandExit.Fail(ExitCode.Usage, error);
        if (only is not (null or "issue" or "group" or "request"))
            return CommandExit.Fail(ExitCode.Usage, $"--only {SafeText.Of(only)}: use issue, group or request.");
        if (times > 0 && only is null)
            return CommandExit.Fail(ExitCode.Usage, "--count needs --only issue, group or request.");
        App? tenant = app is null
            ? SampleRequest.FirstApp(Policies.Current) : Policies.Current.FindApp(Encoding.UTF8.GetBytes(app));
        if (tenant is null)
            return CommandExit.UnknownApp(app ?? "");
        if (SampleRequest.Of(tenant) is not { } sample)
            return CommandExit.Fail(ExitCode.Denied, $"App {tenant.Name} has no room: add one to the policy.");
        return Measure(sample, only, times, isJson);
    }

    private static int Measure(SampleRequest sample, string? only, int times, bool isJson)
    {
        // Hexadecimal, because the secret is also the password of Basic credentials.
        byte[] random = new byte[Sha256.DigestBytes];
        SystemRandom.Fill(random);
        byte[] secret = Encoding.ASCII.GetBytes(Convert.ToHexString(random));
        if (SigningKey.TryCreate(secret, out SigningKey? key) != KeyVerdict.Ok || key is null)
            return CommandExit.Fail(ExitCode.Internal, "The generated secret was rejected as a signing key.");
        long nowSeconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        List<Timing> timings = [];
        IBenchmark[] benchmarks =
        [
            new IssueBenchmark(sample, key, nowSeconds, isGrouped: false),
            new IssueBenchmark(sample, key, nowSeconds, isGrouped: true),
            new RequestBenchmark(Policies.Current, sample, secret, key, nowSeconds),
        ];
        foreach (IBenchmark benchmark in benchmarks)
        {
            if (only is not null && only != benchmark.Name)
                continue;
            if (benchmark.FindError() is not { } error)
                timings.Add(times > 0 ? Timing.Untimed(benchmark, times) : Timing.Of(benchmark));
            else if (timings.Count == 0)
                return CommandExit.Fail(ExitCode.Denied, error);
            else
                Output.WriteErrorLine(error);
        }
        return CommandExit.WriteResult(
            isJson, result => BenchSignReport.WriteJson(result, sample, timings),
            result => BenchSignReport.WriteText(result, sample, timings));
    }
}
