using Appliance.Testing;

namespace Appliance.Policy.Generator.Tests;

/// <summary>Policies that tests start from.</summary>
internal static class SamplePolicies
{
    /// <summary>The project's own.</summary>
    public static string Project { get; } = File.ReadAllText(Path.Combine(Places.Repository, "policies.json"));

    /// <summary>A small one with every member that there is, in the order that the bad ones refer to.</summary>
    public const string Small = """
        {
          "$schema": "policies.schema.json",
          "policy": 1,
          "apps": {
            "web": {
              "dialect": "100ms",
              "accessKey": "key-1",
              "secret": "env:WEB_SECRET",
              "tokenEndpoint": { "enabled": true, "allowedOrigins": ["https://web.example", "http://127.0.0.1:3000"] },
              "roles": {
                "host": { "grants": ["publish", "chat"], "expiry": { "min": "1m", "default": "1h", "max": "2h" } },
                "guest": { "grants": ["subscribe"] }
              },
              "roomTypes": {
                "open": { "kind": "permanent", "roles": ["host", "guest"], "recording": false },
                "meeting": { "kind": "scheduled", "roles": ["host"], "opensBefore": "5m", "expiry": { "max": "90m" } }
              },
              "rooms": {
                "lobby": { "type": "open", "name": "Lobby" },
                "board": { "type": "meeting", "start": "2040-01-01T10:00:00Z", "duration": "1h" }
              }
            },
            "desk": {
              "dialect": "enablex",
              "appId": "id-1",
              "appKey": "cred:desk-key",
              "secret": "b64:file:/run/desk.key",
              "roles": { "viewer": { "grants": [] } },
              "roomTypes": { "visit": { "kind": "adhoc", "roles": ["viewer"], "singleUse": true } }
            },
            "kit": {
              "dialect": "100ms",
              "accessKey": "key-2",
              "secret": "env:KIT_SECRET",
              "starterKit": "video-conferencing",
              "rooms": { "archive": { "type": "conference" } }
            }
          },
          "tests": [
            { "app": "web", "room": "lobby", "role": "guest", "expect": "allow", "expiry": "24h" },
            { "app": "web", "room": "board", "role": "host", "at": "2040-01-01T11:00:00Z",
              "expect": "deny", "reason": "room-over" },
            { "app": "kit", "room": "attic", "role": "host", "expect": "deny", "reason": "unknown-room" }
          ]
        }
        """;
}
