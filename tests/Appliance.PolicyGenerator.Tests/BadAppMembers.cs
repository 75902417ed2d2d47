namespace Appliance.PolicyGenerator.Tests;

/// <summary>Invalid edits of <see cref="SamplePolicies.Small"/>: key rotation, leeway, room
/// limits.</summary>
public static class BadAppMembers
{
    public const string Sample = SamplePolicies.Small;

    public static TheoryData<string, string> Members => new()
    {
        { """ "previousSecret" """, """[TAP007|"prevSecret"|]""" },
        { """ "leeway" """, """[TAP007|"leeWay"|]""" },
        { """ "maxRooms" """, """[TAP007|"roomsMax"|]""" },
        { """ "maxRooms": 20 """, """ "maxRooms": 20, [TAP008|"maxRooms"|]: 20 """ },
        { """ "env:OLD_SECRET" """, "[TAP010|null|]" },
        { """ "env:OLD_SECRET" """, """[TAP010|[|]"env:OLD_SECRET"]""" },
        { """ "leeway": "30s" """, """ "leeway": [TAP010|30|] """ },
        { """ "leeway": "30s" """, """ "leeway": "30s", "signedLifeMax": [TAP010|3600|] """ },
        { """ "leeway": "30s" """, """ "leeway": "30s", "signedLifeMax": [TAP019|"0s"|] """ },
        { """ "leeway": "30s" """, """ "leeway": "30s", "signedLifeMax": [TAP019|"3651d"|] """ },
        { """ "leeway" """, """[TAP007|"signedLife"|]""" },
        { """ "maxRooms": 20 """, """ "maxRooms": [TAP010|"20"|] """ },
        { """ "maxRooms": 20 """, """ "maxRooms": [TAP010|null|] """ },
        { """ "policy": 1 """, """ "policy": 1, "defaults": { [TAP007|"leeway"|]: "1m" } """ },
        { """ "opensBefore": "5m" """, """ "opensBefore": "5m", [TAP007|"maxRooms"|]: 1 """ },
    };

    public static TheoryData<string, string> Rotations => new()
    {
        { """ "env:OLD_SECRET" """, """[TAP018|"kX3nR8vQ1pZ7"|]""" },
        { """ "env:OLD_SECRET" """, """[TAP018|"env:"|]""" },
        { """ "env:OLD_SECRET" """, """[TAP018|""|]""" },
        { """ "env:OLD_SECRET" """, """[TAP042|"env:WEB_SECRET"|]""" },
        { """ "appId" """, """ "previousSecret": [TAP042|"b64:file:/run/desk.key"|], "appId" """ },
        { """ "env:KIT_SECRET" """, """ [TAP018|"secret"|], "previousSecret": "env:KIT_SECRET" """ },
        { """ "env:KIT_SECRET" """, """[TAP018|"secret"|], "previousSecret": [TAP018|"secret"|]""" },
    };

    public static TheoryData<string, string> Leeways => new()
    {
        { """ "30s" """, """[TAP019|"301s"|]""" },
        { """ "30s" """, """[TAP019|"6m"|]""" },
        { """ "30s" """, """[TAP019|"1h"|]""" },
        { """ "30s" """, """[TAP019|"9999d"|]""" },
        { """ "30s" """, """[TAP019|"-1s"|]""" },
        { """ "30s" """, """[TAP019|"030s"|]""" },
        { """ "30s" """, """[TAP019|"30"|]""" },
        { """ "30s" """, """[TAP019|""|]""" },
    };

    public static TheoryData<string, string> RoomCounts => new()
    {
        { """ "maxRooms": 20 """, """ "maxRooms": [TAP041|-1|] """ },
        { """ "maxRooms": 20 """, """ "maxRooms": [TAP041|0.5|] """ },
        { """ "maxRooms": 20 """, """ "maxRooms": [TAP041|1e3|] """ },
        { """ "maxRooms": 20 """, """ "maxRooms": [TAP041|1000001|] """ },
        { """ "maxRooms": 20 """, """ "maxRooms": [TAP041|4294967297|] """ },
        { """ "maxRooms": 20 """, """ "maxRooms": [TAP041|99999999999999999999|] """ },
        {
            """
            "roles": { "viewer": { "grants": [] } },
                  "roomTypes": { "visit"
            """,
            """
            "maxRooms": 0, "roles": { "viewer": { "grants": [] } },
                  "roomTypes": { [TAP040|"office"|]: { "kind": "permanent", "roles": ["viewer"] }, "visit"
            """
        },
    };
}
