using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>SIGHUP reloads the secrets without interrupting requests.</summary>
public partial class ReloadTests(Binary binary, CredentialBinary credentialBinary)
    : IClassFixture<Binary>, IClassFixture<CredentialBinary>
{
    private const string EnableXRoom = "5dc1a2b34c5d6e7f80912a3b";
    private const string EnableXBody = """{"name":"N","role":"guest","user_ref":"U"}""";

    [RequiresFact(Needs.NativeBinary)]
    public async Task Reload_replaces_changed_secrets()
    {
        using Credentials credentials = new();
        await using RunningAppliance appliance =
            await RunningAppliance.StartAsync(credentialBinary.Serve(credentials));
        using KeepAliveClient client = new(appliance);
        Assert.True(KeepAliveClient.IsSignedWith(client.Token(), TestSecrets.Johndoe));

        credentials[Credentials.Johndoe] = Secret(1);
        credentials[Credentials.ClinicKey] = Secret(2);
        credentials[Credentials.Clinic] = Secret(3);
        Assert.True(KeepAliveClient.IsSignedWith(client.Token(), TestSecrets.Johndoe));
        await appliance.SignalAsync("HUP");
        JsonElement reloaded = await appliance.LoggedAsync("reloaded");

        Assert.False(reloaded.TryGetProperty("hint", out _));
        string token = client.Token();
        Assert.False(KeepAliveClient.IsSignedWith(token, TestSecrets.Johndoe));
        Jwt.ValidClaims(token, Secret(1));
        (HttpStatusCode status, _) = await ApiCalls.EnableXAsync(appliance.Client, EnableXRoom, EnableXBody);
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        (status, JsonElement body) =
            await ApiCalls.EnableXAsync(appliance.Client, EnableXRoom, EnableXBody, key: Secret(2));
        Assert.Equal(HttpStatusCode.OK, status);
        Jwt.ValidClaims(body.GetProperty("token").GetString()!, Secret(3));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Reload_with_one_invalid_secret_replaces_none()
    {
        using Credentials credentials = new();
        await using RunningAppliance appliance =
            await RunningAppliance.StartAsync(credentialBinary.Serve(credentials));
        using KeepAliveClient client = new(appliance);
        credentials[Credentials.Johndoe] = Secret(1);
        Action[] spoil =
        [
            () => credentials[Credentials.Clinic] = "too short",
            () => File.Delete(credentials.PathOf(Credentials.Clinic)),
            () => File.CreateSymbolicLink(credentials.PathOf(Credentials.Clinic), "/dev/zero"),
            () =>
            {
                credentials[Credentials.Clinic] = Secret(2);
                FileModes.Set(credentials.PathOf(Credentials.Clinic), "0666");
            },
            () => WriteUtf16(credentials.PathOf(Credentials.Clinic)),
        ];
        for (int times = 1; times <= spoil.Length; times++)
        {
            spoil[times - 1]();
            await appliance.SignalAsync("HUP");
            await appliance.LoggedAsync("reload-failed", times);
            string error = (await appliance.LoggedAsync("secret", times)).GetProperty("error").GetString()!;
            Assert.StartsWith("cred:clinic, the token secret of app clinic, ", error);
            Assert.True(KeepAliveClient.IsSignedWith(client.Token(), TestSecrets.Johndoe));
        }
        Assert.Empty(appliance.Logged("reloaded"));

        credentials[Credentials.Clinic] = Secret(2);
        await appliance.SignalAsync("HUP");
        await appliance.LoggedAsync("reloaded");
        Assert.True(KeepAliveClient.IsSignedWith(client.Token(), Secret(1)));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Fifty_reloads_interrupt_no_keep_alive_connection()
    {
        const int Reloads = 50;
        const int Clients = 4;
        using Credentials credentials = new();
        await using RunningAppliance appliance =
            await RunningAppliance.StartAsync(credentialBinary.Serve(credentials));
        using CancellationTokenSource end = new();
        Task<int>[] clients =
        [
            .. Enumerable.Range(0, Clients).Select(_ => Task.Factory.StartNew(
                () => RequestTokensUntil(end.Token, appliance), TaskCreationOptions.LongRunning)),
        ];
        using KeepAliveClient client = new(appliance);
        for (int times = 1; times <= Reloads; times++)
        {
            credentials[Credentials.Johndoe] = Secret(times % 2);
            await appliance.SignalAsync("HUP");
            await appliance.LoggedAsync("reloaded", times);
            // From here on, the other secret signs nothing.
            Assert.True(KeepAliveClient.IsSignedWith(client.Token(), Secret(times % 2)));
        }
        end.Cancel();
        int[] tokens = await Task.WhenAll(clients);
        Assert.All(tokens, count => Assert.True(count >= Reloads, $"only {count} tokens"));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Reload_with_environment_secrets_only_logs_a_hint()
    {
        await using RunningAppliance appliance =
            await RunningAppliance.StartAsync(binary.Start("serve", "--listen", "127.0.0.1:0"));
        await appliance.SignalAsync("HUP");
        string hint = (await appliance.LoggedAsync("reloaded")).GetProperty("hint").GetString()!;
        Assert.Contains("file: or cred:", hint);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Reload_keeps_generated_secrets()
    {
        ProcessStartInfo start = binary.Start("serve", "--dev", "--listen", "127.0.0.1:0");
        start.Environment.Remove("JOHNDOE_APP_SECRET");
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(start);
        using KeepAliveClient client = new(appliance);
        string before = client.Token();
        await appliance.SignalAsync("HUP");
        await appliance.LoggedAsync("reloaded");
        string secret = GeneratedSecret().Match(appliance.Log).Groups[1].Value;
        Assert.True(KeepAliveClient.IsSignedWith(before, secret));
        Assert.True(KeepAliveClient.IsSignedWith(client.Token(), secret));
    }

    [GeneratedRegex("export JOHNDOE_APP_SECRET='([^']+)'")]
    private static partial Regex GeneratedSecret();

    /// <summary>Returns the number of tokens received; each must be signed with one of the secrets in use so
    /// far.</summary>
    private static int RequestTokensUntil(CancellationToken end, RunningAppliance appliance)
    {
        using KeepAliveClient client = new(appliance);
        int count = 0;
        for (; !end.IsCancellationRequested; count++)
        {
            string token = client.Token();
            Assert.True(KeepAliveClient.IsSignedWith(token, Secret(0)) || KeepAliveClient.IsSignedWith(token, Secret(1))
                || KeepAliveClient.IsSignedWith(token, TestSecrets.Johndoe), token);
        }
        return count;
    }

    /// <summary>Writes UTF-16, like PowerShell's &gt;.</summary>
    private static void WriteUtf16(string path)
    {
        File.Delete(path);
        File.WriteAllText(path, Secret(2), System.Text.Encoding.Unicode);
    }

    private static string Secret(int number) => $"another-secret-of-at-least-32-bytes-0123456789-{number}";
}
