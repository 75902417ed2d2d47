using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Appliance.PolicyModel;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>The units of deploy/systemd run the shipped policy.</summary>
public partial class UnitFileTests(Binary binary) : IClassFixture<Binary>
{
    private const double ExposureMax = 1.5;

    [RequiresFact(Needs.NativeBinary | Needs.Python)]
    public async Task Service_unit_serves_and_keeps_data_across_a_restart()
    {
        using SimulatedService service = new(binary.Path, TestSecrets.Environment);
        string token;
        string room;
        await using (RunningAppliance first = await StartAsync(service))
        {
            await WaitForNotificationAsync(service, "READY");
            Assert.Equal(HttpStatusCode.OK, await ApiCalls.ReadinessAsync(first.Client));
            (HttpStatusCode status, JsonElement body) = await ApiCalls.Hms100Async(
                first.Client, """{"room_id":"633fcdd84208780bf665346a","role":"guest","user_id":"ann"}""");
            Assert.Equal(HttpStatusCode.OK, status);
            Jwt.ValidClaims(body.GetProperty("token").GetString()!, TestSecrets.Johndoe);
            JsonElement created = (await ApiCalls.CreateRoomAsync(first.Client)).Body;
            room = created.GetProperty("room").GetProperty("room_id").GetString()!;
            token = await ApiCalls.SingleUseTokenAsync(first.Client);
            Assert.Equal(HttpStatusCode.OK, await ApiCalls.RedeemAsync(first.Client, token));
            Assert.Equal(0, await first.EndAsync("TERM"));
            await WaitForNotificationAsync(service, "STOPPING");
            AssertNoWarnings(first);
        }
        await using RunningAppliance second = await StartAsync(service);
        await WaitForNotificationAsync(service, "READY");
        Assert.Equal(HttpStatusCode.Conflict, await ApiCalls.RedeemAsync(second.Client, token));
        Assert.Equal(HttpStatusCode.OK, await ApiCalls.TokenStatusAsync(second.Client, room));
        Assert.Equal(0, await second.EndAsync("TERM"));
        AssertNoWarnings(second);
        Assert.Empty(second.Logged("new-ledger"));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Python)]
    public async Task Service_unit_serves_both_socket_units()
    {
        foreach (string name in new[] { "appliance.socket", "appliance-admin.socket" })
        {
            UnitFile socket = UnitFile.Read(name);
            Assert.True(IPAddress.IsLoopback(IPEndPoint.Parse(socket["Socket", "ListenStream"]).Address));
            Assert.Equal("sockets.target", socket["Install", "WantedBy"]);
        }
        using SimulatedService service = new(binary.Path, TestSecrets.Environment);
        Assert.Equal(
            "appliance.socket appliance-admin.socket", service.Unit["Service", "Sockets"]);
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(service.StartWithSockets());
        await WaitForNotificationAsync(service, "READY");
        JsonElement admin = await appliance.LoggedAsync("listening", times: 2);
        Assert.Equal("admin", admin.GetProperty("surface").GetString());
        Uri readiness = new($"http://{admin.GetProperty("address").GetString()}/readyz");
        Assert.Equal(HttpStatusCode.OK, (await appliance.Client.GetAsync(readiness)).StatusCode);
        Assert.Equal(
            HttpStatusCode.OK, await ApiCalls.TokenStatusAsync(appliance.Client, "5dc1a2b34c5d6e7f80912a3b"));
        Assert.Equal(0, await appliance.EndAsync("TERM"));
    }

    /// <summary>A configuration error that a restart cannot fix prevents further restarts; every other failure is
    /// retried.</summary>
    [RequiresFact(Needs.NativeBinary | Needs.Python)]
    public async Task Configuration_errors_exit_with_a_status_that_prevents_restarts()
    {
        UnitFile unit = UnitFile.Read("appliance.service");
        Assert.Equal("on-failure", unit["Service", "Restart"]);
        Assert.Equal("0", unit["Unit", "StartLimitIntervalSec"]);
        int[] prevents = [.. unit["Service", "RestartPreventExitStatus"].Split(' ').Select(int.Parse)];
        Assert.Equal([64, 65, 78], prevents);
        Dictionary<string, string> secrets = TestSecrets.Environment;
        secrets["CLINIC_APP_KEY"] = "too short";
        using SimulatedService service = new(binary.Path, secrets);
        CommandResult invalid = await Commands.RunAsync(service.Start());
        Assert.Equal(78, invalid.ExitCode);
        Assert.Contains("env:CLINIC_APP_KEY, the API key of app clinic, is rejected", invalid.Error);
        CommandResult misspelt = await Commands.RunAsync(service.Start("--thread", "1"));
        Assert.Contains(misspelt.ExitCode, prevents);
    }

    [Fact]
    public void Service_unit_loads_the_secrets_of_the_shipped_policy()
    {
        IEnumerable<SecretSource?> sources = Policies.Current.Apps.SelectMany(
            app => new[] { app.TokenSecret, app.PreviousTokenSecret, app.ApiKey });
        Assert.Equal(
            sources.OfType<SecretSource>().Select(source => $"{source.Name}:/etc/appliance/{source.Name}").Order(),
            UnitFile.Read("appliance.service").All("Service", "LoadCredential").Order());
    }

    [RequiresFact(Needs.NativeBinary | Needs.Systemd)]
    public async Task Service_unit_has_low_security_exposure()
    {
        CommandResult result = await Commands.RunAsync(Commands.Start("systemd-analyze",
            ["security", "--no-pager", "--offline=true", Path.Combine(UnitFile.Folder, "appliance.service")]));
        Assert.True(result.ExitCode == 0, result.ToString());
        string level = Exposure().Match(result.Output).Groups[1].Value;
        Assert.InRange(double.Parse(level, CultureInfo.InvariantCulture), 0, ExposureMax);
    }

    [RequiresFact(Needs.NativeBinary | Needs.Systemd)]
    public async Task Systemd_analyze_verifies_all_units()
    {
        string folder = Directory.CreateTempSubdirectory("appliance-units-").FullName;
        foreach (string file in Directory.GetFiles(UnitFile.Folder))
        {
            string text = await File.ReadAllTextAsync(file);
            await File.WriteAllTextAsync(
                Path.Combine(folder, Path.GetFileName(file)), text.Replace("/usr/local/bin/appliance", binary.Path));
        }
        foreach (string file in Directory.GetFiles(folder))
        {
            CommandResult result = await Commands.RunAsync(
                Commands.Start("systemd-analyze", ["verify", "--man=no", file]));
            Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
        }
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The appliance makes no system call that the unit forbids: such a call would fail only under
    /// systemd.</summary>
    [RequiresFact(Needs.NativeBinary | Needs.Systemd)]
    public async Task System_call_filter_allows_every_call_of_the_appliance()
    {
        using SimulatedService service = new(binary.Path, TestSecrets.Environment);
        string trace = Path.GetTempFileName();
        ProcessStartInfo start = service.Start();
        string[] command = [.. start.ArgumentList];
        start.ArgumentList.Clear();
        foreach (string word in (string[])["strace", "-D", "-f", "-qqq", "-o", trace, .. command])
            start.ArgumentList.Add(word);
        await using (RunningAppliance appliance = await RunningAppliance.StartAsync(start))
        {
            string token = await ApiCalls.SingleUseTokenAsync(appliance.Client);
            Assert.Equal(HttpStatusCode.OK, await ApiCalls.RedeemAsync(appliance.Client, token));
            await appliance.SignalAsync("HUP");
            await appliance.LoggedAsync("reloaded");
            Assert.Equal(0, await appliance.EndAsync("TERM"));
        }
        string[] lines = [.. (await File.ReadAllLinesAsync(trace)).Where(line => line.Contains('('))];
        // Skip the calls of strace and setpriv before the appliance is executed.
        int first = Array.FindLastIndex(lines, line => line.Contains("execve("));
        string[] calls = lines[first..];
        HashSet<string> allowed = await AllowedCallsAsync(service.Unit);
        string[] families = service.Unit["Service", "RestrictAddressFamilies"].Split(' ');
        string[] forbidden =
        [
            .. calls.Where(line => Call().Match(line).Groups[1].Value is { Length: > 0 } name && !allowed.Contains(name)
                || line.Contains("PROT_WRITE|PROT_EXEC") || line.Contains("mprotect(") && line.Contains("PROT_EXEC")
                || line.Contains(" socket(") && !families.Any(family => line.Contains($"socket({family},"))),
        ];
        Assert.True(calls.Length > 100, $"only {calls.Length} calls were traced");
        Assert.True(forbidden.Length == 0, string.Join('\n', forbidden.Take(20)));
        File.Delete(trace);
    }

    [GeneratedRegex(@"Overall exposure level for appliance\.service: ([0-9.]+)")]
    private static partial Regex Exposure();

    [GeneratedRegex(@"^\d+\s+([a-z0-9_]+)\(")]
    private static partial Regex Call();

    private static Task<RunningAppliance> StartAsync(SimulatedService service) =>
        RunningAppliance.StartAsync(service.Start("--listen", "127.0.0.1:0"));

    /// <summary>Waits for this notification; watchdog pings may arrive before it.</summary>
    private static async Task WaitForNotificationAsync(SimulatedService service, string name)
    {
        while (!(await service.Notify.ReceiveAsync()).ContainsKey(name))
        {
        }
    }

    /// <summary>The files and modes set up by the units cause no warning.</summary>
    private static void AssertNoWarnings(RunningAppliance appliance)
    {
        Assert.DoesNotContain("\"event\":\"secret", appliance.Log);
        Assert.DoesNotContain("data-readable", appliance.Log);
        Assert.DoesNotContain("\"level\":\"error\"", appliance.Log);
    }

    /// <summary>Evaluates the SystemCallFilter= lists in order: a list allows its calls, a list with ~ removes
    /// them.</summary>
    private static async Task<HashSet<string>> AllowedCallsAsync(UnitFile unit)
    {
        CommandResult sets = await Commands.RunAsync(
            Commands.Start("systemd-analyze", ["syscall-filter", "--no-pager"]));
        Dictionary<string, List<string>> members = [];
        foreach (string line in sets.Output.Split('\n'))
        {
            if (line.StartsWith('@'))
                members[line.Trim()] = [];
            else if (line.StartsWith(' ') && line.Trim() is not ['#', ..])
                members.Last().Value.Add(line.Trim());
        }
        HashSet<string> allowed = [.. Expand("@default")];
        foreach (string list in unit.All("Service", "SystemCallFilter"))
        {
            foreach (string name in list.TrimStart('~').Split(' ').SelectMany(Expand))
            {
                if (list.StartsWith('~'))
                    allowed.Remove(name);
                else
                    allowed.Add(name);
            }
        }
        return allowed;

        IEnumerable<string> Expand(string name) =>
            name.StartsWith('@') ? members[name].SelectMany(Expand) : [name];
    }
}
