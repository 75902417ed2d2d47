using System.Diagnostics;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Clients;

/// <summary>An error thrown by a method of the server SDK.</summary>
/// <param name="Code">The response's status; null if the SDK failed without a response.</param>
/// <param name="Message">The response's <c>message</c>, or the SDK's own message.</param>
internal sealed record SdkError(int? Code, string Message);

/// <summary>100ms's server SDK in a separate node process, as a back end of app johndoe.</summary>
internal sealed class HmsServerSdk : IAsyncDisposable
{
    public const string AccessKey = "5f9e0c8d2b7a4e1f6c3d9a10";

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    /// <param name="appliance">The appliance that the SDK calls.</param>
    /// <param name="secret">The secret that signs management tokens.</param>
    public HmsServerSdk(RunningAppliance appliance, string secret = TestSecrets.Johndoe) =>
        _process = Process.Start(
            Npm.Start("hms-server-sdk.mjs", [$"http://{appliance.Address}/v2", AccessKey, secret]))!;

    /// <summary>Calls a method and returns the value it resolves to; a list is read through all its pages.</summary>
    /// <param name="method">For example <c>rooms.create</c>.</param>
    /// <param name="arguments">The method's arguments, serialised as JSON.</param>
    public async Task<JsonElement> CallAsync(string method, params object?[] arguments)
    {
        JsonElement result = await SendCallAsync(method, arguments);
        Assert.False(result.TryGetProperty("error", out JsonElement error), $"{method}: {error}");
        return result.GetProperty("value");
    }

    /// <summary>Calls a method that returns a list.</summary>
    public async Task<JsonElement[]> ListAsync(string method, params object?[] arguments) =>
        [.. (await CallAsync(method, arguments)).EnumerateArray()];

    /// <summary>Calls a method that must fail.</summary>
    public async Task<SdkError> FailAsync(string method, params object?[] arguments)
    {
        JsonElement result = await SendCallAsync(method, arguments);
        Assert.True(result.TryGetProperty("error", out JsonElement error), $"{method}: {result}");
        JsonElement code = error.GetProperty("code");
        return new(
            code.ValueKind == JsonValueKind.Null ? null : code.GetInt32(), error.GetProperty("message").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<JsonElement> SendCallAsync(string method, object?[] arguments)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { method, arguments }));
        await _process.StandardInput.FlushAsync();
        using CancellationTokenSource deadline = new(CallTimeout);
        string? line = await _process.StandardOutput.ReadLineAsync(deadline.Token);
        if (line is null)
            throw new InvalidOperationException($"the SDK ended: {await _process.StandardError.ReadToEndAsync()}");
        return JsonDocument.Parse(line).RootElement.Clone();
    }
}
