using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>With <c>--data</c>, the commands <c>explain</c>, <c>token</c> and <c>verify</c> see rooms created or
/// disabled at run time, like the appliance that uses the directory.</summary>
public sealed class RuntimeRoomTests(Binary binary) : IDisposable, IClassFixture<Binary>
{
    private const string Standup = "633fcdd84208780bf665346a";

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-rooms-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [RequiresFact(Needs.NativeBinary)]
    public async Task Run_time_room_is_visible_to_commands_while_serving_and_afterwards()
    {
        string room;
        await using (RunningAppliance appliance = await ServeAsync())
        {
            (_, JsonElement created) = await ApiCalls.CreateRoomAsync(appliance.Client);
            room = created.GetProperty("room").GetProperty("room_id").GetString()!;
            await AssertVisibleAsync(room);
            await appliance.EndAsync("TERM");
        }
        await AssertVisibleAsync(room);
        CommandResult unseen = await RunAsync("token", "clinic", room, "participant", "--user", "u");
        Assert.Equal((77, VerbTests.RoomChangesIgnored + "Denied: unknown-room.\n"), (unseen.ExitCode, unseen.Error));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Disabled_room_is_denied_by_commands_and_API_alike()
    {
        await using RunningAppliance appliance = await ServeAsync();
        CommandResult token = await RunAsync("token", "johndoe", Standup, "host", "--data", Data);
        Assert.Equal((0, ""), (token.ExitCode, token.Error));
        await DisableAsync(appliance);

        JsonElement explained = await ExplainAsync(77, "johndoe", Standup, "host", "--data", Data);
        Assert.Equal("room-disabled", explained.GetProperty("decision").GetProperty("reason").GetString());
        Assert.Equal(
            [("unknown-room", "passed"), ("room-disabled", "denied"), ("unknown-role", "not reached")],
            explained.GetProperty("rules").EnumerateArray().Take(3).Select(rule =>
                (rule.GetProperty("rule").GetString()!, rule.GetProperty("verdict").GetString()!)));
        Assert.Equal(Data, explained.GetProperty("data").GetString());
        (HttpStatusCode status, JsonElement body) = await ApiCalls.Hms100Async(
            appliance.Client, $$"""{"room_id":"{{Standup}}","role":"host"}""");
        Assert.Equal((int)status, explained.GetProperty("response").GetProperty("status").GetInt32());
        Assert.Equal(body.GetRawText(), explained.GetProperty("response").GetProperty("body").GetRawText());

        CommandResult denied = await RunAsync("token", "johndoe", Standup, "host", "--data", Data);
        Assert.Equal((77, "", "Denied: room-disabled.\n"), (denied.ExitCode, denied.Output, denied.Error));
        CommandResult verified = await Commands.RunAsync(
            binary.Start("verify", token.Output.Trim(), "--data", Data));
        Assert.Equal((65, "", "The room is disabled.\n"), (verified.ExitCode, verified.Output, verified.Error));

        // Without --data the commands report that run-time changes are ignored.
        Assert.Equal(0, (await RunAsync("token", "johndoe", Standup, "host")).ExitCode);
        CommandResult text = await RunAsync("explain", "johndoe", Standup, "host");
        Assert.Equal(0, text.ExitCode);
        Assert.EndsWith($"\n\n{VerbTests.RoomChangesIgnored}", text.Output);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Environment_variable_sets_the_data_directory()
    {
        await using (RunningAppliance appliance = await ServeAsync())
            await DisableAsync(appliance);
        System.Diagnostics.ProcessStartInfo start = binary.Start(
            "token", "--app", "johndoe", "--room", Standup, "--role", "host");
        start.Environment["APPLIANCE_DATA"] = Data;
        CommandResult denied = await Commands.RunAsync(start);
        Assert.Equal((77, "Denied: room-disabled.\n"), (denied.ExitCode, denied.Error));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Data_directory_without_a_database_is_rejected()
    {
        foreach (string verb in new[] { "token", "explain" })
        {
            CommandResult result = await RunAsync(verb, "johndoe", Standup, "host", "--data", _folder);
            Assert.Equal((69, ""), (result.ExitCode, result.Output));
            Assert.Contains("appliance.db not found", result.Error);
        }
        Assert.Empty(Directory.GetFiles(_folder));
    }

    /// <summary>Checks that explain and token find a room of app clinic, and that verify accepts its token.</summary>
    private async Task AssertVisibleAsync(string room)
    {
        JsonElement explained = await ExplainAsync(0, "clinic", room, "participant", "--data", Data);
        Assert.Contains(
            "created at run time", explained.GetProperty("rules")[0].GetProperty("facts").GetString());
        CommandResult token = await RunAsync("token", "clinic", room, "participant", "--user", "u", "--data", Data);
        Assert.Equal((0, ""), (token.ExitCode, token.Error));
        JsonElement claims = Jwt.ValidClaims(token.Output.Trim(), TestSecrets.Clinic);
        Assert.Equal(room, claims.GetProperty("room_id").GetString());
        CommandResult verified = await Commands.RunAsync(
            binary.Start("verify", token.Output.Trim(), "--data", Data));
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
    }

    private Task<RunningAppliance> ServeAsync() => RunningAppliance.StartAsync(
        binary.Start("serve", "--listen", "127.0.0.1:0", "--data", Data));

    private async Task DisableAsync(RunningAppliance appliance)
    {
        CommandResult management = await Commands.RunAsync(
            binary.Start("token", "--management", "--app", "johndoe"));
        using HttpRequestMessage request = new(HttpMethod.Post, $"/v2/rooms/{Standup}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", management.Output.Trim());
        request.Content = new StringContent("""{"enabled":false}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await appliance.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private Task<CommandResult> RunAsync(string verb, string app, string room, string role, params string[] more) =>
        Commands.RunAsync(binary.Start([verb, "--app", app, "--room", room, "--role", role, .. more]));

    private async Task<JsonElement> ExplainAsync(
        int exitCode, string app, string room, string role, params string[] more)
    {
        CommandResult result = await RunAsync("explain", app, room, role, ["-o", "json", .. more]);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Error));
        return JsonDocument.Parse(result.Output).RootElement.Clone();
    }
}
