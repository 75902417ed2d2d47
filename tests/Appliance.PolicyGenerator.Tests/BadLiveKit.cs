namespace Appliance.PolicyGenerator.Tests;

/// <summary>Invalid edits of <see cref="SamplePolicies.Clients"/>: LiveKit's video
/// grants, room configurations and the API keys of back ends.</summary>
public static class BadLiveKit
{
    public const string Sample = SamplePolicies.Clients;

    private const string Kit =
        """
        "starterKit": "webinar",
        """;
    private const string Role =
        """
        "role": "attendee"
        """;
    private const string Guest =
        """
        "guest": {
        """;
    private const string Agent =
        """
        "agent": {
        """;

    public static TheoryData<string, string> VideoGrants => new()
    {
        { Kit, WithHost(""" "video": [TAP010|true|] """) },
        { Kit, WithHost(""" "video": { [TAP007|"hiden"|]: true } """) },
        { Kit, WithHost(""" "video": { "hidden": [TAP010|1|] } """) },
        { Kit, WithHost(""" "video": { "hidden": true, [TAP008|"hidden"|]: true } """) },
        { Kit, WithHost("""[TAP007|"vidio"|]: {}""") },
        { Kit, WithHost(""" "video": { "canPublishSources": [TAP010|"camera"|] } """) },
        { Kit, WithHost(""" "video": { "canPublishSources": [TAP033|[|]] } """) },
        { Kit, WithHost(""" "video": { "canPublishSources": [[TAP011|"mic"|]] } """) },
        { Kit, WithHost(""" "video": { "canPublishSources": [[TAP011|"SCREEN_SHARE"|]] } """) },
        { Kit, WithHost(""" "video": { "canPublishSources": ["camera", [TAP016|"camera"|]] } """) },
        { Kit, WithHost(""" "video": { "canPublishSources": [[TAP010|1|]] } """) },
        {
            Kit,
            $$"""{{Kit}} "roles": { "attendee": { "video": { [TAP049|"canPublishSources"|]: ["camera"] } } },"""
        },
        { Kit, WithHost(""" "video": { "destinationRoom": [TAP010|1|] } """) },
        { Kit, WithHost(""" "video": { "destinationRoom": [TAP013|""|] } """) },
        { Kit, WithHost(""" "video": { "destinationRoom": [TAP013|"a\u0007"|] } """) },
        { Kit, WithHost($$""" "video": { "destinationRoom": [TAP013|"{{new string('x', 257)}}"|] } """) },
        { Kit, WithHost(""" "video": { "destinationRoom": [TAP034|"{user?}"|] } """) },
        { Kit, WithHost(""" "video": { "destinationRoom": [TAP034|"{usr}"|] } """) },
        { Guest, $$"""{{Guest}}[TAP023|"video"|]: { "hidden": true }, """ },
        { Agent, $$"""{{Agent}}[TAP023|"video"|]: {}, """ },
    };

    public static TheoryData<string, string> DerivedGrants => new()
    {
        { Kit, WithHost(""" "video": { [TAP048|"canPublish"|]: true } """) },
        { Kit, WithHost(""" "video": { [TAP048|"canSubscribe"|]: true } """) },
        { Kit, WithHost(""" "video": { [TAP048|"canPublishData"|]: false } """) },
        { Kit, WithHost(""" "video": { [TAP048|"roomRecord"|]: true } """) },
        { Kit, WithHost(""" "video": { [TAP048|"roomAdmin"|]: null } """) },
        { Kit, WithHost(""" "video": { [TAP048|"room"|]: "main", [TAP048|"roomJoin"|]: true } """) },
    };

    public static TheoryData<string, string> OpenEndpoints => new()
    {
        {
            $$"""
            "tokenEndpoint": { "enabled": true, {{Role}}, "serverUrl": "wss://stream.example" },
                  {{Kit}}
            """,
            $$"""
            [TAP050|"tokenEndpoint"|]: { "enabled": true, {{Role}}, "serverUrl": "wss://stream.example" },
            {{Kit}} "roles": { "attendee": { "video": { "hidden": true, "roomList": true } } },
            """
        },
    };

    public static TheoryData<string, string> RoomConfigs => new()
    {
        { Kit, WithHost(""" "roomConfig": [TAP010|"true"|] """) },
        { Kit, WithHost("""[TAP007|"room_config"|]: true""") },
        { Role, $$"""{{Role}}, "roomConfig": [TAP010|{|]}""" },
        { Role, $"""{Role}, [TAP007|"roomConfigs"|]: true""" },
        { Guest, $"""{Guest}[TAP023|"roomConfig"|]: true, """ },
        { Agent, $"""{Agent}[TAP023|"roomConfig"|]: false, """ },
        { """ "roles": ["guest", "caller"] """, """ "roles": ["guest"], [TAP023|"roomConfig"|]: true """ },
        { Kit, WithHost($$"""[TAP028|"roomConfig"|]: true, "claims": { {{ManyClaims(55)}} }""") },
    };

    public static TheoryData<string, string> AppKeys => new()
    {
        { Kit, $""" "appKey": [TAP018|"correct horse battery staple"|], {Kit} """ },
        { Kit, $""" "appKey": [TAP010|null|], {Kit} """ },
        { Kit, $"""[TAP007|"apiSecret"|]: "env:KEY", {Kit}""" },
    };

    private static string WithHost(string members) => $$"""{{Kit}} "roles": { "host": { {{members}} } },""";

    private static string ManyClaims(int count) =>
        string.Join(", ", Enumerable.Range(0, count).Select(i => $""" "c{i}": 1 """));
}
