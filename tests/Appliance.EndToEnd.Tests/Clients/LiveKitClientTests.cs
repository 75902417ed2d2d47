using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Clients;

/// <summary>The token sources of livekit-client; the verifier of livekit-server-sdk checks their tokens.</summary>
public sealed class LiveKitClientTests(LiveKitBinary binary) : IClassFixture<LiveKitBinary>
{
    private const int MetadataBytesMax = 16 * 1024;

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Every_token_source_gets_a_token_for_a_new_room()
    {
        await using RunningAppliance appliance = await binary.ServeAsync();
        string url = $"http://{appliance.Address}";
        string endpoint = url + "/livekit/starter/token";
        object server = new { baseUrl = url };
        string room = $"visit-{Guid.NewGuid()}";
        object options = new { roomName = room, participantName = "Ann", participantIdentity = "ann" };

        JsonElement[] responses = await FetchAsync(
            new("endpoint", [endpoint], options),
            new("endpoint", [endpoint, new { headers = new { Accept = "application/json" } }], options),
            new("developmentTokenServer", ["starter", server], options),
            new("sandboxTokenServer", ["starter", server], options),
            new("custom", [endpoint], options));

        foreach (JsonElement claims in await VerifiedAsync("starter", responses))
        {
            Assert.Equal(room, claims.GetProperty("video").GetProperty("room").GetString());
            Assert.True(claims.GetProperty("video").GetProperty("roomJoin").GetBoolean());
            Assert.Equal("ann", claims.GetProperty("sub").GetString());
            Assert.Equal("Ann", claims.GetProperty("name").GetString());
        }
        Assert.All(responses, response => Assert.Equal(
            "wss://livekit.example", response.GetProperty("response").GetProperty("serverUrl").GetString()));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Token_sources_without_options_get_the_default_room_and_a_generated_identity()
    {
        await using RunningAppliance appliance = await binary.ServeAsync();
        string url = $"http://{appliance.Address}";
        string endpoint = url + "/livekit/starter/token";
        object empty = new { roomName = "", participantName = "", participantIdentity = "" };

        JsonElement[] responses = await FetchAsync(
            new("endpoint", [endpoint]), new("endpoint", [endpoint], empty), new("literal", [endpoint]),
            new("developmentTokenServer", ["starter", new { baseUrl = url }]));

        JsonElement[] verified = await VerifiedAsync("starter", responses);
        Assert.All(
            verified, claims => Assert.Equal("lobby", claims.GetProperty("video").GetProperty("room").GetString()));
        string?[] identities = [.. verified.Select(claims => claims.GetProperty("sub").GetString())];
        Assert.All(identities, identity => Assert.False(string.IsNullOrEmpty(identity)));
        Assert.Distinct(identities);
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Room_name_may_be_any_text_of_up_to_256_bytes()
    {
        await using RunningAppliance appliance = await binary.ServeAsync();
        string endpoint = $"http://{appliance.Address}/livekit/starter/token";
        string[] rooms =
        [
            "Ann's room, second floor", "Größe und Übermaß", "診察室 \U0001F3E5", "a/b?c#d%20\"\\", "*",
            new('r', 256), new string('é', 128),
        ];

        JsonElement[] responses = await FetchAsync(
            [.. rooms.Select(room => new TokenSourceCall("endpoint", [endpoint], new { roomName = room }))]);

        Assert.Equal(
            rooms,
            (await VerifiedAsync("starter", responses))
                .Select(claims => claims.GetProperty("video").GetProperty("room").GetString()));

        JsonElement[] rejected = await FetchAsync(
            new TokenSourceCall("endpoint", [endpoint], new { roomName = new string('r', 257) }));
        Assert.Matches("received 40[04] ", Error(rejected[0]));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Token_dispatches_the_agent_named_by_the_client()
    {
        await using RunningAppliance appliance = await binary.ServeAsync();
        string url = $"http://{appliance.Address}";
        object options = new
        {
            roomName = "with an agent",
            agentName = "interpreter",
            agentMetadata = """{"from":"ja","to":"de","text":"ä \" \\"}""",
            deployment = "blue",
        };

        JsonElement[] responses = await FetchAsync(
            new("endpoint", [url + "/livekit/starter/token"], options),
            new("developmentTokenServer", ["starter", new { baseUrl = url }], options),
            new("endpoint", [url + "/livekit/starter/token"], new { agentName = "interpreter" }));

        JsonElement[] verified = await VerifiedAsync("starter", responses);
        foreach (JsonElement claims in verified[..2])
        {
            JsonElement agent = Assert.Single(claims.GetProperty("roomConfig").GetProperty("agents").EnumerateArray());
            Assert.Equal("interpreter", Either(agent, "agentName", "agent_name"));
            Assert.Equal("""{"from":"ja","to":"de","text":"ä \" \\"}""", Either(agent, "metadata"));
            Assert.Equal("blue", Either(agent, "deployment"));
        }
        // Decoded by the client's own schema.
        JsonElement decoded = responses[2].GetProperty("payload").GetProperty("roomConfig").GetProperty("agents")[0];
        Assert.Equal("interpreter", Either(decoded, "agentName", "agent_name"));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Metadata_and_attributes_of_16_KiB_reach_the_token_unchanged()
    {
        await using RunningAppliance appliance = await binary.ServeAsync();
        string endpoint = $"http://{appliance.Address}/livekit/starter/token";
        string plain = new('m', MetadataBytesMax);
        string wide = string.Concat(Enumerable.Repeat("é\u6771", MetadataBytesMax / 5));
        Assert.InRange(Encoding.UTF8.GetByteCount(wide), MetadataBytesMax - 5, MetadataBytesMax);
        Dictionary<string, string> attributes = new()
        {
            ["language"] = "日本語", ["lk.publish"] = "", ["long"] = new('a', MetadataBytesMax - 200),
        };

        JsonElement[] responses = await FetchAsync(
            new("endpoint", [endpoint],
                new { roomName = "m", participantMetadata = plain, participantAttributes = attributes }),
            new("endpoint", [endpoint], new { roomName = "m", participantMetadata = wide }));

        JsonElement[] verified = await VerifiedAsync("starter", responses);
        Assert.Equal(plain, verified[0].GetProperty("metadata").GetString());
        Assert.Equal(
            attributes, verified[0].GetProperty("attributes").Deserialize<Dictionary<string, string>>());
        Assert.Equal(wide, verified[1].GetProperty("metadata").GetString());

        JsonElement[] rejected = await FetchAsync(
            new TokenSourceCall("endpoint", [endpoint], new { roomName = "m", participantMetadata = plain + "m" }));
        Assert.Contains("received 400", Error(rejected[0]));
        Assert.Contains("participant_metadata", Error(rejected[0]));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Error_message_names_the_rejected_member_room_or_app()
    {
        await using RunningAppliance appliance = await binary.ServeAsync();
        string url = $"http://{appliance.Address}";
        string endpoint = url + "/livekit/studio/token";

        JsonElement[] responses = await FetchAsync(
            new("endpoint", [endpoint], new { roomName = "voice-1", agentName = "interpreter" }),
            new("endpoint", [endpoint], new { roomName = "Voice-1" }),
            new("endpoint", [endpoint]),
            new("developmentTokenServer", ["nosuch", new { baseUrl = url }], new { roomName = "voice-1" }));

        Assert.Contains("received 403", Error(responses[0]));
        Assert.Contains("room_config may not be set", Error(responses[0]));
        Assert.Contains("roomConfig", Error(responses[0]));
        Assert.Contains("received 404", Error(responses[1]));
        Assert.Contains("no room Voice-1", Error(responses[1]));
        Assert.Contains("received 400", Error(responses[2]));
        Assert.Contains("room_name is missing", Error(responses[2]));
        Assert.Contains("received 404", Error(responses[3]));
        Assert.Contains("X-Sandbox-ID", Error(responses[3]));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Token_has_the_video_grants_of_its_role()
    {
        await using RunningAppliance appliance = await binary.ServeAsync();
        string room = $"voice-{Guid.NewGuid()}";

        JsonElement[] responses = await FetchAsync(
            new TokenSourceCall("endpoint", [$"http://{appliance.Address}/livekit/studio/token"], new { roomName =
                room }));

        JsonElement video = (await VerifiedAsync("studio", responses))[0].GetProperty("video");
        JsonElement expected = JsonSerializer.SerializeToElement(new
        {
            roomJoin = true, canPublish = true, canSubscribe = true, canPublishData = false, roomRecord = false,
            roomAdmin = false, canPublishSources = new[] { "microphone", "screen_share" }, recorder = false,
            canUpdateOwnMetadata = true, room,
        });
        Assert.True(JsonElement.DeepEquals(expected, video), video.ToString());
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Role_not_issued_by_the_endpoint_has_its_own_video_grants()
    {
        CommandResult issued = await Commands.RunAsync(binary.Start(
            "token", "--app", "studio", "--room", "voice-7", "--role", "observer", "--user", "ann"));
        Assert.True(issued.ExitCode == 0, issued.Error);

        JsonElement video = (await LiveKitBinary.VerifyAsync("studio", issued.Output.Trim()))[0].GetProperty("video");

        Assert.Equal("voice-7", video.GetProperty("room").GetString());
        Assert.All(new[] { "hidden", "agent", "roomList", "canSubscribe", "roomJoin" },
            grant => Assert.True(video.GetProperty(grant).GetBoolean(), grant));
        Assert.False(video.GetProperty("canPublish").GetBoolean());
    }

    private static string? Either(JsonElement value, params string[] names) =>
        names.Where(name => value.TryGetProperty(name, out _))
            .Select(name => value.GetProperty(name).GetString()).FirstOrDefault();

    private static string Error(JsonElement response)
    {
        Assert.True(response.TryGetProperty("error", out JsonElement error), response.ToString());
        return error.GetString()!;
    }

    private static Task<JsonElement[]> VerifiedAsync(string app, JsonElement[] responses) => LiveKitBinary.VerifyAsync(
        app,
        [
            .. responses.Select(response => response.TryGetProperty("response", out JsonElement details)
                ? details.GetProperty("participantToken").GetString()! : Error(response)),
        ]);

    private static async Task<JsonElement[]> FetchAsync(params TokenSourceCall[] calls)
    {
        string input = JsonSerializer.Serialize(calls.Select(call => new
        {
            source = call.Source,
            arguments = call.Arguments,
            options = call.Options ?? new { },
        }));
        using JsonDocument responses = JsonDocument.Parse(await Npm.RunAsync("livekit-token-source.mjs", [], input));
        return [.. responses.RootElement.EnumerateArray().Select(response => response.Clone())];
    }

    /// <param name="Source">A method of TokenSource.</param>
    /// <param name="Arguments">The arguments of that method.</param>
    /// <param name="Options">The options passed to fetch.</param>
    private sealed record TokenSourceCall(string Source, object[] Arguments, object? Options = null);
}
