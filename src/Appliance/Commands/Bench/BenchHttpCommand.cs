using System.Globalization;
using System.Text;
using Appliance.Hosting.Clients;
using Appliance.Hosting.Guide;
using Appliance.LoadGenerator;
using Appliance.PolicyModel;
using ConsoleAppFramework;

namespace Appliance.Commands.Bench;

/// <summary><c>appliance bench http</c>: load-tests a running server.</summary>
[RegisterCommands]
internal sealed class BenchHttpCommand
{
    private const int RateMax = 1_000_000;
    private const int ConnectionsMax = 10_000;
    private const int ThreadsMax = 64;
    private const int PipelineMax = 64;
    private const int SecondsDefault = 10;

    /// <summary>Load-tests your own server, on loopback or in your own network; reports throughput and
    /// latency.</summary>
    /// <param name="url">http://ADDRESS:PORT/PATH; default path: that of the policy's first app.</param>
    /// <param name="rate">Fixed request rate per second, latency measured from when each request is due; default: as
    /// fast as responses arrive.</param>
    /// <param name="connections">Open connections; default: 64.</param>
    /// <param name="duration">How long to measure, after a warm-up of 1s; default: 10s.</param>
    /// <param name="pipeline">Requests sent together; default: 1.</param>
    /// <param name="threads">Sending threads; default: 1.</param>
    /// <param name="body">Request body; default: one that suits the policy.</param>
    /// <param name="unixSocket">Connect to this Unix socket instead of ADDRESS.</param>
    /// <param name="output">-o, Output format, json or text.</param>
    [Command("bench http")]
    public int Run(
        [Argument] string url, string? rate = null, string? connections = null, string? duration = null,
        string? pipeline = null, string? threads = null, string? body = null, string? unixSocket = null,
        string output = "text") => CommandExit.Guard(() =>
        {
            if (!Options.TryParseOutput(output, out bool isJson, out string error)
                || !Options.TryParseNumber("--rate", rate, 1, RateMax, 0, out int perSecond, out error)
                || !Options.TryParseNumber(
                    "--connections", connections, 1, ConnectionsMax, 64, out int many, out error)
                || !Options.TryParseNumber("--pipeline", pipeline, 1, PipelineMax, 1, out int batch, out error)
                || !Options.TryParseNumber("--threads", threads, 1, ThreadsMax, 1, out int senders, out error)
                || !Options.TryParseDuration("--duration", duration, SecondsDefault, out int seconds, out error)
                || !HttpUrl.TryParse(url, unixSocket, out HttpUrl? target, out error))
                return CommandExit.Fail(ExitCode.Usage, error);
            if (perSecond > 0 && (pipeline ?? threads) is not null)
                return CommandExit.Fail(ExitCode.Usage, "--pipeline and --threads cannot be combined with --rate.");
            return Drive(isJson, new()
            {
                Target = new(target!.Address, RequestTo(target, body)),
                Connections = many,
                Threads = Math.Min(senders, many),
                Pipeline = batch,
                RatePerSecond = perSecond,
                Seconds = seconds,
            });
        });

    private static int Drive(bool isJson, HttpLoad load)
    {
        if (!OperatingSystem.IsLinux())
            return CommandExit.Fail(ExitCode.Unavailable, "bench http runs on Linux only.");
        if (load.IsRefused())
            return CommandExit.Fail(ExitCode.Unavailable, $"Connection refused at {load.Target.Address}.");
        load.Run(Progress.Show);
        Progress.Clear();
        int code = CommandExit.WriteResult(
            isJson, result => BenchHttpReport.WriteJson(result, load),
            result => BenchHttpReport.WriteText(result, load));
        return load.Statistics.Succeeded > 0
            ? code : CommandExit.Fail(ExitCode.Unavailable, "No request succeeded.");
    }

    /// <summary>The bytes of one request.</summary>
    private static byte[] RequestTo(HttpUrl url, string? body)
    {
        SampleRequest? sample = SampleFor(url.Path);
        string path = url.Path != "" ? url.Path : sample?.Call?.Path ?? "/";
        byte[] content = Encoding.UTF8.GetBytes(body ?? sample?.Call?.Body ?? "");
        string head = "POST " + path + " HTTP/1.1\r\nHost: " + url.Authority
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + content.Length.ToString(CultureInfo.InvariantCulture) + "\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. content];
    }

    /// <summary>The sample request of the app with this path, or else of the first app.</summary>
    private static SampleRequest? SampleFor(string path)
    {
        foreach (App app in Policies.Current.Apps)
        {
            if (SampleRequest.Of(app) is { } sample && sample.Call?.Path == path)
                return sample;
        }
        return SampleRequest.Of(SampleRequest.FirstApp(Policies.Current));
    }
}
