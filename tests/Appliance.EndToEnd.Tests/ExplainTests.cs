using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>The output of <c>explain</c>, compared with the behavior of the same binary.</summary>
public class ExplainTests(Binary binary) : IClassFixture<Binary>
{
    private const string Standup = "633fcdd84208780bf665346a";
    private const string Broadcast = "634012a94208780bf665346b";
    private const string FrontDesk = "5dc1a2b34c5d6e7f80912a3b";
    private const string NewYear = "5dc1a2b34c5d6e7f80912a3c";
    private const string LongAgo = "5dc1a2b34c5d6e7f80912a3d";

    private static readonly string[] Rules =
    [
        "unknown-room", "unknown-role", "role-not-allowed-in-room", "room-not-open-yet", "room-over",
        "expiry-too-short", "expiry-too-long", "expiry-past-room-end",
    ];

    [RequiresFact(Needs.NativeBinary)]
    public async Task Explained_denial_equals_the_100ms_API_response()
    {
        await using RunningAppliance appliance = await ServeAsync();
        foreach ((string app, string room, string role, string reason) in new[]
        {
            ("johndoe", "unknown", "host", "unknown-room"),
            ("johndoe", Standup, "unknown", "unknown-role"),
            ("johndoe", Broadcast, "guest", "role-not-allowed-in-room"),
            ("oldapp", "unknown", "host", "unknown-room"),
        })
        {
            JsonElement explained = await ExplainAsync(77, app, room, role);
            AssertDenied(reason, explained);
            (HttpStatusCode status, JsonElement body) = await ApiCalls.Hms100Async(
                appliance.Client, $$"""{"room_id":"{{room}}","role":"{{role}}"}""",
                $"/hmsapi/{app}.app.100ms.live/api/token");
            AssertResponse(status, body, explained);
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Explained_denial_equals_the_EnableX_API_response()
    {
        await using RunningAppliance appliance = await ServeAsync();
        foreach ((string room, string role, string reason) in new[]
        {
            (NewYear, "viewer", "room-not-open-yet"),
            (LongAgo, "viewer", "room-over"),
            ("unknown", "viewer", "unknown-room"),
            (FrontDesk, "host", "unknown-role"),
        })
        {
            JsonElement explained = await ExplainAsync(77, "clinic", room, role);
            AssertDenied(reason, explained);
            (HttpStatusCode status, JsonElement body) = await ApiCalls.EnableXAsync(
                appliance.Client, room, $$"""{"name":"N","role":"{{role}}","user_ref":"U"}""");
            AssertResponse(status, body, explained);
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Disabled_token_endpoint_is_explained_even_if_the_policy_allows_the_request()
    {
        const string Room = "634012a94208780bf665346c";
        await using RunningAppliance appliance = await ServeAsync();
        JsonElement explained = await ExplainAsync(0, "oldapp", Room, "host");
        (HttpStatusCode status, JsonElement body) = await ApiCalls.Hms100Async(
            appliance.Client, $$"""{"room_id":"{{Room}}","role":"host"}""", "/hmsapi/oldapp.app.100ms.live/api/token");
        AssertResponse(status, body, explained);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Explained_claims_equal_the_claims_of_an_issued_token()
    {
        foreach ((string app, string room, string role, string secret) in new[]
        {
            ("johndoe", Standup, "host", TestSecrets.Johndoe), ("johndoe", Standup, "guest", TestSecrets.Johndoe),
            ("clinic", FrontDesk, "moderator", TestSecrets.Clinic),
        })
        {
            string[] arguments = ["--app", app, "--room", room, "--role", role, "--user", "jürgen"];
            CommandResult token = await Commands.RunAsync(binary.Start(["token", .. arguments]));
            Assert.Equal((0, VerbTests.RoomChangesIgnored), (token.ExitCode, token.Error));
            JsonElement explained = await ExplainAsync(0, app, room, role, "--user", "jürgen");
            Assert.Equal(
                Claims(Jwt.ValidClaims(token.Output.TrimEnd('\n'), secret)), Claims(explained.GetProperty("claims")));
            Assert.Equal(["jti"], Strings(explained.GetProperty("placeholders")));
            Assert.Equal("HS256", explained.GetProperty("header").GetProperty("alg").GetString());
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task At_option_explains_past_and_future_decisions()
    {
        JsonElement early = await ExplainAsync(77, "clinic", NewYear, "viewer", "--at", "2040-01-01T09:44:59Z");
        AssertDenied("room-not-open-yet", early);
        Assert.Equal(
            "opens 2040-01-01T09:45:00Z, requested at 2040-01-01T09:44:59Z",
            early.GetProperty("rules")[3].GetProperty("facts").GetString());

        JsonElement open = await ExplainAsync(0, "clinic", NewYear, "viewer", "--at", "2040-01-01T10:45:00+01:00");
        JsonElement decision = open.GetProperty("decision");
        Assert.Equal("2040-01-01T09:45:00Z", open.GetProperty("at").GetString());
        Assert.Equal(900, decision.GetProperty("lifetimeSeconds").GetInt64());
        Assert.Equal("the role's default", decision.GetProperty("setBy").GetString());
        Assert.Equal("2040-01-01T10:00:00Z", decision.GetProperty("expiresAt").GetString());
        Assert.Equal(
            DateTimeOffset.Parse("2040-01-01T10:00:00Z").ToUnixTimeSeconds(),
            open.GetProperty("claims").GetProperty("exp").GetInt64());
        Assert.All(Verdicts(open), verdict => Assert.Equal("passed", verdict));

        JsonElement late = await ExplainAsync(0, "clinic", NewYear, "viewer", "--at", "2040-01-01T10:59:00Z");
        Assert.Equal("the room's end", late.GetProperty("decision").GetProperty("setBy").GetString());
        AssertDenied(
            "room-over", await ExplainAsync(77, "clinic", NewYear, "viewer", "--at", "2040-01-01T11:00:00Z"));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Expiry_that_no_API_accepts_is_explained_without_a_response()
    {
        foreach ((string expiry, string reason) in new[] { ("59s", "expiry-too-short"), ("25h", "expiry-too-long") })
        {
            JsonElement explained = await ExplainAsync(77, "johndoe", Standup, "host", "--expiry", expiry);
            AssertDenied(reason, explained);
            Assert.False(explained.TryGetProperty("response", out _));
            Assert.False(explained.TryGetProperty("claims", out _));
        }
        JsonElement past = await ExplainAsync(
            77, "clinic", NewYear, "viewer", "--at", "2040-01-01T10:50:00Z", "--expiry", "11m");
        AssertDenied("expiry-past-room-end", past);
        Assert.Equal(
            "requested 11m, the room ends in 10m", past.GetProperty("rules")[7].GetProperty("facts").GetString());
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Required_request_values_get_named_placeholders()
    {
        JsonElement explained = await ExplainAsync(0, "clinic", FrontDesk, "viewer");
        Assert.Equal(["jti", "user", "user.name"], Strings(explained.GetProperty("placeholders")));
        Assert.Equal("example-user", explained.GetProperty("claims").GetProperty("user_ref").GetString());
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Text_output_agrees_with_JSON_within_100_columns()
    {
        foreach (string[] more in new[] { [], new[] { "--at", "2040-01-01T09:45:00Z" }, ["--expiry", "300d"] })
        {
            string[] arguments = ["explain", "--app", "clinic", "--room", NewYear, "--role", "viewer", .. more];
            CommandResult text = await Commands.RunAsync(binary.Start(arguments));
            CommandResult json = await Commands.RunAsync(binary.Start([.. arguments, "-o", "json"]));
            Assert.Equal(("", json.ExitCode), (text.Error, text.ExitCode));
            JsonElement explained = JsonDocument.Parse(json.Output).RootElement;
            Assert.Equal(Verdicts(explained), Rules.Select(rule => Regex.Match(
                text.Output, $"^{rule} +(passed|denied|not reached)", RegexOptions.Multiline).Groups[1].Value));
            Assert.All(text.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Terminal_control_characters_are_escaped()
    {
        CommandResult result = await Commands.RunAsync(binary.Start(
            "explain", "--app", "johndoe", "--room", "a\e[2J\u202e\u009b", "--role", "host"));
        Assert.Equal(77, result.ExitCode);
        Assert.Contains(@"a\u001b[2J\u202e\u009b", result.Output);
        Assert.DoesNotContain(result.Output, unit => unit is '\e' or '\u202e' or '\u009b');
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Invalid_command_line_exits_with_64()
    {
        string[] arguments = ["explain", "--app", "johndoe", "--room", Standup, "--role", "host"];
        foreach (string[] wrong in new string[][]
        {
            [.. arguments, "--at", "tomorrow"], [.. arguments, "--at", "1969-12-31T23:59:59Z"],
            [.. arguments, "--at", "9999-01-01T00:00:00Z"], [
                .. arguments, "--expiry", "0s"], [.. arguments, "-o", "yaml"],
            [.. arguments, "--user", "a\tb"], [
                "explain", "--app", "unknown", "--room", "r", "--role", "host"], arguments[..3],
        })
        {
            CommandResult result = await Commands.RunAsync(binary.Start(wrong));
            Assert.True(result.ExitCode == 64, $"{string.Join(' ', wrong)}: {result}");
            Assert.Equal("", result.Output);
            Assert.NotEqual("", result.Error);
        }
    }

    private static void AssertDenied(string reason, JsonElement explained)
    {
        Assert.False(explained.GetProperty("decision").GetProperty("allowed").GetBoolean());
        Assert.Equal(reason, explained.GetProperty("decision").GetProperty("reason").GetString());
        int denied = Array.IndexOf(Rules, reason);
        Assert.Equal(
            Rules.Select((_, place) => place < denied ? "passed" : place == denied ? "denied" : "not reached"),
            Verdicts(explained));
        Assert.Equal(Rules, explained.GetProperty("rules").EnumerateArray()
            .Select(rule => rule.GetProperty("rule").GetString()!));
        Assert.All(
            explained.GetProperty("rules").EnumerateArray(),
            rule => Assert.Equal(
                rule.GetProperty("verdict").GetString() == "not reached",
                rule.GetProperty("facts").GetString() == ""));
    }

    private static void AssertResponse(HttpStatusCode status, JsonElement body, JsonElement explained)
    {
        JsonElement response = explained.GetProperty("response");
        Assert.Equal((int)status, response.GetProperty("status").GetInt32());
        Assert.Equal(body.GetRawText(), response.GetProperty("body").GetRawText());
    }

    private static IEnumerable<string> Verdicts(JsonElement explained) => explained.GetProperty("rules")
        .EnumerateArray().Select(rule => rule.GetProperty("verdict").GetString()!);

    private static IEnumerable<string> Strings(JsonElement array) =>
        array.EnumerateArray().Select(item => item.GetString()!);

    /// <summary>The claims in order: names and values of constant ones, only names of those that vary from token to
    /// token.</summary>
    private static IEnumerable<string> Claims(JsonElement claims) => claims.EnumerateObject().Select(claim =>
        claim.Name is "jti" or "iat" or "nbf" or "exp" ? claim.Name : $"{claim.Name}: {claim.Value.GetRawText()}");

    private Task<RunningAppliance> ServeAsync() =>
        RunningAppliance.StartAsync(binary.Start("serve", "--listen", "127.0.0.1:0"));

    /// <summary>Runs without any secret in the environment.</summary>
    private async Task<JsonElement> ExplainAsync(
        int exitCode, string app, string room, string role, params string[] more)
    {
        CommandResult result = await Commands.RunAsync(Commands.Start(
            binary.Path, ["explain", "--app", app, "--room", room, "--role", role, "-o", "json", .. more]));
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Error));
        return JsonDocument.Parse(result.Output).RootElement.Clone();
    }
}
