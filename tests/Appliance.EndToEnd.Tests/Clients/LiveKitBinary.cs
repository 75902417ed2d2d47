using System.Diagnostics;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Clients;

/// <summary>A binary of livekit-policy.json. App <c>starter</c> accepts any room and room_config. App <c>studio</c>
/// accepts only rooms whose names start with <c>voice-</c> and no room_config; its role has video grants.</summary>
public sealed class LiveKitBinary
{
    private const string StarterSecret = "starter-secret-of-at-least-32-bytes-0123456789";
    private const string StudioSecret = "studio-secret-of-at-least-32-bytes-01234567890";

    private static readonly PublishedBinary Published = new(
        "livekit",
        File.ReadAllText(Path.Combine(
            Places.Repository, "tests/Appliance.EndToEnd.Tests/Clients/livekit-policy.json")),
        storage: "memory");

    internal Task<RunningAppliance> ServeAsync() =>
        RunningAppliance.StartAsync(Start("serve", "--listen", "127.0.0.1:0"));

    internal ProcessStartInfo Start(params string[] arguments) => Commands.Start(
        Published.Path, arguments,
        new Dictionary<string, string> { ["STARTER_SECRET"] = StarterSecret, ["STUDIO_SECRET"] = StudioSecret });

    /// <summary>The claims of tokens that LiveKit's own verifier accepts; a rejected token fails the test.</summary>
    /// <param name="app">The app whose key and secret the verifier uses.</param>
    /// <param name="tokens">The tokens to verify.</param>
    internal static async Task<JsonElement[]> VerifyAsync(string app, params string[] tokens)
    {
        string secret = app == "starter" ? StarterSecret : StudioSecret;
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
}
