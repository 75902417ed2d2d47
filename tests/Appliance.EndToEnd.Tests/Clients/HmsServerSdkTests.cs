using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Clients;

/// <summary>Every method of 100ms's server SDK outside the media plane; only the host is changed.</summary>
public sealed class HmsServerSdkTests(MemoryBinary binary) : IClassFixture<MemoryBinary>
{
    private const string Standup = "633fcdd84208780bf665346a";
    private const string AllHands = "634012a94208780bf665346b";

    /// <summary>The vendor's default page size, which is also the smallest that a caller may request.</summary>
    private const int PageRooms = 10;

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Room_is_created_with_and_without_a_configuration()
    {
        await using RunningAppliance appliance = await ServeAsync();
        await using HmsServerSdk sdk = new(appliance);
        AssertIsRoom(await sdk.CallAsync("rooms.create"));

        JsonElement room = await sdk.CallAsync("rooms.create", new
        {
            name = "Call with Ann",
            description = "Ann & Bob",
            template_id = "broadcast",
            region = "eu",
            recording_info = new
            {
                enabled = true,
                upload_info = new
                {
                    type = "s3",
                    location = "bucket",
                    prefix = "rec",
                    options = new { region = "us-east-1" },
                    credentials = new { key = "a", secret = "b" },
                },
            },
        });
        AssertIsRoom(room);
        Assert.Equal("Call with Ann", room.GetProperty("name").GetString());
        Assert.Equal("Ann & Bob", room.GetProperty("description").GetString());
        Assert.Equal("broadcast", room.GetProperty("template_id").GetString());
        Assert.Equal("eu", room.GetProperty("region").GetString());
        Assert.True(room.GetProperty("recording_info").GetProperty("enabled").GetBoolean());
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Room_creation_is_idempotent_by_name()
    {
        await using RunningAppliance appliance = await ServeAsync();
        await using HmsServerSdk sdk = new(appliance);
        string first = IdOf(await sdk.CallAsync("rooms.create", new { name = "weekly" }));
        Assert.Equal(first, IdOf(await sdk.CallAsync("rooms.create", new { name = "weekly" })));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Room_is_retrieved_by_id_and_by_name()
    {
        await using RunningAppliance appliance = await ServeAsync();
        await using HmsServerSdk sdk = new(appliance);
        JsonElement created = await sdk.CallAsync("rooms.create", new { name = "weekly" });
        foreach ((string id, string name) in new[] { (IdOf(created), "weekly"), (Standup, "daily-standup") })
        {
            JsonElement room = await sdk.CallAsync("rooms.retrieveById", id);
            AssertIsRoom(room);
            Assert.Equal((id, name), (IdOf(room), room.GetProperty("name").GetString()));
            Assert.True(JsonElement.DeepEquals(room, await sdk.CallAsync("rooms.retrieveByName", name)), $"{room}");
        }

        SdkError unknown = await sdk.FailAsync("rooms.retrieveById", "6340ffffffffffffffffffff");
        Assert.Equal(404, unknown.Code);
        Assert.Contains("Room", unknown.Message);
        // The SDK itself reports this for a page without rooms.
        Assert.Equal(
            new(null, "No Room found with passed in name - unknown"),
            await sdk.FailAsync("rooms.retrieveByName", "unknown"));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Room_is_updated_disabled_and_enabled()
    {
        await using RunningAppliance appliance = await ServeAsync();
        await using HmsServerSdk sdk = new(appliance);
        string id = IdOf(await sdk.CallAsync("rooms.create", new { name = "weekly" }));
        JsonElement updated = await sdk.CallAsync(
            "rooms.update", id,
            new { name = "monthly", description = "d", region = "us", recording_info = new { enabled = true } });
        AssertIsRoom(updated);
        Assert.Equal(id, IdOf(updated));
        Assert.Equal("monthly", updated.GetProperty("name").GetString());
        Assert.Equal("d", updated.GetProperty("description").GetString());
        Assert.Equal("us", updated.GetProperty("region").GetString());

        foreach (string room in new[] { id, Standup })
        {
            foreach (bool enabled in new[] { false, true })
            {
                JsonElement changed = await sdk.CallAsync("rooms.enableOrDisable", room, enabled);
                Assert.Equal(enabled, changed.GetProperty("enabled").GetBoolean());
                Assert.Equal(
                    enabled ? HttpStatusCode.OK : HttpStatusCode.Forbidden, await TokenStatusAsync(appliance, room));
            }
        }
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Room_list_pagination_returns_every_room_once()
    {
        await using RunningAppliance appliance = await ServeAsync();
        await using HmsServerSdk sdk = new(appliance);
        List<string> expected = [Standup, AllHands];
        // First a partial last page, then full pages only.
        foreach (int target in new[] { PageRooms + 3, 2 * PageRooms })
        {
            while (expected.Count < target)
                expected.Add(IdOf(await sdk.CallAsync("rooms.create", new { name = $"room-{expected.Count}" })));
            foreach (object?[] filters in new object?[][] { [], [new { limit = PageRooms }], [new { limit = 100 }] })
            {
                JsonElement[] rooms = await sdk.ListAsync("rooms.list", filters);
                Assert.Equal(expected.Order(), rooms.Select(IdOf).Order());
                Assert.All(rooms, AssertIsRoom);
            }
        }
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Room_list_is_filtered()
    {
        await using RunningAppliance appliance = await ServeAsync();
        await using HmsServerSdk sdk = new(appliance);
        string id = IdOf(await sdk.CallAsync("rooms.create", new { name = "weekly" }));
        await sdk.CallAsync("rooms.enableOrDisable", id, false);

        Assert.Equal([id], (await sdk.ListAsync("rooms.list", new { enabled = false })).Select(IdOf));
        Assert.DoesNotContain(id, (await sdk.ListAsync("rooms.list", new { enabled = true })).Select(IdOf));
        Assert.Equal([id], (await sdk.ListAsync("rooms.list", new { name = "weekly" })).Select(IdOf));
        Assert.Equal(
            [AllHands], (await sdk.ListAsync("rooms.list", new { template_id = "broadcast" })).Select(IdOf));
        // A time as text: the SDK drops Date values from the query.
        Assert.Contains(
            id, (await sdk.ListAsync("rooms.list", new { after = "2020-01-01T00:00:00.000Z" })).Select(IdOf));
        Assert.Empty(await sdk.ListAsync("rooms.list", new { before = "2020-01-01T00:00:00.000Z" }));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Room_codes_are_created_listed_disabled_and_enabled()
    {
        await using RunningAppliance appliance = await ServeAsync();
        await using HmsServerSdk sdk = new(appliance);
        JsonElement[] codes = await sdk.ListAsync("roomCodes.create", Standup);
        Assert.Equal(["guest", "host"], codes.Select(RoleOf).Order());
        Assert.All(codes, AssertIsCode);
        JsonElement hosts = await sdk.CallAsync("roomCodes.createForRole", Standup, "host");
        Assert.Contains(hosts.GetProperty("code").GetString(), codes.Select(CodeOf));

        Assert.Equal(
            codes.Select(CodeOf).Order(), (await sdk.ListAsync("roomCodes.list", Standup)).Select(CodeOf).Order());
        JsonElement[] filtered = await sdk.ListAsync(
            "roomCodes.list", Standup, new { role = "host", enabled = true, limit = PageRooms });
        Assert.Equal([CodeOf(hosts)], filtered.Select(CodeOf));

        JsonElement disabled = await sdk.CallAsync("roomCodes.enableOrDisable", CodeOf(hosts), false);
        AssertIsCode(disabled);
        Assert.False(disabled.GetProperty("enabled").GetBoolean());
        Assert.Equal(
            [CodeOf(hosts)], (await sdk.ListAsync("roomCodes.list", Standup, new { enabled = false })).Select(CodeOf));
        Assert.Equal(HttpStatusCode.Forbidden, await CodeStatusAsync(appliance, CodeOf(hosts)));
        await sdk.CallAsync("roomCodes.enableOrDisable", CodeOf(hosts), true);
        Assert.Equal(HttpStatusCode.OK, await CodeStatusAsync(appliance, CodeOf(hosts)));

        Assert.Equal(404, (await sdk.FailAsync("roomCodes.createForRole", Standup, "emperor")).Code);
        Assert.Equal(404, (await sdk.FailAsync("roomCodes.create", "6340ffffffffffffffffffff")).Code);
        Assert.Equal(404, (await sdk.FailAsync("roomCodes.enableOrDisable", "aaa-bbbb-ccc", true)).Code);
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Session_list_is_empty()
    {
        await using RunningAppliance appliance = await ServeAsync();
        await using HmsServerSdk sdk = new(appliance);
        Assert.Empty(await sdk.ListAsync("sessions.list"));
        Assert.Empty(await sdk.ListAsync(
            "sessions.list",
            new { room_id = Standup, active = true, after = "2020-01-01T00:00:00.000Z", limit = PageRooms }));
        // The SDK itself reports this for a page without sessions.
        Assert.Equal(
            new(null, $"No active Session found in the room with id - {Standup}"),
            await sdk.FailAsync("sessions.retrieveActiveByRoom", Standup));
        Assert.Equal(404, (await sdk.FailAsync("sessions.retrieveById", "631a0fa23e3d9fdb00832596")).Code);
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Ending_a_room_with_lock_disables_it()
    {
        await using RunningAppliance appliance = await ServeAsync();
        await using HmsServerSdk sdk = new(appliance);
        string id = (await sdk.CallAsync("rooms.create", new { name = "class" })).GetProperty("id").GetString()!;
        Assert.Equal(HttpStatusCode.OK, await TokenStatusAsync(appliance, id));
        await sdk.CallAsync("activeRooms.end", id, new { reason = "The class has ended", @lock = true });
        Assert.Equal(HttpStatusCode.Forbidden, await TokenStatusAsync(appliance, id));
        JsonElement room = await sdk.CallAsync("rooms.retrieveById", id);
        Assert.False(room.GetProperty("enabled").GetBoolean());
        await sdk.CallAsync("rooms.enableOrDisable", id, true);
        Assert.Equal(HttpStatusCode.OK, await TokenStatusAsync(appliance, id));
        // A policy room is shared; only enableOrDisable may disable it.
        SdkError error = await sdk.FailAsync("activeRooms.end", Standup, new { reason = "r", @lock = true });
        Assert.Equal(404, error.Code);
        Assert.Equal(HttpStatusCode.OK, await TokenStatusAsync(appliance, Standup));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task App_token_signed_by_the_SDK_passes_introspection_and_redemption()
    {
        await using RunningAppliance appliance = await ServeAsync();
        await using HmsServerSdk sdk = new(appliance);
        string token = TokenOf(await sdk.CallAsync(
            "auth.getAuthToken", new { roomId = Standup, role = "guest", userId = "ann" }));
        string management = TokenOf(await sdk.CallAsync("auth.getManagementToken"));
        foreach (string endpoint in new[] { "/v1/introspect", "/v1/redeem" })
        {
            using HttpRequestMessage request = new(HttpMethod.Post, endpoint);
            request.Content = new FormUrlEncodedContent([new("token", token)]);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", management);
            using HttpResponseMessage response = await appliance.Client.SendAsync(request);
            JsonElement body = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{endpoint}: {body}");
            Assert.Equal("ann", body.GetProperty("user_id").GetString());
            Assert.Equal("guest", body.GetProperty("role").GetString());
        }
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Management_token_signed_with_another_secret_is_rejected_with_the_reason()
    {
        await using RunningAppliance appliance = await ServeAsync();
        await using HmsServerSdk sdk = new(appliance, TestSecrets.Oldapp);
        SdkError error = await sdk.FailAsync("rooms.list");
        Assert.Equal(401, error.Code);
        Assert.Contains("signature", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Media_plane_methods_fail_with_404_and_a_message()
    {
        await using RunningAppliance appliance = await ServeAsync();
        await using HmsServerSdk sdk = new(appliance);
        (string Method, object?[] Arguments)[] calls =
        [
            ("activeRooms.retrieve", [Standup]),
            ("activeRooms.retrieveActivePeers", [Standup]),
            ("activeRooms.updatePeer", [Standup, "p1", new { role = "host" }]),
            ("activeRooms.sendMessage", [Standup, new { message = "m" }]),
            ("recordings.list", []),
            ("recordings.start", [Standup, new { meeting_url = "https://example.com" }]),
            ("recordingAssets.list", []),
            ("liveStreams.start", [Standup, new { meeting_url = "https://example.com" }]),
            ("externalStreams.list", []),
            ("analytics.listTrackEvents", [new { room_id = Standup, type = "track.add.success" }]),
        ];
        foreach ((string method, object?[] arguments) in calls)
        {
            SdkError error = await sdk.FailAsync(method, arguments);
            Assert.True(error.Code == 404, $"{method}: {error}");
            // The SDK's message for a body without one.
            Assert.NotEqual("An unknown Error occurred!", error.Message);
        }
    }

    private static void AssertIsRoom(JsonElement room)
    {
        foreach (string member in new[] { "id", "name", "template_id", "template", "customer_id", "app_id" })
            Assert.True(
                room.TryGetProperty(member, out JsonElement value) && value.GetString() is { Length: > 0 },
                $"{member}: {room}");
        Assert.True(room.GetProperty("enabled").ValueKind is JsonValueKind.True or JsonValueKind.False, $"{room}");
        AssertHasInstants(room);
    }

    private static void AssertIsCode(JsonElement code)
    {
        Assert.Matches("^[a-z]{3}-[a-z]{4}-[a-z]{3}$", CodeOf(code));
        Assert.Equal(Standup, code.GetProperty("room_id").GetString());
        AssertHasInstants(code);
    }

    /// <summary>The SDK parses these into dates, and turns text that is not a date into null.</summary>
    private static void AssertHasInstants(JsonElement value)
    {
        foreach (string member in new[] { "created_at", "updated_at" })
            Assert.True(
                value.TryGetProperty(member, out JsonElement instant) && instant.ValueKind == JsonValueKind.String,
                $"{member}: {value}");
    }

    private static string IdOf(JsonElement room) => room.GetProperty("id").GetString()!;

    private static string CodeOf(JsonElement code) => code.GetProperty("code").GetString()!;

    private static string RoleOf(JsonElement code) => code.GetProperty("role").GetString()!;

    private static string TokenOf(JsonElement value) => value.GetProperty("token").GetString()!;

    private static async Task<HttpStatusCode> TokenStatusAsync(RunningAppliance appliance, string room) =>
        (await ApiCalls.Hms100Async(appliance.Client, $$"""{"room_id":"{{room}}","role":"host"}""")).Status;

    private static async Task<HttpStatusCode> CodeStatusAsync(RunningAppliance appliance, string code) =>
        (await ApiCalls.Hms100Async(appliance.Client, $$"""{"code":"{{code}}"}""", "/v2/token")).Status;

    private Task<RunningAppliance> ServeAsync() =>
        RunningAppliance.StartAsync(binary.Start("serve", "--listen", "127.0.0.1:0"));
}
