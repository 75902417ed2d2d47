using System.Diagnostics;
using System.Net;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>The system clock steps between two runs; no used token becomes valid again.</summary>
public sealed class ClockStepTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-clock-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [RequiresFact(Needs.Faketime)]
    public async Task Used_token_is_rejected_as_replay_after_the_clock_steps_forwards_and_back()
    {
        string token;
        await using (RunningAppliance today = await StartAsync("+0s"))
        {
            token = await ApiCalls.SingleUseTokenAsync(today.Client);
            Assert.Equal(HttpStatusCode.OK, await ApiCalls.RedeemAsync(today.Client, token));
            await today.EndAsync("TERM");
        }
        await using (RunningAppliance later = await StartAsync("+1h"))
        {
            // This run removes expired entries: one hour later, the token redeemed before has expired.
            Assert.Equal(HttpStatusCode.Gone, await ApiCalls.RedeemAsync(later.Client, token));
            string other = await ApiCalls.SingleUseTokenAsync(later.Client);
            Assert.Equal(HttpStatusCode.OK, await ApiCalls.RedeemAsync(later.Client, other));
            Assert.Equal(HttpStatusCode.Conflict, await ApiCalls.RedeemAsync(later.Client, other));
            await later.EndAsync("TERM");
        }
        await using RunningAppliance back = await StartAsync("+0s");
        Assert.NotEqual(HttpStatusCode.OK, await ApiCalls.RedeemAsync(back.Client, token));
    }

    [RequiresTheory(Needs.Faketime)]
    [InlineData("+1h", false)]
    [InlineData("+0s", true)]
    public async Task Clock_behind_the_ledger_blocks_redemption_until_it_catches_up_or_the_ledger_is_reset(
        string next, bool resetsLedger)
    {
        await using (RunningAppliance ahead = await StartAsync("+1h"))
        {
            string token = await ApiCalls.SingleUseTokenAsync(ahead.Client);
            Assert.Equal(HttpStatusCode.OK, await ApiCalls.RedeemAsync(ahead.Client, token));
            await ahead.EndAsync("TERM");
        }
        await using (RunningAppliance behind = await StartAsync("+0s"))
        {
            string token = await ApiCalls.SingleUseTokenAsync(behind.Client);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await ApiCalls.RedeemAsync(behind.Client, token));
            Assert.Contains("clock-behind-ledger", behind.Log);
            Assert.Equal(
                """{"status":"not-ready","reasons":["clock-behind-ledger"]}""",
                await (await behind.Client.GetAsync("/readyz")).Content.ReadAsStringAsync());
            await behind.EndAsync("TERM");
        }
        if (resetsLedger)
            Assert.Equal(0, (await Commands.RunAsync(Start("data", "reset-ledger", "--data", Data))).ExitCode);
        await using RunningAppliance again = await StartAsync(next);
        string good = await ApiCalls.SingleUseTokenAsync(again.Client);
        Assert.Equal(HttpStatusCode.OK, await ApiCalls.RedeemAsync(again.Client, good));
    }

    /// <summary>The clock was some seconds ahead and was corrected; the next run has an empty or an older
    /// ledger.</summary>
    [RequiresTheory(Needs.Faketime)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Used_token_dated_ahead_by_a_fast_clock_is_rejected_after_a_restart_or_restore(bool fromBackup)
    {
        const int SecondsAhead = 6;
        string backup = Path.Combine(_folder, "backup.db");
        string token;
        await using (RunningAppliance ahead = await StartAsync($"+{SecondsAhead}s", fromBackup))
        {
            token = await ApiCalls.SingleUseTokenAsync(ahead.Client);
            if (fromBackup)
                Assert.Equal(0, (await Commands.RunAsync(Start("data", "backup", backup, "--data", Data))).ExitCode);
            Assert.Equal(HttpStatusCode.OK, await ApiCalls.RedeemAsync(ahead.Client, token));
            await ahead.EndAsync("TERM");
        }
        if (fromBackup)
        {
            Directory.Delete(Data, recursive: true);
            Directory.CreateDirectory(Data);
            File.Move(backup, Path.Combine(Data, "appliance.db"));
        }
        await using RunningAppliance next = await StartAsync("+0s", fromBackup);
        for (int second = 0; second < SecondsAhead + 2; second++)
        {
            Assert.NotEqual(HttpStatusCode.OK, await ApiCalls.RedeemAsync(next.Client, token));
            await Task.Delay(1000);
        }
    }

    private static ProcessStartInfo Start(params string[] arguments) =>
        Commands.Start("dotnet", [JitBuild.Assembly, .. arguments], TestSecrets.Environment);

    private Task<RunningAppliance> StartAsync(string offset, bool keeps = true)
    {
        string[] kept = keeps ? ["--data", Data] : [];
        ProcessStartInfo start = Start(["serve", "--listen", "127.0.0.1:0", .. kept]);
        // The command faketime would insert another process between the tests and the appliance.
        start.Environment["LD_PRELOAD"] = Requirements.FaketimeLibrary;
        start.Environment["FAKETIME"] = offset;
        // Timeouts keep running on real time.
        start.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        return RunningAppliance.StartAsync(start);
    }
}
