using Appliance.TestKit;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>Valid policies that tests edit.</summary>
internal static class SamplePolicies
{
    /// <summary>The policy of this repository.</summary>
    public static string Project { get; } = File.ReadAllText(Path.Combine(Places.Repository, "policies.json"));

    /// <summary>A small policy with most members. Edits replace the first occurrence of a piece, so order matters.
    /// </summary>
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
              "rateLimit": { "perSecond": 50, "burst": 100 },
              "maxRooms": 20, "leeway": "30s", "previousSecret": "env:OLD_SECRET",
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
              "roomTypes": { "visit": { "kind": "adhoc", "roles": ["viewer"], "singleUse": true } },
              "rooms": { "bay": { "type": "visit" } }
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

    /// <summary>A policy for existing clients: endpoint roles, template ids, the sample front, session lengths.
    /// </summary>
    public const string Clients = """
        {
          "policy": 1,
          "defaults": { "sessionLength": "12h" },
          "apps": {
            "shop": {
              "dialect": "100ms",
              "accessKey": "key-1",
              "secret": "env:SHOP_SECRET",
              "tokenEndpoint": { "enabled": true, "roles": ["guest", "caller"] },
              "templateIds": { "62b0d2e6a5b3c7f1d4e8a912": "counter", "old.call_2": "call" },
              "roles": {
                "clerk": { "grants": ["publish", "eject", "end"] },
                "caller": { "grants": ["publish", "mute"] },
                "guest": { "grants": ["subscribe"] }
              },
              "roomTypes": {
                "counter": { "kind": "permanent", "roles": ["clerk", "guest"] },
                "call": { "kind": "adhoc", "roles": ["clerk", "caller"], "sessionLength": "90m" },
                "sale": { "kind": "scheduled", "roles": ["clerk", "guest"] }
              },
              "rooms": { "till": { "type": "counter" } }
            },
            "front": {
              "dialect": "enablex",
              "appId": "id-1",
              "appKey": "env:FRONT_KEY",
              "secret": "env:FRONT_SECRET",
              "sampleFront": false,
              "roles": { "agent": { "grants": ["publish", "record"] } },
              "roomTypes": { "visit": { "kind": "adhoc", "roles": ["agent"] } },
              "rooms": { "bay": { "type": "visit" } }
            },
            "stream": {
              "dialect": "livekit",
              "apiKey": "APIstream",
              "secret": "env:STREAM_SECRET",
              "tokenEndpoint": { "enabled": true, "role": "attendee", "serverUrl": "wss://stream.example" },
              "starterKit": "webinar",
              "rooms": { "main": { "type": "webinar", "start": "2040-01-01T10:00:00Z", "duration": "1h" } }
            }
          },
          "tests": [
            { "app": "shop", "room": "till", "role": "guest", "expect": "allow", "expiry": "24h" }
          ]
        }
        """;

    /// <summary>A policy with room patterns, LiveKit's video grants, room configurations and back-end API keys.
    /// </summary>
    public const string LiveKit = """
        {
          "policy": 1,
          "dialects": {
            "own": {
              "api": "livekit",
              "claims": {
                "iss": "{app.apiKey}", "sub": "{user}", "video": { "room": "{room.id}", "hidden": false },
                "exp": "{exp}", "jti": "{jti}"
              },
              "roleClaims": { "roomConfig": "{room.config?}" },
              "limits": { "life": "1d" }
            }
          },
          "apps": {
            "live": {
              "dialect": "livekit",
              "apiKey": "APIlive",
              "appKey": "env:LIVE_KEY",
              "secret": "env:LIVE_SECRET",
              "tokenEndpoint": {
                "enabled": true, "role": "visitor", "room": "lobby-1", "serverUrl": "wss://live.example",
                "roomConfig": true
              },
              "claims": { "attributes": { "from": "web" } },
              "roles": {
                "visitor": { "grants": ["publish", "chat"], "video": { "canPublishSources": ["microphone"] } },
                "operator": {
                  "grants": ["mute", "eject"], "roomConfig": true, "claims": { "level": 2 },
                  "video": { "roomList": true, "hidden": true, "agent": false, "destinationRoom": "{app.name}" }
                },
                "watcher": { "grants": ["subscribe"], "roomConfig": false }
              },
              "roomTypes": {
                "open": { "kind": "permanent", "roles": ["visitor", "operator", "watcher"] },
                "talk": { "kind": "scheduled", "roles": ["operator", "watcher"] }
              },
              "rooms": {
                "lobby": { "type": "open", "name": "Lobby" },
                "lobby-*": { "type": "open" },
                "talk-*": { "type": "talk", "start": "2040-01-01T10:00:00Z", "duration": "1h" },
                "*": { "type": "open" }
              }
            },
            "other": {
              "dialect": "own",
              "apiKey": "APIother",
              "secret": "env:OTHER_SECRET",
              "roles": {
                "host": { "grants": ["publish"], "roomConfig": true, "video": { "hidden": true, "recorder": true } },
                "guest": { "grants": [] }
              },
              "roomTypes": { "open": { "kind": "permanent", "roles": ["host", "guest"] } },
              "rooms": { "*": { "type": "open" } }
            }
          },
          "tests": [
            { "app": "live", "room": "talk-7", "role": "watcher", "at": "2040-01-01T11:00:00Z",
              "expect": "deny", "reason": "room-over" },
            { "app": "live", "room": "Jürgen’s room", "role": "visitor", "expect": "allow", "expiry": "10m" }
          ]
        }
        """;

    /// <summary>A policy with a custom dialect, claims, defaults and a LiveKit app.</summary>
    public const string Rich = """
        {
          "policy": 1,
          "defaults": { "expiry": { "default": "20m", "max": "2h", "onExcess": "clamp" }, "singleUse": true },
          "dialects": {
            "jitsi": {
              "api": "none",
              "header": { "typ": "JWT", "kid": "{app.accessKey}" },
              "claims": {
                "aud": "jitsi",
                "iss": "{app.accessKey}",
                "sub": "{app.name}",
                "room": "{room.id}",
                "context": {
                  "user": { "id": "{user}", "name": "{user.name|Visitor}", "moderator": "{role.can.mute+eject}" },
                  "features": { "recording": "{role.can.record}", "transcription": false },
                  "tags": ["{role.name}", { "by": "{{user}}" }, 1.5, null]
                },
                "about": { "text": "{user.metadata?}", "more": "{data?}" },
                "nbf": "{now-10s}",
                "iat": "{now}",
                "exp": "{exp}",
                "jti": "{jti}"
              },
              "reserved": ["context"],
              "expiry": { "default": "30m", "max": "12h" },
              "limits": { "life": "7d" }
            }
          },
          "apps": {
            "meet": {
              "dialect": "jitsi",
              "accessKey": "key-1",
              "secret": "env:MEET_SECRET",
              "defaults": { "expiry": { "max": "3h" }, "opensBefore": "1h", "recording": true },
              "claims": { "tenant": "blue", "about": "{user.metadata|none}" },
              "roles": {
                "moderator": { "grants": ["publish", "mute", "eject"], "expiry": { "onExcess": "deny" } },
                "guest": { "grants": ["publish"], "claims": { "tenant": "green", "level": 1 } }
              },
              "roomTypes": { "talk": { "kind": "scheduled", "roles": ["moderator", "guest"], "singleUse": false } },
              "rooms": { "standup": { "type": "talk", "start": "2040-01-01T10:00:00Z", "duration": "1h" } }
            },
            "live": {
              "dialect": "livekit",
              "apiKey": "APIlive",
              "secret": "env:LIVE_SECRET",
              "tokenEndpoint": {
                "enabled": true, "role": "viewer", "room": "stage", "serverUrl": "wss://live.example"
              },
              "starterKit": "live-streaming",
              "claims": { "metadata": "{{\"from\":\"the edge\"}}", "roomConfig": "{room.config?}" },
              "rooms": { "stage": { "type": "stream" } }
            }
          },
          "tests": [
            { "app": "meet", "room": "standup", "role": "guest", "at": "2040-01-01T09:00:00Z",
              "requestedExpiry": "9h", "expect": "allow", "expiry": "2h" },
            { "app": "meet", "room": "standup", "role": "moderator", "at": "2040-01-01T10:00:00Z",
              "requestedExpiry": "61m", "expect": "deny", "reason": "expiry-past-room-end" },
            { "app": "live", "room": "stage", "role": "viewer", "expect": "allow", "expiry": "20m" }
          ]
        }
        """;
}
