namespace Appliance.PolicyGenerator.Tests;

/// <summary>Invalid edits of <see cref="SamplePolicies.Small"/>: values of the wrong JSON type.
/// </summary>
public static class BadTypes
{
    public const string Sample = SamplePolicies.Small;

    public static TheoryData<string, string> Objects => new()
    {
        { """ "desk": { """, """ "extra": [TAP010|1|], "desk": { """ },
        { """ "guest": { """, """ "extra": [TAP010|"subscribe"|], "guest": { """ },
        { """ "open": { """, """ "extra": [TAP010|null|], "open": { """ },
        { """ "lobby": { """, """ "extra": [TAP010|[|]], "lobby": { """ },
        { """ { "app": "kit" """, """ [TAP010|"kit"|], { "app": "kit" """ },
        {
            """
            "tokenEndpoint": { "enabled": true, "allowedOrigins": ["https://web.example", "http://127.0.0.1:3000"] }
            """,
            """ "tokenEndpoint": [TAP010|true|] """
        },
        { """ "expiry": { "min": "1m", "default": "1h", "max": "2h" } """, """ "expiry": [TAP010|"1h"|] """ },
        { """ "expiry": { "max": "90m" } """, """ "expiry": [TAP010|[|]"90m"] """ },
        { """ "secret": "env:WEB_SECRET", """, """ "secret": "env:WEB_SECRET", "defaults": [TAP010|[|]], """ },
        { """ "secret": "env:WEB_SECRET", """, """ "secret": "env:WEB_SECRET", "claims": [TAP010|"tenant"|], """ },
        { """{ "grants": ["subscribe"] }""", """{ "grants": ["subscribe"], "claims": [TAP010|[|]] }""" },
        { """ "roles": { "viewer": { "grants": [] } } """, """ "roles": [TAP010|[|]"viewer"] """ },
        {
            """ "roomTypes": { "visit": { "kind": "adhoc", "roles": ["viewer"], "singleUse": true } } """,
            """ "roomTypes": [TAP010|null|] """
        },
        { """ "rooms": { "bay": { "type": "visit" } } """, """ "rooms": [TAP010|1|] """ },
    };

    public static TheoryData<string, string> Apps => new()
    {
        { """ "policy": 1 """, """ "policy": [TAP010|true|] """ },
        { """ "dialect": "100ms" """, """ "dialect": [TAP010|100|] """ },
        { """ "accessKey": "key-1" """, """ "accessKey": [TAP010|1|] """ },
        { """ "secret": "env:WEB_SECRET" """, """ "secret": [TAP010|{|]} """ },
        { """ "appId": "id-1" """, """ "appId": [TAP010|false|] """ },
        { """ "appKey": "cred:desk-key" """, """ "appKey": [TAP010|[|]"cred:desk-key"] """ },
        { """["https://web.example", "http://127.0.0.1:3000"]""", """[TAP010|"https://web.example"|]""" },
        { """ "https://web.example", """, "[TAP010|true|]," },
        { """ "starterKit": "video-conferencing" """, """ "starterKit": [TAP010|[|]"webinar"] """ },
    };

    public static TheoryData<string, string> Roles => new()
    {
        { """ "min": "1m" """, """ "min": [TAP010|60|] """ },
        { """ "default": "1h" """, """ "default": [TAP010|null|] """ },
        { """ "max": "2h" """, """ "max": [TAP010|[|]"2h"] """ },
        { """ "max": "2h" """, """ "max": "2h", "onExcess": [TAP010|true|] """ },
        { """["publish", "chat"]""", """["publish", [TAP010|{|]}]""" },
    };

    public static TheoryData<string, string> RoomTypes => new()
    {
        { """ "kind": "permanent" """, """ "kind": [TAP010|0|] """ },
        { """ "roles": ["host", "guest"] """, """ "roles": [TAP010|"host"|] """ },
        { """["host", "guest"]""", """["host", [TAP010|2|]]""" },
        { """ "opensBefore": "5m" """, """ "opensBefore": [TAP010|300|] """ },
        { """ "singleUse": true """, """ "singleUse": [TAP010|"yes"|] """ },
        { """ "recording": false """, """ "recording": [TAP010|0|] """ },
    };

    public static TheoryData<string, string> Rooms => new()
    {
        { """ "type": "open" """, """ "type": [TAP010|{|]} """ },
        { """ "name": "Lobby" """, """ "name": [TAP010|false|] """ },
        { """ "start": "2040-01-01T10:00:00Z" """, """ "start": [TAP010|2209024800|] """ },
        { """ "duration": "1h" """, """ "duration": [TAP010|60|] """ },
    };

    public static TheoryData<string, string> Tests => new()
    {
        { """ "app": "web" """, """ "app": [TAP010|1|] """ },
        { """ "room": "lobby" """, """ "room": [TAP010|null|] """ },
        { """ "role": "guest" """, """ "role": [TAP010|[|]"guest"] """ },
        { """ "at": "2040-01-01T11:00:00Z" """, """ "at": [TAP010|2209028400|] """ },
        { """ "role": "guest", """, """ "role": "guest", "requestedExpiry": [TAP010|3600|], """ },
        { """ "expect": "allow" """, """ "expect": [TAP010|true|] """ },
        { """ "expiry": "24h" """, """ "expiry": [TAP010|86400|] """ },
        { """ "reason": "room-over" """, """ "reason": [TAP010|5|] """ },
    };
}
