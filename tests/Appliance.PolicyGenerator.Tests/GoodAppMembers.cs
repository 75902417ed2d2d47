namespace Appliance.PolicyGenerator.Tests;

/// <summary>Like <see cref="GoodApps"/>: key rotation, clock leeway, limits of run-time rooms.</summary>
public static class GoodAppMembers
{
    public const string Sample = SamplePolicies.Small;

    private const string DeskId =
        """
        "appId": "id-1"
        """;

    public static TheoryData<string, string, string> Rotations => new()
    {
        { "web.previous = b64:cred:old", "env:OLD_SECRET", "b64:cred:old" },
        { "web.previous = b64:env:WEB_SECRET", "env:OLD_SECRET", "b64:env:WEB_SECRET" },
        { "web.previous = file:WEB_SECRET", "env:OLD_SECRET", "file:WEB_SECRET" },
        { "web.previous = ", """ , "previousSecret": "env:OLD_SECRET" """, "" },
        { "desk.previous = env:KIT_SECRET", DeskId, $""" {DeskId}, "previousSecret": "env:KIT_SECRET" """ },
    };

    public static TheoryData<string, string, string> Leeways => new()
    {
        { "web.leeway = 0", """ "30s" """, """ "0s" """ },
        { "web.leeway = 0", """ "30s" """, """ "0d" """ },
        { "web.leeway = 1", """ "30s" """, """ "1s" """ },
        { "web.leeway = 300", """ "30s" """, """ "5m" """ },
        { "web.leeway = 300", """ "30s" """, """ "300s" """ },
        { "web.leeway = 5", """ "leeway": "30s", """, "" },
        { "desk.leeway = 60", DeskId, $""" {DeskId}, "leeway": "1m" """ },
        { "desk.signed = 1", DeskId, $""" {DeskId}, "signedLifeMax": "1s" """ },
        { "desk.signed = 315360000", DeskId, $""" {DeskId}, "signedLifeMax": "3650d" """ },
    };

    public static TheoryData<string, string, string> RoomCounts => new()
    {
        { "web.rooms = 0", """ "maxRooms": 20 """, """ "maxRooms": 0 """ },
        { "web.rooms = 1000000", """ "maxRooms": 20 """, """ "maxRooms": 1000000 """ },
        { "web.rooms = 1000", """ "maxRooms": 20 """, """ "maxRooms": 1000 """ },
        { "web.rooms = 1000", """ "maxRooms": 20, """, "" },
        { "desk.rooms = 1", DeskId, $"""{DeskId}, "maxRooms": 1""" },
        // A room type used only by run-time rooms.
        {
            "desk.office.kind = Permanent…", """ "visit": { """,
            """ "office": { "kind": "permanent", "roles": ["viewer"] }, "visit": { """
        },
    };
}
