namespace Appliance.PolicyGenerator.Tests;

/// <summary>
/// Edits of sample policies with values just inside and just outside of patterns and limits, on which schema and
/// compiler must agree. The compiler determines which of them are errors.
/// </summary>
internal static class SchemaBoundaryCases
{
    private const string ArchiveApp = """
        "starterKit": "video-conferencing",
              "rooms": { "archive": { "type": "conference" } }
        """;

    private static readonly string[] Origins =
    [
        "*", "https://x", "x://y", "://x", "https://", "https://x/", "https://x:", "https://[::1]:1", "HTTPS://x",
        "https://" + new string('x', 248), "https://" + new string('x', 249),
    ];

    private static readonly string[] Durations =
        ["0s", "0d", "1d", "01d", "3650d", "87600h", "5256000m", "315360000s", "3651d", "1w", "1", "s", " 1s", "1S"];

    private static readonly string[] Instants =
    [
        "2040-02-29T10:00:00Z", "2039-02-29T10:00:00Z", "2040-04-31T10:00:00Z", "2040-12-31T23:59:59+23:59",
        "2040-12-31T23:59:60Z", "2040-13-01T00:00:00Z", "2040-01-01T10:00:00+24:00", "0001-01-01T00:00:00-00:00",
        "2040-01-01 10:00:00Z", "2040-00-01T10:00:00Z", "2040-01-32T10:00:00Z", "2040-01-00T10:00:00Z",
    ];

    private static readonly string[] Secrets =
    [
        "env:_x", "env:X-Y", "b64:env:X", "b64:b64:env:X", "file:/a b", "file:", "cred:a.b", "cred:.", "cred:..",
        "cred:...", "cred:a/b", "cred:" + new string('x', 65), "env:" + new string('x', 256),
        "env:" + new string('x', 257), "file:\\u007f", "x", " env:X", "env:X\\n",
    ];

    private static readonly string[] ServerUrls =
    [
        "ws://x", "WSS://x:1/y?z#a", "https://[::1]", "ftp://x", "wss:x", "wss://", "wss:/x", "http:x", "wss://x y",
        "x", "wss://é", "//x", "wss://x\\\\y", "wss://" + new string('x', 1100),
    ];

    private static readonly string[] Ids =
        ["", "x", ".", "a b", "é", "a/b", new string('x', 64), new string('x', 65), "A-Z_0.9"];

    private static readonly string[] Rates =
        ["0", "1", "-1", "1.0", "1.5", "10000", "10001", "100000", "100001", "99999999999999999999", "\"1\""];

    private static readonly string[] RoomCounts =
        ["0", "1", "-1", "1.0", "1e3", "0.5", "1000000", "1000001", "99999999999999999999", "\"1\""];

    private static readonly string[] Leeways =
    [
        "0s", "0m", "0h", "0d", "00s", "1s", "01s", "9s", "99s", "100s", "299s", "300s", "301s", "1000s", "1m", "5m",
        "6m", "10m", "1h", "1d", "5", "m", " 1s", "1s ", "1S",
    ];

    private static readonly string[] SessionLengths =
    [
        "0s", "59s", "60s", "99s", "100s", "99999s", "100000s", "599999s", "600000s", "603999s", "604000s", "604799s",
        "604800s", "604801s", "605000s", "610000s", "1000000s", "0m", "1m", "01m", "9999m", "10000m", "10079m",
        "10080m", "10081m", "10100m", "11000m", "1h", "99h", "159h", "160h", "168h", "169h", "170h", "200h", "0d",
        "1d", "7d", "8d", "10d", "90", "m", " 1h", "1h ", "1H",
    ];

    private static readonly string[] ClaimTexts =
    [
        "", "{", "}", "{}", "{{", "}}", "{{}", "{{}}", "{{x}}", "{x", "x}", "{x}", "{user}", "{user }", "{user|}",
        "{user|a}b}", "{user|{x}}", "{user?|x}", "{user??}", "{role.name?}", "{data|x}", "{app.accessKey}",
        "{app.name|x}", "{now-0s}", "{now-1d}", "{now-2d}", "{now-24h}", "{now-25h}", "{now-86400s}", "{now-01s}",
        "{now-}", "{now-1d?}", "{role.can.publish+publish}", "{role.can}", "{role.can+publish}", "{role.can.}",
        "{role.can.publish+}", "{role.can.publish.chat}", "{user\\n}", "{\\n}", "{user|\\n}", "{{\\n}",
    ];

    private static readonly string[] StarterKitApps =
    [
        WithStarterKit("webinar", """ "host": {} """, """ "webinar": { "opensBefore": "0s" } """),
        WithStarterKit("webinar", """ "guest": {} """, ""),
        WithStarterKit("webinar", "", """ "conference": { "recording": true } """),
        WithStarterKit("webinar", "", """ "webinar": { "kind": "adhoc", "opensBefore": "1s" } """),
        WithStarterKit("live-streaming", """ "viewer": { "claims": {} } """, """ "stream": { "opensBefore": "1s" } """),
        WithStarterKit("live-streaming", "", """ "stream": { "kind": "scheduled", "opensBefore": "1s" } """),
        WithStarterKit("audio-room", """ "listener": {} """, """ "audio-room": {} """),
        WithStarterKit("audio-room", """ "listeners": {} """, """ "audio-rooms": {} """),
        WithStarterKit("video-conferencing", Roles(62), ""),
        WithStarterKit("video-conferencing", Roles(63), ""),
        WithStarterKit("webinar", Roles(61), ""),
        WithStarterKit("webinar", Roles(62), ""),
    ];

    private static readonly string[] Claims =
    [
        """{ "role": 1 }""", """{ "video": 1 }""", """{ "iss": 1 }""", """{ "sub": 1 }""", """{ "exp": 1 }""",
        """{ "x": {} }""",
        $$"""{ "{{new string('x', 128)}}": 1 }""", $$"""{ "{{new string('x', 129)}}": 1 }""", """{ "a\u0080": 1 }""",
        $$"""{ "{{Emoji(64)}}": 1 }""", $$"""{ "{{Emoji(65)}}": 1 }""", """{ "x": ["{user?}"] }""", "[]",
        Nested(5), Nested(6), Nested(40), $"{{ {Numbered(64)} }}", $"{{ {Numbered(65)} }}",
        $$"""{ "x": { {{Numbered(64)}} } }""", $$"""{ "x": { {{Numbered(65)}} } }""",
    ];

    public static IEnumerable<(string Original, string Replacement)> All =>
    [
        .. Edits("https://web.example", Origins),
        .. Edits("5m", Durations), .. Edits("90m", Durations), .. Edits("1h", Durations),
        .. Edits("2040-01-01T10:00:00Z", Instants), .. Edits("env:WEB_SECRET", Secrets),
        .. Edits("cred:desk-key", Secrets), .. Edits("env:OLD_SECRET", Secrets), .. Edits("30s", Leeways),
        .. Edits(""" "sessionLength": "90m" """, SessionLengths.Select(length => $""" "sessionLength": "{length}" """)),
        .. Edits(""" "sessionLength": "12h" """, SessionLengths.Select(length => $""" "sessionLength": "{length}" """)),
        .. Edits("62b0d2e6a5b3c7f1d4e8a912", Ids),
        .. Edits(""" "maxRooms": 20 """, RoomCounts.Select(count => $""" "maxRooms": {count} """)),
        .. Edits(""" "secret": "env:MEET_SECRET" """, [""" "secret": "env:X", "maxRooms": 1 """]),
        .. Edits(""" "secret": "env:LIVE_SECRET" """, [""" "secret": "env:X", "maxRooms": 1 """]),
        .. Edits("wss://live.example", ServerUrls),
        .. Edits("{user.name|Visitor}", ClaimTexts), .. Edits("blue", ClaimTexts),
        .. Edits("{app.accessKey}", ClaimTexts),
        .. Edits("{now-10s}", ClaimTexts),
        .. Edits(""" "aud": "jitsi" """, ClaimTexts.Select(text => $""" "aud": "{text}" """)),
        .. Edits(ArchiveApp, StarterKitApps),
        .. Edits(
            """ "dialect": "100ms", """,
            Claims.Select(claims => $""" "dialect": "100ms", "claims": {claims}, """)),
        .. Edits(
            """ "dialect": "enablex", """,
            Claims.Select(claims => $""" "dialect": "enablex", "claims": {claims}, """)),
        .. Edits("""{ "tenant": "green", "level": 1 }""", Claims),
        .. Edits(""" "claims": { "metadata" """, Claims.Select(claims =>
            $$""" "roles": { "viewer": { "claims": {{claims}} } }, "claims": { "metadata" """)),
        .. Edits(""" "Lobby" """, [$""" "{new string('é', 128)}" """, $""" "{Emoji(64)}" """, $""" "{Emoji(65)}" """]),
        .. Edits(""" "desk": """, [""" "-desk": """, """ "d": """]),
        .. Edits(""" "desk": """, [$""" "{new string('x', 63)}": """, $""" "{new string('x', 64)}": """]),
        (""" "appId": "id-1" """, """ "appId": "id-1", "defaults": { "singleUse": false } """),
        (""" "life": "7d" """, """ "life": "7d", "singleUse": true """),
        .. Edits(""" "perSecond": 50 """, Rates.Select(rate => $""" "perSecond": {rate} """)),
        .. Edits(
            """ "perSecond": 50, "burst": 100 """,
            Rates.Select(rate => $""" "perSecond": 10000, "burst": {rate} """)),
        .. Edits(""" "secret": "env:MEET_SECRET" """, [""" "secret": "env:X", "rateLimit": { "perSecond": 1 } """]),
        (""" "start": "2040-01-01T10:00:00Z", "duration": "1h" """, """ "name": "unscheduled" """),
        (""" "dialect": "jitsi" """, """ "dialect": "livekit" """),
        (""" "dialect": "livekit" """, """ "dialect": "jitsi" """),
        .. Edits(""" "api": "none" """, [""" "api": "100ms" """, """ "api": "enablex" """, """ "api": "livekit" """]),
        (""" "enabled": true, "role": "viewer", "room": "stage", "serverUrl": "wss://live.example" """,
            """ "enabled": false """),
    ];

    private static IEnumerable<(string Original, string Replacement)> Edits(
        string original, IEnumerable<string> replacements) => replacements.Select(text => (original, text));

    private static string WithStarterKit(string kit, string roles, string roomTypes) =>
        $$""" "starterKit": "{{kit}}", "roles": { {{roles}} }, "roomTypes": { {{roomTypes}} } """;

    private static string Roles(int count) =>
        string.Join(", ", Enumerable.Range(1, count).Select(i => $$""" "role-{{i}}": { "grants": [] } """));

    private static string Numbered(int count) =>
        string.Join(", ", Enumerable.Range(1, count).Select(i => $""" "claim-{i}": {i} """));

    private static string Nested(int levels) => $$"""{ "x": {{new string('[', levels)}}{{new string(']', levels)}} }""";

    private static string Emoji(int count) => string.Concat(Enumerable.Repeat("😀", count));
}
