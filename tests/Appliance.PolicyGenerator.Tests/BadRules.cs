namespace Appliance.PolicyGenerator.Tests;

/// <summary>Invalid edits of <see cref="SamplePolicies.Small"/>: contradictions with the rest of
/// the policy.</summary>
public static class BadRules
{
    public const string Sample = SamplePolicies.Small;

    public static TheoryData<string, string> Expiries => new()
    {
        { """ "default": "1h", "max": "2h" """, """ "default": "1h", "max": [TAP021|"2161h"|] """ },
        { """ "min": "1m", "default": "1h", "max": "2h" """, """ "min": [TAP021|"91d"|] """ },
        { """ "min": "1m", "default": "1h", "max": "2h" """, """ "default": [TAP021|"7776001s"|] """ },
        { """ "viewer": { """, """ "viewer": { "expiry": { "min": [TAP021|"901s"|] }, """ },
        { """ "singleUse": true """, """ "singleUse": true, "expiry": { "max": [TAP021|"1h"|] } """ },
        {
            """ "secret": "b64:file:/run/desk.key" """,
            """ "secret": "b64:file:/run/desk.key", "defaults": { "expiry": { "default": [TAP021|"16m"|] } } """
        },
        {
            """ "secret": "b64:file:/run/desk.key" """,
            """ "secret": "b64:file:/run/desk.key", "defaults": { "singleUse": [TAP026|false|] } """
        },
        {
            """{ "grants": ["subscribe"] }""",
            """{ "grants": ["subscribe"], "expiry": { "min": "2h", "default": [TAP022|"1h"|], "max": "3h" } }"""
        },
        {
            """ "roles": ["host"], "opensBefore": "5m", "expiry": { "max": "90m" } """,
            """ "roles": ["host"], "opensBefore": "5m", "expiry": { "max": [TAP022|"59s"|] } """
        },
    };

    public static TheoryData<string, string> Members => new()
    {
        { """ "enabled": true """, """ "enabled": true, [TAP023|"role"|]: "host" """ },
        { """ "enabled": true """, """ "enabled": true, [TAP023|"room"|]: "lobby" """ },
        { """ "enabled": true """, """ "enabled": true, [TAP023|"serverUrl"|]: "wss://x.example" """ },
        { """ "accessKey": "key-1" """, """ "accessKey": "key-1", [TAP023|"apiKey"|]: "key-9" """ },
        { """ "appId": "id-1" """, """ "appId": "id-1", [TAP023|"accessKey"|]: "key-9" """ },
        { """ "name": "Lobby" """, """ [TAP025|"start"|]: "2040-01-01T10:00:00Z" """ },
        { """ "kind": "adhoc" """, """ "kind": "adhoc", [TAP025|"opensBefore"|]: "0s" """ },
        { """ "type": "visit" """, """ "type": "visit", [TAP025|"duration"|]: "1h" """ },
        { """ "type": "conference" """, """ "type": [TAP012|"open"|] """ },
        { """ "roles": ["viewer"] """, """ "roles": [[TAP012|"host"|]] """ },
        {
            """ "grants": ["subscribe"] """,
            """ "grants": ["subscribe"], "claims": { [TAP035|"user_id"|]: "x" } """
        },
        { """ "viewer": { """, """ "viewer": { "claims": { [TAP035|"data"|]: "x" }, """ },
        { """ "viewer": { """, """ "viewer": { "claims": { "x": [TAP034|"{user.metadata?}"|] }, """ },
        {
            """ "grants": ["subscribe"] """,
            """ "grants": ["subscribe"], "claims": { "x": [TAP034|"{user.name}"|] } """
        },
    };

    public static TheoryData<string, string> Tests => new()
    {
        {
            """ "expect": "allow", "expiry": "24h" """,
            """ "requestedExpiry": "25h", "expect": [TAP030|"allow"|] """
        },
        {
            """ "expect": "allow", "expiry": "24h" """,
            """ "requestedExpiry": "2h", "expect": "allow", "expiry": [TAP030|"24h"|] """
        },
        {
            """ "room": "lobby", "role": "guest", "expect": "allow", "expiry": "24h" """,
            """
            "room": "lobby", "role": "host", "requestedExpiry": "59s", "expect": "deny",
            "reason": [TAP030|"expiry-too-long"|]
            """
        },
        {
            """ "expect": "allow", "expiry": "24h" """,
            """ "expect": [TAP030|"deny"|], "reason": "unknown-role" """
        },
        {
            """ "role": "guest", "expect": "allow", "expiry": "24h" """,
            """ "role": [TAP012|"unknown"|], "expect": "deny", "reason": "room-over" """
        },
        {
            """ "room": "attic", "role": "host", "expect": "deny", "reason": "unknown-room" """,
            """ "room": "archive", "role": "host", "expect": [TAP030|"deny"|], "reason": "unknown-room" """
        },
        {
            """ "room": "attic", "role": "host", "expect": "deny", "reason": "unknown-room" """,
            """ "room": [TAP012|"attic"|], "role": "host", "expect": "deny", "reason": "unknown-role" """
        },
        { """ "at": "2040-01-01T11:00:00Z" """, """ "at": [TAP020|"2040-01-01T10:00:00"|] """ },
        { """ { "app": "kit", "room": "attic" """, """ { "app": [TAP012|"Kit"|], "room": "attic" """ },
    };
}
