namespace Appliance.PolicyGenerator.Tests;

/// <summary>Like <see cref="GoodApps"/>, for <see cref="SamplePolicies.Clients"/>: the roles of an open endpoint,
/// template ids, the sample front, session lengths.</summary>
public static class GoodClients
{
    public const string Sample = SamplePolicies.Clients;

    private const string Roles = """, "roles": ["guest", "caller"]""";

    public static TheoryData<string, string, string> Endpoints => new()
    {
        { "shop.endpointRoles = guest", """["guest", "caller"]""", """["guest"]""" },
        { "shop.endpointRoles = clerk caller guest", """["guest", "caller"]""", """["guest", "clerk", "caller"]""" },
        { "", """["guest", "caller"]""", """["caller", "guest"]""" },
        // With a warning: one of the roles can eject.
        { "shop.endpointRoles = all", Roles, "" },
        { "shop.endpoint = off", """ "enabled": true, "roles" """, """ "enabled": false, "roles" """ },
        {
            "shop.endpointRoles = host; shop.host.grants = Publish, Subscribe, Chat, Record, Mute, Eject, End…",
            Roles + " },", """, "roles": ["host"] }, "starterKit": "video-conferencing","""
        },
    };

    public static TheoryData<string, string, string> Templates => new()
    {
        {
            "shop.templates = 62b0d2e6a5b3c7f1d4e8a912: call, old.call_2: call",
            """ "counter", "old """, """ "call", "old """
        },
        { "shop.templates = old.call_2: call", """ "62b0d2e6a5b3c7f1d4e8a912": "counter", """, "" },
        {
            "shop.templates = ",
            """{ "62b0d2e6a5b3c7f1d4e8a912": "counter", "old.call_2": "call" }""", "{}"
        },
        {
            "shop.templates = call: call, old.call_2: call",
            """ "62b0d2e6a5b3c7f1d4e8a912": "counter" """, """ "call": "call" """
        },
        { "shop.templates = Counter: counter, old.call_2: call", "62b0d2e6a5b3c7f1d4e8a912", "Counter" },
        {
            "shop.templates = 62b0d2e6a5b3c7f1d4e8a912: conference, old.call_2: call…",
            """ "counter", "old.call_2": "call" }, """,
            """ "conference", "old.call_2": "call" }, "starterKit": "video-conferencing", """
        },
        { $"shop.templates = {Many(998)}…", """{ "62b0""", $$"""{ {{Entries(998)}}"62b0""" },
    };

    public static TheoryData<string, string, string> SampleFronts => new()
    {
        // With a warning.
        { "front.front = on", """ "sampleFront": false """, """ "sampleFront": true """ },
        { "", """ "sampleFront": false, """, "" },
    };

    public static TheoryData<string, string, string> Sessions => new()
    {
        { "shop.call.session = 60", "90m", "1m" },
        { "shop.call.session = 604800", "90m", "7d" },
        { "", "90m", "5400s" },
        { "shop.call.session = 43200", """ , "sessionLength": "90m" """, "" },
        { "front.visit.session = 86400", """{ "sessionLength": "12h" }""", "{}" },
        { "front.visit.session = 3600", "12h", "1h" },
        {
            "front.visit.session = 7200", """ "sampleFront": false """,
            """ "sampleFront": false, "defaults": { "sessionLength": "2h" } """
        },
        {
            "shop.conference.session = 1800; shop.conference.kind = AdHoc…",
            """ "roomTypes": { """,
            """
            "starterKit": "video-conferencing", "roomTypes": { "conference": { "kind": "adhoc",
            "sessionLength": "30m" },
            """
        },
    };

    private static string Entries(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $""" "t-{i}": "call", """));

    private static string Many(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"t-{i}: call, "))
        + "62b0d2e6a5b3c7f1d4e8a912: counter, old.call_2: call";
}
