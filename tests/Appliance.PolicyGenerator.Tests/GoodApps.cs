namespace Appliance.PolicyGenerator.Tests;

/// <summary>Valid edits of <see cref="SamplePolicies.Small"/>: the <see cref="PolicyFacts"/> that change, the original
/// piece and its replacement. No other fact changes, unless the facts end with an ellipsis.</summary>
public static class GoodApps
{
    public const string Sample = SamplePolicies.Small;

    public static TheoryData<string, string, string> StarterKits => new()
    {
        {
            "kit.guest.grants = None",
            """ "starterKit": "video-conferencing", """,
            """ "starterKit": "video-conferencing", "roles": { "guest": { "grants": [] } }, """
        },
        {
            "kit.host.expiry = 1 3600 3600 Deny",
            """ "starterKit": "video-conferencing", """,
            """ "starterKit": "video-conferencing", "roles": { "host": { "expiry": { "max": "1h" } } }, """
        },
        {
            "kit.guest.claims.tier = 2; kit.guest.bare.tier = 2",
            """ "starterKit": "video-conferencing", """,
            """ "starterKit": "video-conferencing", "roles": { "guest": { "claims": { "tier": 2 } } }, """
        },
        {
            "kit.webinar.kind = Scheduled; kit.webinar.roles = host speaker attendee; "
            + "kit.webinar.opensBefore = 900; kit.attendee.grants = Subscribe, Chat; kit.archive.room = "
            + "webinar 2209024800 3600; -kit.guest.grants…",
            """
            "starterKit": "video-conferencing",
                  "rooms": { "archive": { "type": "conference" } }
            """,
            """
            "starterKit": "webinar",
                  "rooms": { "archive": { "type": "webinar", "start": "2040-01-01T10:00:00Z", "duration": "1h" } }
            """
        },
        {
            "kit.webinar.opensBefore = 7200; kit.speaker.grants = Chat…",
            """
            "starterKit": "video-conferencing",
                  "rooms": { "archive": { "type": "conference" } }
            """,
            """
            "starterKit": "webinar", "defaults": { "opensBefore": "2h" }, "roles": { "speaker": { "grants": ["chat"] } }
            """
        },
        {
            "kit.stream.kind = Permanent; kit.stream.roles = broadcaster co-broadcaster viewer; "
            + "kit.co-broadcaster.grants = Publish, Subscribe, Chat…",
            """
            "starterKit": "video-conferencing",
                  "rooms": { "archive": { "type": "conference" } }
            """,
            """ "starterKit": "live-streaming" """
        },
        {
            "kit.stream.roles = broadcaster; kit.viewer.expiry = 1 60 60 Deny…",
            """
            "starterKit": "video-conferencing",
                  "rooms": { "archive": { "type": "conference" } }
            """,
            """
            "starterKit": "live-streaming", "roles": { "viewer": { "expiry": { "max": "1m" } } }, "roomTypes": {
            "stream": { "roles": ["broadcaster"] } }, "rooms": { "a": { "type": "stream" } }
            """
        },
        {
            "kit.moderator.grants = Publish, Subscribe, Chat, Mute, Eject, End; kit.audio-room.roles = "
            + "moderator speaker listener…",
            """
            "starterKit": "video-conferencing",
                  "rooms": { "archive": { "type": "conference" } }
            """,
            """ "starterKit": "audio-room" """
        },
        {
            "kit.audio-room.cap = 1800; kit.listener.grants = Subscribe…",
            """
            "starterKit": "video-conferencing",
                  "rooms": { "archive": { "type": "conference" } }
            """,
            """
            "starterKit": "audio-room", "roles": { "listener": { "grants": ["subscribe"] } }, "roomTypes": {
            "audio-room": { "expiry": { "max": "30m" } } }, "rooms": { "a": { "type": "audio-room" } }
            """
        },
    };

    public static TheoryData<string, string, string> Rooms => new()
    {
        {
            "",
            "2040-01-01T10:00:00Z",
            "2040-01-01T12:00:00+02:00"
        },
        {
            "",
            "2040-01-01T10:00:00Z",
            "2040-01-01t10:00:00z"
        },
        {
            "web.board.room = meeting 2209017600 3600",
            "2040-01-01T10:00:00Z",
            "2040-01-01T10:00:00+02:00"
        },
        {
            "web.board.room = meeting 2209005060 3600",
            "2040-01-01T10:00:00Z",
            "2039-12-31T23:31:00-05:00"
        },
        {
            "web.board.room = meeting 951782400 3600",
            "2040-01-01T10:00:00Z",
            "2000-02-29T00:00:00+00:00"
        },
        {
            "",
            """ "duration": "1h" """,
            """ "duration": "3600s" """
        },
        {
            "web.board.room = meeting 2209024800 1800",
            """ "duration": "1h" """,
            """ "duration": "30m" """
        },
        {
            "web.lobby.name = ",
            """ , "name": "Lobby" """,
            ""
        },
        {
            "web.lobby.name = 会議室 😀 é 😀 \" \\ \n",
            "Lobby",
            """会議室 😀 \u00e9 \ud83d\ude00 \" \\ \n"""
        },
        {
            $"web.lobby.name = {new string('會', 85)}",
            "Lobby",
            new string('會', 85)
        },
    };

    public static TheoryData<string, string, string> Apps => new()
    {
        {
            "web.endpoint = on * http://127.0.0.1:3000",
            "https://web.example",
            "*"
        },
        {
            "web.endpoint = on http://[::1]:8080 http://127.0.0.1:3000",
            "https://web.example",
            "http://[::1]:8080"
        },
        {
            "web.endpoint = off https://web.example http://127.0.0.1:3000",
            """ "enabled": true """,
            """ "enabled": false """
        },
        {
            "web.limit = 50 50",
            """, "burst": 100""",
            ""
        },
        {
            "web.limit = 10000 100000",
            """ "perSecond": 50, "burst": 100 """,
            """ "burst": 100000, "perSecond": 10000 """
        },
        {
            "web.limit = 1 3600",
            """ "perSecond": 50, "burst": 100 """,
            """ "perSecond": 1, "burst": 3600 """
        },
        {
            "web.limit = ",
            """ "rateLimit": { "perSecond": 50, "burst": 100 }, """,
            ""
        },
        {
            "desk.limit = 10 1",
            """ "appId": "id-1", """,
            """ "appId": "id-1", "rateLimit": { "perSecond": 10, "burst": 1 }, """
        },
        {
            "web.app = 100ms Hms100 key-1 b64:cred:web",
            "env:WEB_SECRET",
            "b64:cred:web"
        },
        {
            "web.app = 100ms Hms100 key-1 file:/run/a b",
            "env:WEB_SECRET",
            "file:/run/a b"
        },
        {
            " desk.app = enablex EnableX A._-9 b64:file:/run/desk.key cred:desk-key; "
            + """desk.viewer.claims.iss = "A._-9"; desk.viewer.bare.iss = "A._-9" """,
            "id-1",
            "A._-9"
        },
        {
            "desk.viewer.grants = Publish, Subscribe, Chat, Record, Mute, Eject, End; "
            + """desk.viewer.claims.grants = ["publish","subscribe","chat","record","mute","eject","end"]; """
            + """desk.viewer.bare.grants = ["publish","subscribe","chat","record","mute","eject","end"]""",
            """ "viewer": { "grants": [] } """,
            """ "viewer": { "grants": ["end", "eject", "mute", "record", "chat", "subscribe", "publish"] } """
        },
        {
            "desk.viewer.claims.tier = 1.50; desk.viewer.bare.tier = 1.50",
            """ "viewer": { "grants": [] } """,
            """ "viewer": { "grants": [], "claims": { "tier": 1.50 } } """
        },
        {
            """ web.host.claims.who = "u"; web.host.bare.who = "anonymous"; """
            + """web.guest.claims.who = "u"; web.guest.bare.who = "anonymous" """,
            """ "secret": "env:WEB_SECRET", """,
            """ "secret": "env:WEB_SECRET", "claims": { "who": "{user|anonymous}" }, """
        },
        {
            """web.host.claims.o = {"b":{"c":"u","d":"u"},"a":"u"}; web.host.bare.o = {"b":{}}; """
            + """web.guest.claims.o = {"b":{"c":"u","d":"u"},"a":"u"}; web.guest.bare.o = {"b":{}}""",
            """ "secret": "env:WEB_SECRET", """,
            """
            "secret": "env:WEB_SECRET", "claims": { "o": { "a": "{user?}", "b": { "c": "{user?}", "d": "{user?}" } } },
            """
        },
        {
            """ web.guest.claims.t = "{user}"; web.guest.bare.t = "{user}" """,
            """{ "grants": ["subscribe"] }""",
            """{ "grants": ["subscribe"], "claims": { "t": "{{user}}" } }"""
        },
        {
            """ web.guest.claims.t = "{}"; web.guest.bare.t = "{}" """,
            """{ "grants": ["subscribe"] }""",
            """{ "grants": ["subscribe"], "claims": { "t": "{{}}" } }"""
        },
        {
            """ web.guest.claims.t = "{"; web.guest.bare.t = "{" """,
            """{ "grants": ["subscribe"] }""",
            """{ "grants": ["subscribe"], "claims": { "t": "{" } }"""
        },
        {
            "desk.role-62.grants = None; desk.role-62.expiry = 1 900 900 Deny…",
            """ "viewer": { "grants": [] } """,
            $$""" "viewer": { "grants": [] }{{ManyRoles()}} """
        },
    };

    public static TheoryData<string, string, string> Names => new()
    {
        {
            "web.2nd.guest_x.expiry = 1 86400 86400 Deny…",
            """ "guest": { """,
            """ "2nd.guest_x": { "grants": [] }, "guest": { """
        },
        {
            "web....expiry = 1 86400 86400 Deny…",
            """ "guest": { """,
            """ "..": { "grants": [] }, "guest": { """
        },
        {
            "web.roles.expiry = 1 86400 86400 Deny…",
            """ "guest": { """,
            """ "roles": { "grants": [] }, "guest": { """
        },
        {
            "web.Equals.expiry = 1 86400 86400 Deny…",
            """ "guest": { """,
            """ "Equals": { "grants": [] }, "guest": { """
        },
        {
            "web.host-role.expiry = 1 86400 86400 Deny…",
            """ "guest": { """,
            """ "host-role": { "grants": [] }, "guest": { """
        },
        {
            "web.___.expiry = 1 86400 86400 Deny…",
            """ "guest": { """,
            """ "___": { "grants": [] }, "guest": { """
        },
        {
            "web.room-types.kind = AdHoc…",
            """ "meeting": { """,
            """ "room-types": { "kind": "adhoc", "roles": ["host"] }, "meeting": { """
        },
        {
            "app.viewer.expiry = 1 900 900 Deny…",
            """ "desk" """,
            """ "app" """
        },
        {
            "compiled.viewer.expiry = 1 900 900 Deny…",
            """ "desk" """,
            """ "compiled" """
        },
        {
            "name.viewer.expiry = 1 900 900 Deny…",
            """ "desk" """,
            """ "name" """
        },
        {
            "viewer-role.viewer.expiry = 1 900 900 Deny…",
            """ "desk" """,
            """ "viewer-role" """
        },
        {
            "current.viewer.expiry = 1 900 900 Deny…",
            """ "desk" """,
            """ "current" """
        },
        {
            "room-type.viewer.expiry = 1 900 900 Deny…",
            """ "desk" """,
            """ "room-type" """
        },
        {
            "policies.viewer.expiry = 1 900 900 Deny…",
            """ "desk" """,
            """ "policies" """
        },
        {
            "w-eb.viewer.expiry = 1 900 900 Deny…",
            """ "desk" """,
            """ "w-eb" """
        },
        {
            "digest.viewer.expiry = 1 900 900 Deny…",
            """ "desk" """,
            """ "digest" """
        },
        {
            "0.viewer.expiry = 1 900 900 Deny…",
            """ "desk" """,
            """ "0" """
        },
        {
            "string.viewer.expiry = 1 900 900 Deny…",
            """ "desk" """,
            """ "string" """
        },
        {
            "x--y.viewer.expiry = 1 900 900 Deny…",
            """ "desk" """,
            """ "x--y" """
        },
    };

    private static string ManyRoles() =>
        string.Concat(Enumerable.Range(0, 63).Select(i => $$""", "role-{{i}}": { "grants": [] }"""));
}
