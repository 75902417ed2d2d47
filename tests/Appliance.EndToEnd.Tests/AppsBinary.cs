using System.Text.Json.Nodes;
using Appliance.EndToEnd.Tests.Clients;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>
/// One binary for the apps of several groups of tests, since a policy is compiled into it: 100ms and EnableX apps whose
/// secrets are in a systemd credentials directory, and the LiveKit apps of livekit-policy.json and of
/// docs/examples/livekit-policy.json.
/// </summary>
internal static class AppsBinary
{
    private const string CredentialApps =
        """
        {
          "policy": 1,
          "apps": {
            "johndoe": {
              "dialect": "100ms",
              "accessKey": "5f9e0c8d2b7a4e1f6c3d9a10",
              "secret": "cred:johndoe",
              "previousSecret": "cred:johndoe-before",
              "leeway": "5m",
              "tokenEndpoint": { "enabled": true },
              "starterKit": "video-conferencing",
              "rooms": { "633fcdd84208780bf665346a": { "type": "conference", "name": "daily-standup" } }
            },
            "clinic": {
              "dialect": "enablex",
              "appId": "5f1d2c3b4a59687786950413",
              "appKey": "cred:clinic-key",
              "secret": "cred:clinic",
              "starterKit": "video-conferencing",
              "rooms": { "5dc1a2b34c5d6e7f80912a3b": { "type": "conference", "name": "front-desk" } }
            }
          }
        }
        """;

    private static readonly PublishedBinary Published = new("apps", Policy(), storage: "memory");

    public static string Path => Published.Path;

    /// <summary>The environment with the secrets of all apps.</summary>
    public static Dictionary<string, string> Environment(Credentials credentials) => new(LiveKitBinary.Environment)
    {
        ["CREDENTIALS_DIRECTORY"] = credentials.Folder,
    };

    private static string Policy()
    {
        JsonNode policy = JsonNode.Parse(CredentialApps)!;
        foreach (string file in new[]
        {
            "tests/Appliance.EndToEnd.Tests/Clients/livekit-policy.json", "docs/examples/livekit-policy.json",
        })
        {
            JsonNode more = JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(Places.Repository, file)))!;
            foreach ((string name, JsonNode? app) in more["apps"]!.AsObject())
                policy["apps"]![name] = app!.DeepClone();
        }
        return policy.ToJsonString();
    }
}
