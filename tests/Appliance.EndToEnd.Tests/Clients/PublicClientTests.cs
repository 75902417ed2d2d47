using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Clients;

/// <summary>Recorded requests of public programs, replayed byte for byte against the published binary of their
/// policy.</summary>
public sealed class PublicClientTests
{
    private const string Clients = "wild_clients.jsonl";

    /// <summary>The file expects a 404 for these media-plane requests. The appliance serves read-only views instead: a
    /// room type is a template, and the list of sessions is empty.</summary>
    private static readonly string[] Views = ["h-mp-sessions-active", "h-mp-template"];

    [RequiresFact(Needs.NativeBinary | Needs.SharedCases | Needs.Python)]
    public async Task Recorded_requests_of_public_clients_get_the_expected_responses()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("appliance-wild-");
        try
        {
            PublishedBinary published = new("public-clients", PolicyWithSampleFront(), storage: "memory");
            JsonElement[] requests = [.. SharedCases.Read(Clients)];
            CommandResult replay = await ReplayAsync(published.Path, folder);
            string report = Path.Combine(folder.FullName, "report.json");
            Assert.True(File.Exists(report), replay.Output + replay.Error);

            using JsonDocument document = JsonDocument.Parse(await File.ReadAllTextAsync(report));
            JsonElement[] results = [.. document.RootElement.GetProperty("results").EnumerateArray()];
            Assert.Equal(
                requests.Select(request => Text(request, "id")), results.Select(result => Text(result, "id")));
            Assert.All(
                results.Where(result => Views.Contains(Text(result, "id"))),
                view => Assert.Equal(200, view.GetProperty("status").GetInt32()));
            string[] failures =
            [
                .. results.Where(result => !result.GetProperty("ok").GetBoolean())
                    .Where(result => !Views.Contains(Text(result, "id"))).Select(Describe),
            ];
            Assert.True(
                failures.Length == 0, $"{failures.Length} of {results.Length}:\n{string.Join('\n', failures)}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<CommandResult> ReplayAsync(string appliance, DirectoryInfo folder)
    {
        ProcessStartInfo script = Commands.Start("python3",
        [
            Path.Combine(Places.SharedCases, "replay_clients.py"), "--appliance", appliance,
            "--port", Ports.Free().ToString(CultureInfo.InvariantCulture),
            "--json", Path.Combine(folder.FullName, "report.json"),
        ]);
        return Commands.RunAsync(script, secondsMax: 600);
    }

    /// <summary>How a response differed from the expectation, and the script's note on what would have to
    /// change.</summary>
    private static string Describe(JsonElement result) =>
        $"{Text(result, "id")}: {result.GetProperty("status")}, lost {result.GetProperty("lost")}, "
        + $"{result.GetProperty("kinds")} {Text(result, "note")} {Text(result, "response")}";

    private static string Text(JsonElement value, string member) => value.GetProperty(member).GetString()!;

    /// <summary>The policy of the recorded requests, with the sample front enabled: some requests use it, and it is off
    /// by default.</summary>
    private static string PolicyWithSampleFront()
    {
        JsonNode policy = JsonNode.Parse(
            File.ReadAllText(Path.Combine(Places.SharedCases, "wild_policy.json")))!;
        policy["apps"]!["clinic"]!["sampleFront"] = true;
        return policy.ToJsonString();
    }
}
