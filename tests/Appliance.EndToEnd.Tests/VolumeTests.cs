using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Small and full volumes, and failing locks.</summary>
public sealed class VolumeTests(Binary binary) : IClassFixture<Binary>
{
    private const int Clients = 4;

    [RequiresTheory(Needs.NativeBinary | Needs.Volume)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(24)]
    public async Task Small_volume_holds_database_and_WAL(int megabytes)
    {
        const int TokensEach = 500;
        using Volume volume = new(megabytes);
        await using RunningAppliance appliance = await ServeAsync(volume);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            for (int i = 0; i < TokensEach; i++)
                await DataDirectoryTests.RedeemedAsync(appliance);
        }));
        Assert.Empty(appliance.Logged("storage"));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Volume)]
    public async Task Start_on_a_full_disk_returns_503_until_space_is_freed()
    {
        using Volume volume = new(megabytes: 40);
        List<string> tokens = [];
        string room;
        await using (RunningAppliance appliance = await ServeAsync(volume))
        {
            JsonElement created = (await ApiCalls.CreateRoomAsync(appliance.Client)).Body;
            room = created.GetProperty("room").GetProperty("room_id").GetString()!;
            for (int i = 0; i < 200; i++)
                tokens.Add(await DataDirectoryTests.RedeemedAsync(appliance));
            volume.Fill();
            await appliance.EndAsync("KILL");
        }
        await using RunningAppliance next = await ServeAsync(volume);
        JsonElement line = await next.LoggedAsync("storage");
        Assert.Contains("cannot be written", line.GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ApiCalls.ReadinessAsync(next.Client));
        Assert.Equal(HttpStatusCode.OK, await ApiCalls.TokenStatusAsync(next.Client, room));
        string token = await ApiCalls.SingleUseTokenAsync(next.Client);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ApiCalls.RedeemAsync(next.Client, token));
        volume.Empty();
        await AssertRecoversAsync(next, tokens);
    }

    [RequiresFact(Needs.NativeBinary | Needs.Volume)]
    public async Task New_data_directory_on_a_full_disk_exits_with_69()
    {
        using Volume volume = new(megabytes: 1);
        volume.Fill();
        CommandResult result = await Commands.RunAsync(Serve(volume));
        Assert.Equal(69, result.ExitCode);
        Assert.Contains("its disk is full, free some space", result.Error);
        volume.Empty();
        await using RunningAppliance appliance = await ServeAsync(volume);
        await appliance.LoggedAsync("new-ledger");
    }

    /// <summary>Every fifth call that takes or releases a lock fails. Afterwards the connection may hold locks that it
    /// does not know about.</summary>
    [RequiresFact(Needs.NativeBinary | Needs.Strace)]
    public async Task Failed_file_locks_reopen_the_database()
    {
        string folder = Directory.CreateTempSubdirectory("appliance-locks-").FullName;
        try
        {
            await using RunningAppliance appliance = await RunningAppliance.StartAsync(
                binary.Start("serve", "--listen", "127.0.0.1:0", "--data", Path.Combine(folder, "data")));
            List<string> tokens = [];
            using (Process strace = Process.Start(Commands.Start("strace",
                ["-f", "-o", "/dev/null", "-e", "trace=fcntl", "-e", "inject=fcntl:error=EAGAIN:when=300+5", "-p",
                    $"{appliance.Id}"]))!)
            {
                // strace prints this for each thread.
                Assert.Contains("attached", await strace.StandardError.ReadLineAsync());
                HttpStatusCode status = HttpStatusCode.OK;
                for (int i = 0; i < 2_000 && status == HttpStatusCode.OK; i++)
                {
                    string token = await ApiCalls.SingleUseTokenAsync(appliance.Client);
                    status = await ApiCalls.RedeemAsync(appliance.Client, token);
                    if (status == HttpStatusCode.OK)
                        tokens.Add(token);
                }
                Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
                strace.Kill();
                await strace.WaitForExitAsync();
            }
            await AssertRecoversAsync(appliance, tokens);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task AssertRecoversAsync(RunningAppliance appliance, List<string> redeemed)
    {
        long end = Environment.TickCount64 + 30_000;
        while (await ApiCalls.ReadinessAsync(appliance.Client) != HttpStatusCode.OK)
        {
            Assert.True(Environment.TickCount64 < end, appliance.Log);
            await Task.Delay(100);
        }
        Assert.NotEmpty(redeemed);
        foreach (string token in redeemed)
            Assert.Equal(HttpStatusCode.Conflict, await ApiCalls.RedeemAsync(appliance.Client, token));
        await DataDirectoryTests.RedeemedAsync(appliance);
    }

    private Task<RunningAppliance> ServeAsync(Volume volume) => RunningAppliance.StartAsync(Serve(volume));

    private ProcessStartInfo Serve(Volume volume) =>
        volume.Start(binary, "serve", "--listen", "127.0.0.1:0", "--data", volume.Data);
}
