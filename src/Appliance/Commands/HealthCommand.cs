using System.Text;
using Appliance.Hosting.Clients;
using Appliance.Hosting.Results;
using Appliance.Json;
using ConsoleAppFramework;

namespace Appliance.Commands;

/// <summary><c>appliance health</c>: asks a running appliance whether it is ready, for probes in images without a
/// shell.</summary>
[RegisterCommands]
internal sealed class HealthCommand
{
    private const int TimeoutSecondsDefault = 2;
    private const int BodyDepthMax = 8;

    /// <summary>Asks a running appliance whether it is ready (/readyz), and prints why not; exits with 69 if it is not
    /// ready or does not respond.</summary>
    /// <param name="url">Its address: http://HOST:PORT, HOST:PORT or unix:PATH; default: the first of
    /// APPLIANCE_ADMIN_LISTEN or APPLIANCE_LISTEN, or else 127.0.0.1:8080.</param>
    /// <param name="timeout">The time to wait for the response; default: 2s.</param>
    [Command("health")]
    public int Run([Argument] string? url = null, string? timeout = null) =>
        CommandExit.Guard(() => Ask(url, timeout));

    private static int Ask(string? url, string? timeout)
    {
        if (!Options.TryParseDuration("--timeout", timeout, TimeoutSecondsDefault, out int seconds, out string error))
            return CommandExit.Fail(ExitCode.Usage, error);
        if (HealthTarget.Find(url, Environment.GetEnvironmentVariable, out ExitCode code, out error) is not { } target)
            return CommandExit.Fail(code, error);
        byte[] request = Encoding.ASCII.GetBytes(
            $"GET {target.Path} HTTP/1.1\r\nHost: {target.Authority}\r\nConnection: close\r\n\r\n");
        HttpReply? reply = HttpCall.Send(target.Address, request, TimeSpan.FromSeconds(seconds));
        return reply?.Status switch
        {
            200 => CommandExit.WriteResult("ready"u8),
            503 => CommandExit.WriteResult(
                isJson: false, result => { }, result => result.Text(Describe(reply.Body) + "\n"),
                ExitCode.Unavailable),
            { } status => Fail($"{target.Address} responded with {status} instead of 200 or 503: check the URL."),
            null => Fail($"{target.Address} refused the connection, or did not respond within {seconds} s."),
        };
    }

    private static int Fail(string sentence) => CommandExit.Fail(ExitCode.Unavailable, SafeText.Of(sentence));

    /// <summary>The reasons in the body of a 503; an older appliance gives none.</summary>
    internal static string Describe(ReadOnlySpan<byte> body)
    {
        JsonReader reader = new(body, BodyDepthMax);
        List<string> reasons = [];
        bool isReason = false;
        while (reader.Read())
        {
            if (reader.Kind == JsonTokenKind.Name)
                isReason = reader.Raw.SequenceEqual("reasons"u8);
            else if (isReason && reader.Kind == JsonTokenKind.String)
                reasons.Add(SafeText.Of(reader.Raw));
        }
        return reasons.Count == 0 ? "not ready" : "not ready: " + string.Join(", ", reasons);
    }
}
