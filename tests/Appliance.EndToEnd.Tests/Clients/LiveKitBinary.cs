using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Clients;

/// <summary>A binary of livekit-policy.json, to which the app of docs/examples/livekit-policy.json is added. App
/// <c>starter</c> accepts any room and room_config. App <c>studio</c> accepts only rooms whose names start with
/// <c>voice-</c> and no room_config; its role has video grants. App <c>meet</c> is the example's.</summary>
public sealed class LiveKitBinary
{
    /// <summary>By the name of the app.</summary>
    private static readonly Dictionary<string, string> Secrets = new()
    {
        ["starter"] = "starter-secret-of-at-least-32-bytes-0123456789",
        ["studio"] = "studio-secret-of-at-least-32-bytes-01234567890",
        ["meet"] = "meet-secret-of-at-least-32-bytes-0123456789012",
    };

    private static readonly PublishedBinary Published = new("livekit", Policy(), storage: "memory");

    internal Task<RunningAppliance> ServeAsync() =>
        RunningAppliance.StartAsync(Start("serve", "--listen", "127.0.0.1:0"));

    internal ProcessStartInfo Start(params string[] arguments) => Commands.Start(
        Published.Path, arguments,
        Secrets.ToDictionary(secret => $"{secret.Key.ToUpperInvariant()}_SECRET", secret => secret.Value));

    /// <summary>The claims of tokens that LiveKit's own verifier accepts; a rejected token fails the test.</summary>
    /// <param name="app">The app whose key and secret the verifier uses.</param>
    /// <param name="tokens">The tokens to verify.</param>
    internal static async Task<JsonElement[]> VerifyAsync(string app, params string[] tokens)
    {
        string secret = Secrets[app];
        string input = JsonSerializer.Serialize(tokens.Select(token => new { token, key = "API" + app, secret }));
        using JsonDocument verdicts = JsonDocument.Parse(await Npm.RunAsync("livekit-verify.mjs", [], input));
        return
        [
            .. verdicts.RootElement.EnumerateArray().Select(verdict =>
            {
                Assert.False(verdict.TryGetProperty("error", out JsonElement error), error.ToString());
                return verdict.GetProperty("claims").Clone();
            }),
        ];
    }

    private static string Policy()
    {
        JsonNode policy = Parse("tests/Appliance.EndToEnd.Tests/Clients/livekit-policy.json");
        policy["apps"]!["meet"] = Parse("docs/examples/livekit-policy.json")["apps"]!["meet"]!.DeepClone();
        return policy.ToJsonString();
    }

    private static JsonNode Parse(string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Places.Repository, file)))!;
}
