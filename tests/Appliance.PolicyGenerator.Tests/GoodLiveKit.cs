namespace Appliance.PolicyGenerator.Tests;

/// <summary>Like <see cref="GoodClients"/>: LiveKit's video grants, room configurations and the API keys of back
/// ends.</summary>
public static class GoodLiveKit
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

    public static TheoryData<string, string, string> VideoGrants => new()
    {
        { Of("host", Host, """ "hidden":true """), Kit, WithHost(""" "video": { "hidden": true } """) },
        {
            Of(
                "host", Host,
                """
                "canUpdateOwnMetadata":false,"canSubscribeMetrics":true,"canManageAgentSession":true,
                "hidden":false,"recorder":true,"agent":true,"roomCreate":true,"roomList":true,"ingressAdmin":true,
                "canPublishSources":["microphone","screen_share_audio","camera","screen_share"],
                "destinationRoom":"Room \u00E4"
                """),
            Kit,
            WithHost(
                """
                "video": { "destinationRoom": "Room ä", "ingressAdmin": true, "roomList": true,
                "canPublishSources": ["microphone", "screen_share_audio", "camera", "screen_share"],
                "roomCreate": true, "agent": true, "recorder": true, "hidden": false, "canManageAgentSession": true,
                "canSubscribeMetrics": true, "canUpdateOwnMetadata": false }
                """)
        },
        {
            Of("host", Host, """ "destinationRoom":"stream" """),
            Kit,
            WithHost(""" "video": { "destinationRoom": "{app.name}" } """)
        },
        { "", Kit, WithHost(""" "video": {} """) },
        // With a warning: the endpoint requires no credentials.
        {
            Of("attendee", Attendee, """ "roomCreate":true """), Kit,
            $$"""{{Kit}} "roles": { "attendee": { "video": { "roomCreate": true } } },"""
        },
    };

    public static TheoryData<string, string, string> RoomConfigs => new()
    {
        { Allowed("host"), Kit, WithHost(""" "roomConfig": true """) },
        { "", Kit, WithHost(""" "roomConfig": false """) },
        { Allowed("attendee"), Role, $"""{Role}, "roomConfig": true""" },
        { "", Role, $"""{Role}, "roomConfig": false""" },
        {
            "stream.endpoint = off attendee main wss://stream.example; " + Allowed("attendee"),
            $""" "enabled": true, {Role} """,
            $""" "enabled": false, "room": "main", "roomConfig": true, {Role} """
        },
        // A claim that the role sets itself is not replaced.
        {
            "stream.host.claims.roomConfig = 1; stream.host.bare.roomConfig = 1", Kit,
            WithHost(""" "roomConfig": true, "claims": { "roomConfig": 1 } """)
        },
    };

    public static TheoryData<string, string, string> AppKeys => new()
    {
        {
            "stream.app = livekit LiveKit APIstream env:STREAM_SECRET b64:cred:key", Kit,
            $""" "appKey": "b64:cred:key", {Kit} """
        },
        {
            "shop.app = 100ms Hms100 key-1 env:SHOP_SECRET env:SHOP_KEY", """ "accessKey": "key-1" """,
            """ "accessKey": "key-1", "appKey": "env:SHOP_KEY" """
        },
    };

    private const string Host =
        """
        "roomJoin":true,"canPublish":true,"canSubscribe":true,"canPublishData":true,
        "roomRecord":true,"roomAdmin":true
        """;

    private const string Attendee =
        """
        "roomJoin":true,"canPublish":false,"canSubscribe":true,"canPublishData":true,
        "roomRecord":false,"roomAdmin":false
        """;

    private static string WithHost(string members) => $$"""{{Kit}} "roles": { "host": { {{members}} } },""";

    private static string Of(string role, string grants, string own)
    {
        string video = $"{grants},{own.Trim()}".ReplaceLineEndings("");
        return string.Join("; ", new[] { "claims", "bare" }.Select(
            kind => $$"""stream.{{role}}.{{kind}}.video = {{{video}},"room":"r"}"""));
    }

    private static string Allowed(string role) =>
        $"stream.{role}.claims.roomConfig = {{}}; "
        + $"stream.{role}.values = UserId, UserName, Metadata, Attributes, RoomConfig, needs UserId";
}
