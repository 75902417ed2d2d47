namespace Appliance.PolicyGenerator.Tests;

/// <summary>Invalid edits of <see cref="SamplePolicies.Small"/>: unknown, duplicate and missing
/// members.</summary>
public static class BadMembers
{
    public const string Sample = SamplePolicies.Small;

    public static TheoryData<string, string> Unknown => new()
    {
        { """ "policy": 1, """, """ "policy": 1, [TAP007|"version"|]: 1, """ },
        { """ "policy": 1 """, """[TAP007|"polici"|]: 1""" },
        { """ "secret": "env:WEB_SECRET", """, """ "secret": "env:WEB_SECRET", [TAP007|"colour"|]: "red", """ },
        { """ "secret": "env:WEB_SECRET" """, """ [TAP007|"secrets"|]: "env:WEB_SECRET" """ },
        { """ "accessKey": "key-1" """, """ [TAP007|"acessKey"|]: "key-1" """ },
        { """ "appKey": "cred:desk-key" """, """ [TAP007|"appkey"|]: "cred:desk-key" """ },
        { """ "guest": { """, """ "guest": { [TAP007|"note"|]: 1, """ },
        { """ "grants": ["subscribe"] """, """[TAP007|"grant"|]: ["subscribe"]""" },
        { """ "min": "1m" """, """ [TAP007|"mim"|]: "1m" """ },
        { """ "min": "1m" """, """ "min": "1m", [TAP007|"ttl"|]: "1m" """ },
        { """ "kind": "permanent" """, """ "kind": "permanent", [TAP007|"capacity"|]: 5 """ },
        { """ "kind": "permanent" """, """ [TAP007|"kinds"|]: "permanent" """ },
        { """ "opensBefore": "5m" """, """ [TAP007|"openBefore"|]: "5m" """ },
        { """ "max": "90m" """, """ [TAP007|"mx"|]: "90m" """ },
        { """ "name": "Lobby" """, """ [TAP007|"nane"|]: "Lobby" """ },
        { """ "type": "open" """, """ [TAP007|"tipe"|]: "open" """ },
        {
            """ "allowedOrigins": ["https://web.example", "http://127.0.0.1:3000"] """,
            """[TAP007|"allowedOrigin"|]: ["https://web.example", "http://127.0.0.1:3000"]"""
        },
        { """ "enabled": true """, """[TAP007|"enable"|]: true""" },
        { """ "enabled": true """, """ "enabled": true, [TAP007|"port"|]: 80 """ },
        { """ "role": "guest" """, """ "role": "guest", [TAP007|"user"|]: "ann" """ },
        { """ "role": "guest" """, """ [TAP007|"roles"|]: "guest" """ },
    };

    public static TheoryData<string, string> Duplicate => new()
    {
        { """ "desk": { """, """[TAP008|"web"|]: {}, "desk": {""" },
        { """ "guest": { """, """[TAP008|"host"|]: {}, "guest": {""" },
        { """ "meeting": { """, """[TAP008|"open"|]: {}, "meeting": {""" },
        { """ "board": { """, """[TAP008|"lobby"|]: {}, "board": {""" },
        { """ "enabled": true """, """ "enabled": true, [TAP008|"enabled"|]: false """ },
        { """ "min": "1m" """, """ "min": "1m", [TAP008|"min"|]: "2m" """ },
        { """ "max": "90m" """, """ "max": "90m", [TAP008|"max"|]: "1h" """ },
        { """ "role": "guest" """, """ "role": "guest", [TAP008|"role"|]: "host" """ },
        { """ "kind": "permanent" """, """ "kind": "permanent", [TAP008|"kind"|]: "adhoc" """ },
        { """ "name": "Lobby" """, """ "name": "Lobby", [TAP008|"n\u0061me"|]: "Hall" """ },
        { """ "dialect": "100ms" """, """ "dialect": "100ms", [TAP008|"dialect"|]: "enablex" """ },
        { """ "secret": "env:WEB_SECRET" """, """ "secret": "env:WEB_SECRET", [TAP008|"secret"|]: 1 """ },
    };

    public static TheoryData<string, string> Missing => new()
    {
        {
            """
            {
              "$schema": "policies.schema.json",
              "policy": 1,
            """,
            """
            [TAP009|{|]
              "$schema": "policies.schema.json",
            """
        },
        {
            """
            "web": {
                  "dialect": "100ms",
                  "accessKey": "key-1",
                  "secret": "env:WEB_SECRET",
            """,
            """
            [TAP009|"web"|]: {
                  "dialect": "100ms",
                  "accessKey": "key-1",
            """
        },
        {
            """
            "desk": {
                  "dialect": "enablex",
                  "appId": "id-1",
                  "appKey": "cred:desk-key",
            """,
            """
            [TAP009|"desk"|]: {
                  "dialect": "enablex",
                  "appId": "id-1",
            """
        },
        {
            """
            "kit": {
                  "dialect": "100ms",
                  "accessKey": "key-2",
                  "secret": "env:KIT_SECRET",
                  "starterKit": "video-conferencing",
            """,
            """
            [TAP009|"kit"|]: {
                  "dialect": "100ms",
                  "accessKey": "key-2",
                  "secret": "env:KIT_SECRET",
                  "roles": { "host": { "grants": [] } },
            """
        },
        {
            """ { "app": "web", "room": "lobby", "role": "guest", "expect": "allow" """,
            """ [TAP009|{|] "room": "lobby", "role": "guest", "expect": "allow" """
        },
        {
            """ { "app": "web", "room": "lobby", "role": "guest", "expect": "allow" """,
            """ [TAP009|{|] "app": "web", "room": "lobby", "expect": "allow" """
        },
        {
            """ { "app": "web", "room": "lobby", "role": "guest", "expect": "allow" """,
            """ [TAP009|{|] "app": "web", "room": "lobby", "role": "guest" """
        },
        { """ "rooms": { "bay": { "type": "visit" } } """, """ "rooms": { [TAP009|"bay"|]: { } } """ },
    };

    public static TheoryData<string, string> AfterUnusualCharacters => new()
    {
        { """ "name": "Lobby" """, """ "name": "é", [TAP007|"x"|]: 1 """ },
        { """ "name": "Lobby" """, """ "name": "会議室", [TAP007|"x"|]: 1 """ },
        { """ "name": "Lobby" """, """ "name": "😀", [TAP007|"x"|]: 1 """ },
        { """ "name": "Lobby" """, "\"name\":\t\"a\",\t\t[TAP007|\"x\"|]:\t1" },
        {
            """ "name": "Lobby" """,
            """
            "name": "a",

            [TAP007|"x"|]: 1
            """
        },
        { """ "name": "Lobby" """, "\"name\": \"a\",\r\n  [TAP007|\"x\"|]: 1" },
        { """ "name": "Lobby" """, "\"name\": \"a\",\r\r [TAP007|\"é\"|]: 1" },
        { """ "name": "Lobby" """, "\"name\": \"e\u0301\", [TAP007|\"会😀\"|]: 1" },
        { """ "name": "Lobby" """, """ "name": "\ud83d\ude00\n", [TAP007|"x"|]: 1 """ },
        { """ "name": "Lobby" """, "\"name\": \"\u2028\", [TAP007|\"x\"|]: 1" },
    };
}
