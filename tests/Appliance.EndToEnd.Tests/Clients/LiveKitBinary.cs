using System.Diagnostics;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Clients;

/// <summary>The LiveKit apps of the shared binary. App <c>starter</c> accepts any room and room_config. App
/// <c>studio</c> accepts only rooms whose names start with <c>voice-</c> and no room_config; its role has video grants.
/// App <c>meet</c> is the example's.</summary>
public sealed class LiveKitBinary : IDisposable
{
    /// <summary>By the name of the app.</summary>
    private static readonly Dictionary<string, string> Secrets = new()
    {
        ["starter"] = "starter-secret-of-at-least-32-bytes-0123456789",
        ["studio"] = "studio-secret-of-at-least-32-bytes-01234567890",
        ["meet"] = "meet-secret-of-at-least-32-bytes-0123456789012",
    };

    private readonly Credentials _credentials = new();

    /// <summary>The secrets of the apps by the names of their variables.</summary>
    internal static Dictionary<string, string> Environment =>
        Secrets.ToDictionary(secret => $"{secret.Key.ToUpperInvariant()}_SECRET", secret => secret.Value);

    public void Dispose() => _credentials.Dispose();

    internal Task<RunningAppliance> ServeAsync() =>
        RunningAppliance.StartAsync(Start("serve", "--listen", "127.0.0.1:0"));

    internal ProcessStartInfo Start(params string[] arguments) =>
        Commands.Start(AppsBinary.Path, arguments, AppsBinary.Environment(_credentials));

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
}
