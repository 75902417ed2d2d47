using System.Globalization;
using System.Text;
using Appliance.PolicyModel;
using Appliance.Results;
using Appliance.Serving;
using ConsoleAppFramework;

namespace Appliance.Commands.Bench;

/// <summary><c>appliance bench http</c>: what a server that runs already can take.</summary>
internal sealed class BenchHttpCommand
{
    private const int RateMax = 1_000_000;
    private const int ManyMax = 10_000;
    private const int ThreadsMax = 64;
    private const int PipelineMax = 64;

    /// <summary>Loads a server of your own, on loopback or in your own network, and says how much it answers.</summary>
    /// <param name="url">http://ADDRESS:PORT/PATH; without a path, that of the policy's first app.</param>
    /// <param name="rate">Requests a second, timed from when they are due; as many as are answered if left out.</param>
    /// <param name="connections">64 if left out.</param>
    /// <param name="duration">After a second of warming up; 10s if left out.</param>
    /// <param name="pipeline">Requests sent together; 1 if left out.</param>
    /// <param name="threads">Threads that send; 1 if left out.</param>
    /// <param name="body">What is posted; what suits the policy if left out.</param>
    /// <param name="unixSocket">Where to connect, in the place of ADDRESS.</param>
    /// <param name="output">-o, json or text.</param>
    [Command("bench http")]
    public int Run(
        [Argument] string url, string? rate = null, string? connections = null, string? duration = null,
        string? pipeline = null, string? threads = null, string? body = null, string? unixSocket = null,
        string output = "text") => CommandFailure.Guard(() =>
        {
            if (!Options.TryParseOutput(output, out bool isJson, out string problem)
                || !Options.TryParseNumber("--rate", rate, 1, RateMax, 0, out int perSecond, out problem)
                || !Options.TryParseNumber("--connections", connections, 1, ManyMax, 64, out int many, out problem)
                || !Options.TryParseNumber("--pipeline", pipeline, 1, PipelineMax, 1, out int batch, out problem)
                || !Options.TryParseNumber("--threads", threads, 1, ThreadsMax, 1, out int senders, out problem)
                || !Options.TryParseDuration(duration, out int seconds, out problem)
                || !HttpUrl.TryParse(url, unixSocket, out HttpUrl? target, out problem))
                return CommandFailure.Say(ExitCode.Usage, problem);
            if (perSecond > 0 && (pipeline ?? threads) is not null)
                return CommandFailure.Say(ExitCode.Usage, "--pipeline and --threads are for as many as are answered: "
                    + "leave out --rate, or them.");
            return Drive(isJson, new()
            {
                Url = target!,
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
            return CommandFailure.Say(ExitCode.Unavailable, "This works on Linux alone.");
        if (load.IsRefused())
            return CommandFailure.Say(ExitCode.Unavailable, $"Nobody listens at {load.Url.Address}.");
        load.Run();
        ResultWriter result = new(Output.TryWrite);
        if (isJson)
            BenchHttpReport.WriteJson(result, load);
        else
            BenchHttpReport.WriteText(result, load);
        if (load.Tally.Answered > 0)
            return CommandFailure.Result(result, ExitCode.Ok);
        CommandFailure.Result(result, ExitCode.Unavailable);
        return CommandFailure.Say(ExitCode.Unavailable, "Not one request was answered with success.");
    }

    /// <summary>The bytes of one request.</summary>
    private static byte[] RequestTo(HttpUrl url, string? body)
    {
        SampleRequest? sample = SampleFor(url.Path);
        string path = url.Path != "" ? url.Path : sample?.Path ?? "/";
        byte[] content = Encoding.UTF8.GetBytes(body ?? sample?.Body ?? "");
        string head = "POST " + path + " HTTP/1.1\r\nHost: " + url.Authority
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + content.Length.ToString(CultureInfo.InvariantCulture) + "\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. content];
    }

    /// <summary>The request of the app that the path is about, or of the first one.</summary>
    private static SampleRequest? SampleFor(string path)
    {
        foreach (App app in Policies.Current.Apps)
        {
            if (SampleRequest.Of(app) is { } sample && sample.Path == path)
                return sample;
        }
        return SampleRequest.Of(SampleRequest.FirstApp());
    }
}
