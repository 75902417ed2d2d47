using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Key rotation: the signing key is replaced while the appliance runs.</summary>
public class RotationTests(CredentialBinary binary) : IClassFixture<CredentialBinary>
{
    private const string Next = "johndoe-secret-after-of-at-least-32-bytes-0123";

    [RequiresFact(Needs.NativeBinary)]
    public async Task Token_signed_with_the_previous_key_is_valid_until_the_second_rotation()
    {
        using Credentials credentials = new();
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(binary.Serve(credentials));
        string token = await ManagementTokenAsync(credentials);
        Jwt.ValidClaims(token, TestSecrets.Johndoe);

        credentials[Credentials.Johndoe] = Next;
        credentials[Credentials.JohndoePrevious] = TestSecrets.Johndoe;
        await appliance.SignalAsync("HUP");
        await appliance.LoggedAsync("reloaded");
        (HttpStatusCode status, JsonElement body) = await IssueAsync(appliance, token);
        Assert.Equal(HttpStatusCode.OK, status);
        Jwt.ValidClaims(body[0].GetProperty("token").GetString()!, Next);

        credentials[Credentials.Johndoe] = TestSecrets.JohndoePrevious;
        credentials[Credentials.JohndoePrevious] = Next;
        await appliance.SignalAsync("HUP");
        await appliance.LoggedAsync("reloaded", 2);
        Assert.Equal(HttpStatusCode.Unauthorized, (await IssueAsync(appliance, token)).Status);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Rotation_with_identical_keys_keeps_the_current_keys()
    {
        using Credentials credentials = new();
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(binary.Serve(credentials));
        credentials[Credentials.Johndoe] = Next;
        credentials[Credentials.JohndoePrevious] = Next;
        await appliance.SignalAsync("HUP");
        await appliance.LoggedAsync("reload-failed");
        Assert.StartsWith(
            "The previous token secret of app johndoe is also the token secret of app johndoe. ",
            (await appliance.LoggedAsync("secret")).GetProperty("error").GetString());
        using KeepAliveClient client = new(appliance);
        Assert.True(KeepAliveClient.IsSignedWith(client.Token(), TestSecrets.Johndoe));

        CommandResult start = await Commands.RunAsync(binary.Serve(credentials));
        Assert.Equal(78, start.ExitCode);
        File.Delete(credentials.PathOf(Credentials.JohndoePrevious));
        start = await Commands.RunAsync(binary.Serve(credentials));
        Assert.Equal(78, start.ExitCode);
        Assert.Contains("cred:johndoe-before, the previous token secret of app johndoe, is not set. ", start.Error);
    }

    /// <summary>The app has a leeway of five minutes; another library signs the tokens.</summary>
    [RequiresFact(Needs.NativeBinary)]
    public async Task Verify_accepts_the_current_and_the_previous_key_and_applies_the_leeway()
    {
        using Credentials credentials = new();
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        foreach ((string secret, long expiresIn, int exitCode) in new[]
        {
            (TestSecrets.Johndoe, 600L, 0), (TestSecrets.JohndoePrevious, 600, 0), (Next, 600, 65),
            (TestSecrets.JohndoePrevious, -60, 0), (TestSecrets.JohndoePrevious, -600, 65),
        })
        {
            string claims = $$"""{"exp":{{now + expiresIn}}}""";
            CommandResult result = await Commands.RunAsync(
                binary.Start(credentials, "verify", Jwt.Sign(claims, secret)));
            Assert.True(result.ExitCode == exitCode, $"{secret}, {expiresIn} s: {result}");
            Assert.Equal(exitCode == 0 ? claims + "\n" : "", result.Output);
        }

        File.Delete(credentials.PathOf(Credentials.JohndoePrevious));
        CommandResult untried = await Commands.RunAsync(
            binary.Start(credentials, "verify", Jwt.Sign($$"""{"exp":{{now + 600}}}""", TestSecrets.JohndoePrevious)));
        Assert.Equal(65, untried.ExitCode);
        Assert.Contains("Keys not tried:\ncred:johndoe-before, ", untried.Error);
    }

    private async Task<string> ManagementTokenAsync(Credentials credentials)
    {
        CommandResult result = await Commands.RunAsync(
            binary.Start(credentials, "token", "--management", "--app", "johndoe"));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output.TrimEnd();
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> IssueAsync(
        RunningAppliance appliance, string managementToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/tokens");
        request.Content = new StringContent(
            $$"""[{"room_id":"{{CredentialBinary.Room}}","role":"guest"}]""", Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", managementToken);
        using HttpResponseMessage response = await appliance.Client.SendAsync(request);
        return (response.StatusCode, JsonDocument.Parse(
            await response.Content.ReadAsByteArrayAsync()).RootElement.Clone());
    }
}
