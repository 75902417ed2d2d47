namespace Appliance.PolicyGenerator.Tests;

/// <summary>Invalid edits of <see cref="SamplePolicies.Small"/>: members, values, rules, tests.
/// </summary>
public static class BadPolicies
{
    public const string Sample = SamplePolicies.Small;

    public static TheoryData<string, string> Members => new()
    {
        { """ "$schema": "policies.schema.json" """, """ "$schema": [TAP010|1|] """ },
        { """ "$schema" """, """[TAP007|"$shema"|]""" },
        { """ "policy": 1, """, """ "policy": 1, [TAP008|"\u0070olicy"|]: 1, """ },
        {
            """
            "web": {
                  "dialect"
            """,
            """
            "web": {
                  [TAP007|"dialekt"|]: 1, "dialect"
            """
        },
        { """ "policy": 1 """, """ "policy": [TAP010|"1"|] """ },
        { """ "policy": 1 """, """ "policy": [TAP017|2|] """ },
        { """ "policy": 1 """, """ "policy": [TAP017|1.0|] """ },
        {
            """
            "web": {
                  "dialect": "100ms",
            """,
            """[TAP009|"web"|]: {"""
        },
        { """ "guest": { "grants": ["subscribe"] } """, """[TAP009|"guest"|]: { }""" },
        { """{ "grants": ["subscribe"] }""", """[TAP010|[|]"subscribe"]""" },
        { """ "grants": ["subscribe"] """, """ "grants": [TAP010|"subscribe"|] """ },
        { """ "grants": ["subscribe"] """, """ "grants": [[TAP010|1|]] """ },
        { """ "grants": ["subscribe"] """, """ "grants": ["subscribe"], [TAP008|"grants"|]: [] """ },
        { """ "grants": ["subscribe"] """, """ "grants": ["subscribe"], [TAP008|"gr\u0061nts"|]: [] """ },
        { """ "enabled": true, """, """ "enabled": [TAP010|"true"|], """ },
        { """ "tokenEndpoint": { "enabled": true, """, """[TAP009|"tokenEndpoint"|]: { """ },
        { """ "recording": false """, """ "recording": [TAP010|null|] """ },
        { """ "recording": false """, """[TAP007|"recordings"|]: false""" },
        { """ "open": { "kind": "permanent", """, """[TAP009|"open"|]: { """ },
        { """ "lobby": { "type": "open", """, """[TAP009|"lobby"|]: { """ },
        { """ "name": "Lobby" """, """ "name": [TAP010|{|]} """ },
        { """ "name": "Lobby" """, """ [TAP007|"title"|]: "Lobby" """ },
        { """ "lobby": """, """ "lobby": { "type": "open" }, [TAP008|"lobby"|]: """ },
        { """ "appKey": "cred:desk-key", """, """ "appKey": [TAP010|7|], """ },
        { """ "expiry": { "max": "90m" } """, """[TAP009|"expiry"|]: { }""" },
        { """ "expiry": { "max": "90m" } """, """ "expiry": { "max": "90m", [TAP007|"min"|]: "1m" } """ },
        { """ "expiry": { "max": "90m" } """, """ "expiry": [TAP010|"90m"|] """ },
    };

    public static TheoryData<string, string> MissingMembers => new()
    {
        { """ "starterKit": """, """[TAP007|"secrets"|]: 1, "starterKit":""" },
        {
            """
            "appId": "id-1",
                  "appKey": "cred:desk-key",
            """,
            """ "appId": "id-1", [TAP023|"apiKey"|]: "", "appKey": "cred:desk-key", """
        },
        {
            """
            "kit": {
                  "dialect": "100ms",
                  "accessKey": "key-2",
            """,
            """
            [TAP009|"kit"|]: {
                  "dialect": "100ms",
            """
        },
        {
            """
            "kit": {
                  "dialect": "100ms",
            """,
            """[TAP009|"kit"|]: {"""
        },
        {
            """
            "desk": {
                  "dialect": "enablex",
                  "appId": "id-1",
            """,
            """
            [TAP009|"desk"|]: {
                  "dialect": "enablex",
            """
        },
        {
            """ "visit": { "kind": "adhoc", "roles": ["viewer"], """,
            """[TAP009|"visit"|]: { "kind": "adhoc", """
        },
        {
            """
            { "app": "kit", "room": "attic", "role": "host", "expect": "deny", "reason": "unknown-room" }
            """,
            """
            [TAP009|{|] "app": "kit", "room": "attic", "role": "host", "expect": "deny" }
            """
        },
        {
            """{ "app": "web", "room": "board", "role": "host", "at": "2040-01-01T11:00:00Z",""",
            """[TAP009|{|] "app": "web", "room": "board", "role": "host","""
        },
        {
            """ "board": { "type": "meeting", "start": "2040-01-01T10:00:00Z", """,
            """[TAP024|"board"|]: { "type": "meeting", """
        },
        {
            """ "board": { "type": "meeting", "start": "2040-01-01T10:00:00Z", "duration": "1h" } """,
            """[TAP024|"board"|]: { "type": "meeting", "start": "2040-01-01T10:00:00Z" }"""
        },
    };

    public static TheoryData<string, string> Values => new()
    {
        { """ "100ms" """, """[TAP011|"100sm"|]""" },
        { """ "permanent" """, """[TAP011|"perm"|]""" },
        { """ "video-conferencing" """, """[TAP011|"video"|]""" },
        { """ "subscribe" """, """[TAP011|"subscrybe"|]""" },
        { """ "subscribe" """, """ "subscribe", [TAP016|"subscribe"|] """ },
        { """["host", "guest"]""", """["host", [TAP012|"gest"|]]""" },
        { """["host", "guest"]""", """["host", "guest", [TAP016|"host"|]]""" },
        { """["host", "guest"]""", "[TAP033|[|]]" },
        { """ "type": "open" """, """ "type": [TAP012|"opne"|] """ },
        { """ "type": "conference" """, """ "type": [TAP012|"konferenz"|] """ },
        { """ "env:WEB_SECRET" """, """[TAP018|"correct horse battery staple"|]""" },
        { """ "env:WEB_SECRET" """, """[TAP018|"env:"|]""" },
        { """ "env:WEB_SECRET" """, """[TAP018|"env:9LIVES"|]""" },
        { """ "env:WEB_SECRET" """, """[TAP018|"b64:WEB_SECRET"|]""" },
        { """ "env:WEB_SECRET" """, """[TAP018|"Env:WEB_SECRET"|]""" },
        { """ "cred:desk-key" """, """[TAP018|"cred:../desk-key"|]""" },
        { """ "key-1" """, """[TAP032|"key 1"|]""" },
        { """ "id-1" """, """[TAP032|""|]""" },
        { """ "5m" """, """[TAP019|"5"|]""" },
        { """ "5m" """, """[TAP019|"5 m"|]""" },
        { """ "5m" """, """[TAP019|"-5m"|]""" },
        { """ "5m" """, """[TAP019|""|]""" },
        { """ "5m" """, """[TAP019|"9999999999d"|]""" },
        { """ "5m" """, """[TAP019|"999999999d"|]""" },
        { """ "1m" """, """[TAP019|"0s"|]""" },
        { """ "2040-01-01T10:00:00Z" """, """[TAP020|"2040-01-01"|]""" },
        { """ "2040-01-01T10:00:00Z" """, """[TAP020|"2040-02-30T10:00:00Z"|]""" },
        { """ "2040-01-01T10:00:00Z" """, """[TAP020|"2040-01-01T24:00:00Z"|]""" },
        { """ "2040-01-01T10:00:00Z" """, """[TAP020|"2040-01-01T10:00:00.5Z"|]""" },
        { """ "2040-01-01T10:00:00Z" """, """[TAP020|"2040-01-01T10:00:00"|]""" },
        { """ "2040-01-01T10:00:00Z" """, """[TAP020|"0000-01-01T10:00:00Z"|]""" },
        { """ "https://web.example" """, """[TAP027|"web.example"|]""" },
        { """ "https://web.example" """, """[TAP027|"https://web.example/"|]""" },
        { """ "https://web.example" """, """[TAP027|"https://Web.example"|]""" },
        { """ "Lobby" """, $"""[TAP029|"{new string('x', 257)}"|]""" },
        { """ "Lobby" """, $"""[TAP029|"{new string('é', 129)}"|]""" },
    };

    public static TheoryData<string, string> Rules => new()
    {
        { """ "desk": """, """[TAP013|"Desk"|]:""" },
        { """ "desk": """, """[TAP013|"desk-"|]:""" },
        { """ "desk": """, """[TAP013|""|]:""" },
        { """ "lobby": """, """[TAP013|"the lobby"|]:""" },
        { """ "lobby": """, """[TAP013|"foyer-é"|]:""" },
        { """ "guest": { "grants" """, """ "guest": { "grants": [] }, [TAP014|"Guest"|]: { "grants" """ },
        { """ "open": { """, """ "open-": { "kind": "adhoc", "roles": ["host"] }, [TAP014|"open"|]: { """ },
        { """ "key-2" """, """[TAP015|"key-1"|]""" },
        { """ "max": "2h" """, """ "max": [TAP021|"91d"|] """ },
        { """ "max": "90m" """, """ "max": [TAP021|"2161h"|] """ },
        { """ "viewer": { """, """ "viewer": { "expiry": { "max": [TAP021|"16m"|] }, """ },
        { """ "default": "1h" """, """ "default": [TAP022|"3h"|] """ },
        { """ "default": "1h" """, """ "default": [TAP022|"30s"|] """ },
        { """ "min": "1m", "default": "1h", "max": "2h" """, """ "min": "1h", "max": [TAP022|"59m"|] """ },
        { """ "max": "90m" """, """ "max": [TAP022|"30s"|] """ },
        { """ "accessKey": "key-2" """, """ "accessKey": "key-2", [TAP023|"appId"|]: "id-2" """ },
        { """ "appId": "id-1" """, """ "appId": "id-1", [TAP023|"tokenEndpoint"|]: { "enabled": false } """ },
        { """ "name": "Lobby" """, """ [TAP025|"duration"|]: "1h" """ },
        { """ "recording": false """, """ [TAP025|"opensBefore"|]: "1h" """ },
        { """ "singleUse": true """, """ "singleUse": [TAP026|false|] """ },
        { """ "roles": { "viewer": { "grants": [] } }, """, """ "roles": [TAP033|{|]}, """ },
        { """ "viewer": { "grants": [] } """, OneRoleTooMany() },
    };

    public static TheoryData<string, string> Tests => new()
    {
        {
            """ "room": "attic", "role": "host", "expect": "deny" """,
            """ "room": "archive", "role": "host", "expect": [TAP030|"deny"|] """
        },
        { """ "app": "web" """, """ "app": [TAP012|"wep"|] """ },
        { """ "room": "lobby" """, """ "room": [TAP012|"loby"|] """ },
        { """ "role": "guest" """, """ "role": [TAP012|"ghost"|] """ },
        { """ "expect": "allow" """, """ "expect": [TAP011|"alow"|] """ },
        { """ "expect": "allow" """, """ "expect": "allow", [TAP007|"expects"|]: "allow" """ },
        { """{ "app": "web", "room": "lobby", """, """[TAP009|{|] "app": "web", """ },
        { """ "expiry": "24h" """, """ "expiry": [TAP030|"23h"|] """ },
        { """ "expiry": "24h" """, """ [TAP031|"reason"|]: "room-over" """ },
        { """ "expect": "deny", "reason": "room-over" """, """ "expect": [TAP030|"allow"|] """ },
        { """ "reason": "room-over" """, """ "reason": [TAP030|"role-not-allowed-in-room"|] """ },
        { """ "reason": "room-over" """, """ "reason": [TAP011|"room-overr"|] """ },
        { """ "reason": "room-over" """, """ "reason": "room-over", [TAP031|"expiry"|]: "1h" """ },
        { """ "at": "2040-01-01T11:00:00Z" """, """ "at": [TAP020|"noon"|] """ },
        {
            """
            2040-01-01T11:00:00Z",
                  "expect": "deny"
            """,
            """
            2040-01-01T10:59:59Z",
                  "expect": [TAP030|"deny"|]
            """
        },
    };

    private static string OneRoleTooMany()
    {
        IEnumerable<string> others = Enumerable.Range(1, 63).Select(i => $$""" "role-{{i}}": { "grants": [] }, """);
        return $$""" "viewer": { "grants": [] }, {{string.Concat(others)}}[TAP028|"last"|]: { "grants": [] } """;
    }
}
