using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary><c>appliance verify --redeem</c> against a running appliance.</summary>
public sealed class RedeemVerbTests(Binary binary) : IClassFixture<Binary>
{
    [RequiresFact(Needs.NativeBinary)]
    public async Task Single_use_token_is_redeemed_once()
    {
        await using RunningAppliance appliance =
            await RunningAppliance.StartAsync(binary.Start("serve", "--listen", "127.0.0.1:0"));
        string token = await ApiCalls.SingleUseTokenAsync(appliance.Client);
        CommandResult verified = await Commands.RunAsync(binary.Start("verify", token));
        Assert.Equal(0, verified.ExitCode);

        CommandResult first = await RedeemAsync(token, appliance);
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Equal("participant", JsonDocument.Parse(first.Output).RootElement.GetProperty("role").GetString());
        CommandResult second = await RedeemAsync(token, appliance);
        Assert.Equal((65, ""), (second.ExitCode, second.Output));
        Assert.Contains("already-used", second.Error);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Token_of_a_100ms_app_is_redeemed_with_a_management_token()
    {
        await using RunningAppliance appliance =
            await RunningAppliance.StartAsync(binary.Start("serve", "--listen", "127.0.0.1:0"));
        (_, JsonElement body) = await ApiCalls.Hms100Async(
            appliance.Client, """{"room_id":"633fcdd84208780bf665346a","role":"guest"}""");
        CommandResult result = await RedeemAsync(body.GetProperty("token").GetString()!, appliance);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.False(JsonDocument.Parse(result.Output).RootElement.GetProperty("single_use").GetBoolean());
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Connection_refused_exits_with_69()
    {
        await using RunningAppliance appliance =
            await RunningAppliance.StartAsync(binary.Start("serve", "--listen", "127.0.0.1:0"));
        string token = await ApiCalls.SingleUseTokenAsync(appliance.Client);
        await appliance.EndAsync("TERM");
        CommandResult result = await RedeemAsync(token, appliance);
        Assert.Equal((69, ""), (result.ExitCode, result.Output));
        CommandResult wrong = await Commands.RunAsync(binary.Start("verify", token, "--redeem", "--url", "nowhere"));
        Assert.Equal(64, wrong.ExitCode);
    }

    private Task<CommandResult> RedeemAsync(string token, RunningAppliance appliance) => Commands.RunAsync(
        binary.Start("verify", token, "--redeem", "--url", $"http://{appliance.Address}"));
}
