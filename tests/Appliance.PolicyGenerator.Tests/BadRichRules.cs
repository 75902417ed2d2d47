namespace Appliance.PolicyGenerator.Tests;

/// <summary>Invalid edits of <see cref="SamplePolicies.Rich"/>: contradictions with the rest of
/// the policy.</summary>
public static class BadRichRules
{
    public const string Sample = SamplePolicies.Rich;

    public static TheoryData<string, string> Expiries => new()
    {
        { """ "default": "20m" """, """ "default": [TAP019|"0s"|] """ },
        { """ "max": "3h" """, """ "max": [TAP019|"3 hours"|] """ },
        { """ "opensBefore": "1h" """, """ "opensBefore": [TAP019|"-1h"|] """ },
        { """ "requestedExpiry": "9h" """, """ "requestedExpiry": [TAP019|"0h"|] """ },
        {
            """ "default": "20m", "max": "2h" """,
            """ "default": [TAP022|"20m"|], "min": "1h", "max": "2h" """
        },
        { """ "default": "20m", "max": "2h" """, """ "min": "3h", "max": [TAP022|"2h"|] """ },
        { """ "max": "3h" """, """ "min": "4h", "max": [TAP022|"3h"|] """ },
        { """ "max": "3h" """, """ "default": [TAP021|"170h"|] """ },
        { """ "max": "3h" """, """ "min": [TAP021|"1000d"|] """ },
        { """ "onExcess": "deny" """, """ "min": [TAP021|"8d"|] """ },
        { """ "onExcess": "deny" """, """ "default": [TAP021|"604801s"|] """ },
        { """ "onExcess": "deny" """, """ "max": [TAP021|"8d"|] """ },
        { """ "onExcess": "deny" """, """ "default": [TAP022|"1h"|], "min": "2h" """ },
        { """ "singleUse": false """, """ "expiry": { "max": [TAP021|"8d"|] } """ },
        {
            """ "rooms": { "stage" """,
            """ "roles": { "viewer": { "expiry": { "max": [TAP021|"169h"|] } } }, "rooms": { "stage" """
        },
        {
            """ "rooms": { "stage" """,
            """ "defaults": { "expiry": { "default": "2h", "max": [TAP021|"8d"|] } }, "rooms": { "stage" """
        },
        {
            """ "rooms": { "stage" """,
            """
            "roles": { "viewer": { "expiry": { "min": "1h" } } }, "roomTypes": { "stream": { "expiry": {
            "max": [TAP022|"59m"|] } } }, "rooms": { "stage"
            """
        },
    };

    public static TheoryData<string, string> Members => new()
    {
        { """ "accessKey": "key-1" """, """ "accessKey": "key-1", [TAP023|"appId"|]: "x" """ },
        { """ "accessKey": "key-1" """, """ "accessKey": "key-1", [TAP023|"apiKey"|]: "x" """ },
        {
            """ "accessKey": "key-1" """,
            """ "accessKey": "key-1", [TAP023|"tokenEndpoint"|]: { "enabled": false } """
        },
        { """ "apiKey": "APIlive" """, """ "apiKey": "APIlive", [TAP023|"accessKey"|]: "x" """ },
        { """ "apiKey": "APIlive" """, """ "apiKey": "APIlive", [TAP023|"maxRooms"|]: 0 """ },
        { """ "accessKey": "key-1" """, """ "accessKey": "key-1", [TAP023|"maxRooms"|]: 1000 """ },
        { """ "apiKey": "APIlive" """, """ "apiKey": [TAP015|"key-1"|] """ },
        { """ "apiKey": "APIlive" """, """ "apiKey": [TAP032|"API live"|] """ },
        { """ "env:LIVE_SECRET" """, """[TAP018|"live secret"|]""" },
        { """ "serverUrl": "wss://live.example" """, """ "serverUrl": [TAP038|"wss://"|] """ },
        { """ "serverUrl": "wss://live.example" """, """ "serverUrl": [TAP038|""|] """ },
        { """ "serverUrl": "wss://live.example" """, """ "serverUrl": [TAP038|"wss://live example"|] """ },
        { """ "serverUrl": "wss://live.example" """, """ "serverUrl": [TAP038|"//live.example"|] """ },
        { """ "serverUrl": "wss://live.example" """, """ "serverUrl": [TAP038|"wss://lïve.example"|] """ },
        { """ "serverUrl": "wss://live.example" """, """ "serverUrl": [TAP038|"wss://live.example/\"x"|] """ },
        { """ "wss://live.example" """, $"""[TAP038|"wss://{new string('w', 1_020)}"|]""" },
        { """ "room": "stage" """, """ "room": [TAP012|"standup"|] """ },
        { """ "role": "viewer" """, """ "role": [TAP012|"guest"|] """ },
        { """ "type": "stream" """, """ "type": [TAP012|"talk"|] """ },
        { """["moderator", "guest"]""", """["moderator", [TAP012|"viewer"|]]""" },
    };

    public static TheoryData<string, string> Schedules => new()
    {
        {
            """ "kind": "scheduled", "roles": ["moderator", "guest"] """,
            """ "kind": "scheduled", "roles": [TAP033|[|]] """
        },
        { """ "type": "stream" """, """ "type": "stream", [TAP025|"start"|]: "2040-01-01T10:00:00Z" """ },
        {
            """ "rooms": { "stage" """,
            """ "roomTypes": { "stream": { [TAP025|"opensBefore"|]: "1m" } }, "rooms": { "stage" """
        },
        { """ "rooms": { "stage" """, """ "roles": { [TAP039|"idle"|]: { "grants": [] } }, "rooms": { "stage" """ },
        {
            """ "rooms": { "stage" """,
            """ "roomTypes": { [TAP040|"idle"|]: { "kind": "adhoc", "roles": ["viewer"] } }, "rooms": { "stage" """
        },
        { """ "standup": { """, """ "standup": { "name": [TAP010|7|], """ },
        {
            """ "type": "talk", "start": "2040-01-01T10:00:00Z", "duration": "1h" } """,
            """
            "type": "talk", "start": "2040-01-01T10:00:00Z", "duration": "1h" }, [TAP024|"late"|]: { "type": "talk",
            "start": "2040-01-01T10:00:00Z" }
            """
        },
    };
}
