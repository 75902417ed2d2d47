using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>Random valid policies that combine everything that decides on requests.</summary>
internal static class RandomPolicies
{
    private const int AppCandidates = 10;

    /// <summary>Ascending, so that random picks are often in order too.</summary>
    private static readonly string[] Durations =
    [
        "1s", "2s", "59s", "1m", "61s", "5m", "14m", "15m", "16m", "1h", "119m", "2h", "6h", "24h", "25h", "7d", "8d",
        "90d",
    ];

    private static readonly string[] Kits = ["video-conferencing", "webinar", "live-streaming", "audio-room"];
    private static readonly string[] KitTypes = ["conference", "webinar", "stream", "audio-room"];

    public static Gen<string> Any { get; } = Gen.Int.Select(seed => Build(new Random(seed)));

    private static string Build(Random random)
    {
        var policy = new JsonObject
        {
            ["policy"] = 1,
            ["defaults"] = Defaults(random, Durations.Length),
            ["dialects"] = JsonNode.Parse($$$"""
                { "own": {
                    "claims": { "exp": "{exp}", "jti": "{jti}" },
                    "expiry": {{{Expiry(random, 15, hasExcess: false)}}},
                    "limits": { "life": "7d", "singleUse": {{{(random.Next(2) == 0 ? "true" : "false")}}} }
                } }
                """),
            ["apps"] = new JsonObject(),
        };
        JsonObject apps = policy["apps"]!.AsObject();
        for (int i = 0; i < AppCandidates; i++)
        {
            apps[$"app-{i}"] = App(random, i);
            // Remove an app that contradicts itself; the next candidate may be valid.
            var diagnostics = GeneratorHarness.Run(policy.ToJsonString()).Diagnostics;
            if (diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
                apps.Remove($"app-{i}");
        }
        return policy.ToJsonString();
    }

    private static JsonObject App(Random random, int number)
    {
        int dialect = random.Next(4);
        // Only durations within the dialect's limit.
        int durationCount = dialect switch { 0 => Durations.Length, 1 => 8, _ => 16 };
        var app = new JsonObject
        {
            ["dialect"] = new[] { "100ms", "enablex", "livekit", "own" }[dialect],
            [dialect switch { 1 => "appId", 2 => "apiKey", _ => "accessKey" }] = $"id-{number}",
            ["secret"] = "env:SECRET",
            ["defaults"] = Defaults(random, durationCount),
            ["roles"] = new JsonObject(),
            ["roomTypes"] = new JsonObject(),
            ["rooms"] = new JsonObject(),
        };
        if (dialect == 1)
        {
            app["appKey"] = "env:KEY";
            app["defaults"]!.AsObject().Remove("singleUse");
        }
        int kit = random.Next(-4, 4);
        if (kit >= 0)
            app["starterKit"] = Kits[kit];
        string[] roles = [.. Enumerable.Range(0, random.Next(1, 5)).Select(i => i == 0 ? "host" : $"role-{i}")];
        foreach (string role in roles)
            app["roles"]![role] =
                new JsonObject { ["grants"] = new JsonArray(), ["expiry"] = Expiry(random, durationCount) };
        for (int type = 0; type < random.Next(1, 4); type++)
            AddType(random, app, $"type-{type}", roles, durationCount);
        if (kit >= 0)
            AddRooms(random, app, KitTypes[kit], kit == 1);
        return app;
    }

    private static void AddType(Random random, JsonObject app, string name, string[] roles, int durationCount)
    {
        bool scheduled = random.Next(2) == 0;
        var type = new JsonObject
        {
            ["kind"] = scheduled ? "scheduled" : random.Next(2) == 0 ? "adhoc" : "permanent",
            ["roles"] = new JsonArray(
                [.. roles.Where((_, i) => i == 0 || random.Next(3) > 0).Select(role => JsonValue.Create(role))]),
        };
        if (scheduled && random.Next(2) == 0)
            type["opensBefore"] = random.Next(4) == 0 ? "0s" : Durations[random.Next(Durations.Length)];
        if (random.Next(2) == 0)
            type["expiry"] = new JsonObject { ["max"] = Durations[random.Next(durationCount)] };
        app["roomTypes"]![name] = type;
        AddRooms(random, app, name, scheduled);
    }

    private static void AddRooms(Random random, JsonObject app, string type, bool scheduled)
    {
        for (int i = 0; i < random.Next(1, 3); i++)
        {
            var room = new JsonObject { ["type"] = type };
            if (scheduled)
            {
                string[] zones = ["Z", "+05:30", "-11:00"];
                room["start"] = $"20{random.Next(10, 90)}-0{random.Next(1, 10)}-{random.Next(10, 29)}"
                    + $"T0{random.Next(10)}:{random.Next(10, 60)}:{random.Next(10, 60)}{zones[random.Next(3)]}";
                room["duration"] = Durations[random.Next(Durations.Length)];
            }
            app["rooms"]![$"{type}-{i}"] = room;
            // A room pattern with the same rules.
            if (random.Next(3) == 0)
                app["rooms"]![new[] { "*", $"{type}*", $"{type}-*", $"{type}-{i}-*" }[random.Next(4)]] =
                    room.DeepClone();
        }
    }

    private static JsonObject Defaults(Random random, int durationCount)
    {
        var defaults = new JsonObject();
        if (random.Next(3) > 0)
            defaults["expiry"] = Expiry(random, durationCount);
        if (random.Next(2) == 0)
            defaults["opensBefore"] = Durations[random.Next(Durations.Length)];
        if (random.Next(2) == 0)
            defaults["singleUse"] = random.Next(2) == 0;
        return defaults;
    }

    /// <summary>A random subset of min, default and max, in ascending order.</summary>
    private static JsonObject Expiry(Random random, int durationCount, bool hasExcess = true)
    {
        int[] picks = [random.Next(durationCount), random.Next(durationCount), random.Next(durationCount)];
        Array.Sort(picks, (a, b) =>
            ReferenceInterpreter.Seconds(Durations[a]).CompareTo(ReferenceInterpreter.Seconds(Durations[b])));
        var expiry = new JsonObject();
        foreach ((string member, int pick) in new[] { "min", "default", "max" }.Zip(picks))
        {
            if (random.Next(2) == 0)
                expiry[member] = Durations[pick];
        }
        if (hasExcess && random.Next(2) == 0)
            expiry["onExcess"] = random.Next(2) == 0 ? "clamp" : "deny";
        return expiry;
    }
}
