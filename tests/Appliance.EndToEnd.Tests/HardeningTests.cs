using System.Diagnostics;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Every command that reads a secret protects key memory from core dumps and from other processes.</summary>
public class HardeningTests(Binary binary) : IClassFixture<Binary>
{
    private const string Room = "633fcdd84208780bf665346a";

    [RequiresFact(Needs.NativeBinary | Needs.Strace)]
    public async Task Commands_disable_core_dumps_before_reading_a_secret()
    {
        CommandResult token = await Commands.RunAsync(
            binary.Start("token", "--app", "johndoe", "--room", Room, "--role", "host"));
        Assert.Equal(0, token.ExitCode);
        string[][] verbs =
        [
            ["token", "--app", "johndoe", "--room", Room, "--role", "host"],
            ["token", "--management", "--app", "johndoe"],
            ["verify", token.Output.Trim()],
            ["verify", token.Output.Trim(), "--redeem", "--url", "http://127.0.0.1:1"],
        ];
        foreach (string[] verb in verbs)
        {
            string[] calls = await CallsAsync(verb, "");
            int hardened = Array.FindIndex(calls, IsHardening);
            int read = Array.FindIndex(calls, call => call.Contains("JOHNDOE_APP_SECRET"));
            Assert.True(hardened >= 0 && read > hardened, $"{string.Join(' ', verb)}: {hardened}, {read}");
        }
    }

    [RequiresFact(Needs.NativeBinary | Needs.Strace)]
    public async Task Verify_disables_core_dumps_before_reading_stdin()
    {
        string[] calls = await CallsAsync(["verify", "-"], "nonsense\n");
        int hardened = Array.FindIndex(calls, IsHardening);
        int read = Array.FindIndex(calls, call => call.Contains("read(0, \"nonsense"));
        Assert.True(hardened >= 0 && read > hardened, $"{hardened}, {read}");
    }

    private static bool IsHardening(string call) => call.Contains("prctl(PR_SET_DUMPABLE, SUID_DUMP_DISABLE)");

    /// <summary>Runs a command with a credential file instead of the variable, so that strace sees the read.</summary>
    private async Task<string[]> CallsAsync(string[] verb, string input)
    {
        using Credentials credentials = new();
        credentials["JOHNDOE_APP_SECRET"] = TestSecrets.Johndoe;
        string trace = Path.GetTempFileName();
        ProcessStartInfo start = Commands.Start(
            "strace", ["-f", "-qqq", "-e", "trace=prctl,openat,open,read", "-o", trace, binary.Path, .. verb],
            new Dictionary<string, string> { ["CREDENTIALS_DIRECTORY"] = credentials.Folder });
        await Commands.RunAsync(start, input);
        string[] calls = await File.ReadAllLinesAsync(trace);
        File.Delete(trace);
        return calls;
    }
}
