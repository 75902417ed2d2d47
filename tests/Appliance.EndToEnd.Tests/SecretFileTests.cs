using System.Diagnostics;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Invalid files in place of a secret, and a signal while secrets are read.</summary>
public class SecretFileTests(CredentialBinary binary) : IClassFixture<CredentialBinary>
{
    [RequiresFact(Needs.NativeBinary)]
    public async Task Secret_that_is_not_a_regular_file_exits_with_78_at_once()
    {
        foreach (string make in new[] { "mkfifo", "mkdir", "ln -s /dev/zero" })
        {
            using Credentials credentials = new();
            string path = credentials.PathOf(Credentials.Clinic);
            File.Delete(path);
            string[] words = make.Split(' ');
            await Commands.RunAsync(Commands.Start(words[0], [.. words[1..], path]));

            CommandResult result = await Commands.RunAsync(binary.Serve(credentials), secondsMax: 20);
            Assert.True(result.ExitCode == 78, $"{make}: {result}");
            Assert.Contains("cred:clinic, the token secret of app clinic, is not a regular file.", result.Error);
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task FIFO_as_secret_does_not_block_a_reload()
    {
        using Credentials credentials = new();
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(binary.Serve(credentials));
        string path = credentials.PathOf(Credentials.Johndoe);
        File.Delete(path);
        await Commands.RunAsync(Commands.Start("mkfifo", [path]));
        await appliance.SignalAsync("HUP");
        await appliance.LoggedAsync("reload-failed");
        using KeepAliveClient client = new(appliance);
        Assert.True(KeepAliveClient.IsSignedWith(client.Token(), TestSecrets.Johndoe));
        Assert.Equal(0, await appliance.EndAsync("TERM"));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Secret_that_is_missing_too_large_or_writable_by_others_exits_with_78()
    {
        (string Sentence, Action<string> Spoil)[] cases =
        [
            ("is not set. Add LoadCredential=clinic:PATH", File.Delete),
            ("is not set. ", path => File.WriteAllText(path, "")),
            ("is too large for a secret (more than 65536 bytes)", path =>
                File.WriteAllText(path, new string('x', 100_000))),
            ("begins with a byte order mark", path => File.WriteAllText(
                path, TestSecrets.Clinic, System.Text.Encoding.UTF8)),
            ("is text in UTF-16. ", path => File.WriteAllText(path, TestSecrets.Clinic, System.Text.Encoding.Unicode)),
            ("is writable by others: its mode is 0666.", path => FileModes.Set(path, "0666")),
            ("can be replaced by others", path => FileModes.Set(Path.GetDirectoryName(path)!, "0777")),
            ("cannot be read. ", path =>
            {
                File.Delete(path);
                // A link to itself: permissions do not stop root.
                File.CreateSymbolicLink(path, path);
            }),
        ];
        foreach ((string sentence, Action<string> spoil) in cases)
        {
            using Credentials credentials = new();
            spoil(credentials.PathOf(Credentials.Clinic));
            CommandResult result = await Commands.RunAsync(binary.Serve(credentials));
            Assert.True(result.ExitCode == 78, $"{sentence}: {result}");
            Assert.Contains($"cred:clinic, the token secret of app clinic, {sentence}", result.Error);
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Secret_that_is_guessable_or_readable_by_others_logs_a_warning()
    {
        const string Guessable = "changemechangemechangemechangeme";
        using Credentials credentials = new();
        credentials[Credentials.Clinic] = Guessable;
        FileModes.Set(credentials.PathOf(Credentials.ClinicKey), "0644");
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(binary.Serve(credentials));
        JsonElement doubtful = Assert.Single(appliance.Logged("secret-suspicious"));
        Assert.Equal("cred:clinic", doubtful.GetProperty("source").GetString());
        Assert.Equal("token secret of app clinic", doubtful.GetProperty("use").GetString());
        Assert.Contains(
            appliance.Logged("secret-readable"), line => line.GetProperty("source").GetString() == "cred:clinic-key");
        Assert.Equal(0, await appliance.EndAsync("TERM"));
        Assert.DoesNotContain(Guessable, appliance.Log);
    }

    [RequiresFact(Needs.NativeBinary | Needs.Strace)]
    public async Task SIGHUP_during_startup_reloads_instead_of_ending_the_process()
    {
        const int Hangup = 1;
        using Credentials credentials = new();
        ProcessStartInfo serve = binary.Serve(credentials);
        // Delays the first open of a secret by three seconds: time to check the signal handler and to send the signal.
        ProcessStartInfo traced = Commands.Start(
            "strace",
            ["-D", "-f", "-qqq", "-o", "/dev/null", "-P", credentials.PathOf(Credentials.Johndoe),
             "-e", "inject=openat:delay_enter=3000000:when=1", serve.FileName, .. serve.ArgumentList],
            AppsBinary.Environment(credentials));
        await using RunningAppliance appliance = RunningAppliance.StartWithoutWaiting(traced);
        for (int attempt = 0; !appliance.HandlesSignal(Hangup); attempt++)
        {
            Assert.True(attempt < 1000, "the appliance does not handle SIGHUP");
            await Task.Delay(10);
        }
        await appliance.SignalAsync("HUP");
        Assert.Empty(appliance.Logged("listening"));

        await appliance.WaitUntilListeningAsync();
        await appliance.LoggedAsync("reloaded");
        Assert.Equal("OK", (await appliance.Client.GetAsync("/livez")).StatusCode.ToString());
        Assert.Equal(0, await appliance.EndAsync("TERM"));
    }
}
