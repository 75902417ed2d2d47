namespace Appliance.PolicyGenerator.Tests;

/// <summary>Invalid edits of <see cref="SamplePolicies.Rich"/>: dialects, defaults, endpoints.
/// </summary>
public static class BadDialects
{
    public const string Sample = SamplePolicies.Rich;

    private const string Reserved =
        """
        "reserved": ["context"]
        """;

    public static TheoryData<string, string> Claims => new()
    {
        { """ "{room.id}" """, """[TAP034|"{room}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{}"|]""" },
        { """ "{room.id}" """, """[TAP034|"room:{room.id}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{room.id}:{role.name}"|]""" },
        { """ "{room.id}" """, """[TAP034|"Hello {user.name?}!"|]""" },
        { """ "{app.accessKey}" }, """, """[TAP034|"{app.appId}"|] },""" },
        { """ "{app.accessKey}" }, """, """[TAP034|"{role.name}"|] },""" },
        { """ "{role.can.record}" """, """[TAP034|"{role.can.fly}"|]""" },
        { """ "{role.can.record}" """, """[TAP034|"{role.can.}"|]""" },
        { """ "{role.can.record}" """, """[TAP034|"{role.can.record?}"|]""" },
        { """ "{role.name}" """, """[TAP034|"{user?}"|]""" },
        { """ "{user.metadata?}" """, """[TAP034|"{user.metadata??}"|]""" },
        { """ "{data?}" """, """[TAP034|"{data|none}"|]""" },
        { """ "{room.config?}" """, """[TAP034|"{data?}"|]""" },
        { """ "{now-10s}" """, """[TAP034|"{now-2d}"|]""" },
        { """ "{now-10s}" """, """[TAP034|"{now+10s}"|]""" },
        { """ "{now-10s}" """, """[TAP036|"{exp}"|]""" },
        { """ "{exp}" """, """[TAP036|"{now}"|]""" },
        { """ "{exp}" """, "[TAP036|4102444800|]" },
        { """ "{jti}" """, """[TAP036|"x"|]""" },
        { """ "aud": "jitsi" """, """ "aud": [TAP036|[|]"jitsi"] """ },
        { """ "aud": "jitsi" """, """ "aud": [TAP036|"{app.name}"|] """ },
        { """ "aud": "jitsi" """, """ "aud": [TAP036|""|] """ },
        { """ "tenant": "blue" """, """[TAP035|"context"|]: {}""" },
        { """ "tenant": "blue" """, """[TAP035|"exp"|]: 1""" },
        { """ "tenant": "green" """, """ [TAP035|"aud"|]: "x" """ },
        { """ "roomConfig" """, """[TAP035|"video"|]""" },
        { """ "tenant": "blue" """, """ "tenant": "blue", [TAP008|"tenant"|]: 1 """ },
        { """ "tenant": "blue" """, """ [TAP013|""|]: "blue" """ },
        { "1.5, null", "[[[[TAP028|[|]1]]]]" },
    };

    public static TheoryData<string, string> Dialects => new()
    {
        {
            """ "jitsi": { """,
            """
            [TAP037|"livekit"|]: { "claims": { "exp": "{exp}", "jti": "{jti}" }, "limits": { "life": "1h" } },
            "jitsi": {
            """
        },
        {
            """ "jitsi": { """,
            """[TAP009|"empty"|]: { "claims": { "exp": "{exp}", "jti": "{jti}" } }, "jitsi": {"""
        },
        {
            """ "jitsi": { """,
            """
            [TAP013|"my dialect"|]: { "claims": { "exp": "{exp}", "jti": "{jti}" }, "limits": { "life": "1h" } },
            "jitsi": {
            """
        },
        { """ "api": "none" """, """ "api": [TAP011|"unknown"|] """ },
        { """ "typ": "JWT" """, """ [TAP007|"alg"|]: "none" """ },
        { """ "typ": "JWT" """, """ "typ": [TAP010|1|] """ },
        { """ "typ": "JWT" """, """ "typ": [TAP010|{|]} """ },
        { """ "typ": "JWT" """, """ "cty": [TAP034|"{role.name}"|] """ },
        { """ "life": "7d" """, """ [TAP007|"lifes"|]: "7d" """ },
        { """ "default": "30m", "max": "12h" """, """ "max": [TAP021|"8d"|] """ },
        { """ "default": "30m", "max": "12h" """, """ [TAP007|"onExcess"|]: "clamp" """ },
        { """ "dialect": "jitsi" """, """ "dialect": [TAP011|"jitsy"|] """ },
    };

    public static TheoryData<string, string> Defaults => new()
    {
        { """ "onExcess": "clamp" """, """ "onExcess": [TAP011|"cut"|] """ },
        { """ "default": "20m" """, """ "default": [TAP022|"3h"|] """ },
        { """ "singleUse": true """, """[TAP007|"single"|]: true""" },
        { """ "max": "3h" """, """ "max": [TAP021|"8d"|] """ },
        { """ "onExcess": "deny" """, """ "default": [TAP022|"4h"|] """ },
        { """ "onExcess": "deny" """, """ "min": [TAP022|"4h"|] """ },
        { """ "guest": { """, """[TAP039|"idle"|]: { "grants": [] }, "guest": {""" },
        { """ "talk": { """, """[TAP040|"chat"|]: { "kind": "adhoc", "roles": ["guest"] }, "talk": {""" },
    };

    public static TheoryData<string, string> Endpoints => new()
    {
        { """ "role": "viewer", """, """ "role": [TAP012|"viewers"|], """ },
        { """ "room": "stage" """, """ "room": [TAP012|"stages"|] """ },
        { """ "wss://live.example" """, """[TAP038|"live.example"|]""" },
        { """ "wss://live.example" """, """[TAP038|"ftp://live.example"|]""" },
        {
            """
            "tokenEndpoint": {
                    "enabled": true, "role": "viewer",
            """,
            """
            [TAP009|"tokenEndpoint"|]: {
                    "enabled": true,
            """
        },
    };

    public static TheoryData<string, string> RoleClaims => new()
    {
        { Reserved, $""" "roleClaims": [TAP010|[|]], {Reserved} """ },
        { Reserved, $$""" "roleClaims": { [TAP007|"roomconfig"|]: "{room.config?}" }, {{Reserved}} """ },
        { Reserved, $$""" "roleClaims": { "roomConfig": [TAP010|true|] }, {{Reserved}} """ },
        { Reserved, $$""" "roleClaims": { "roomConfig": [TAP034|"{room.id}"|] }, {{Reserved}} """ },
        { Reserved, $$""" "roleClaims": { "roomConfig": [TAP034|"{room.conf}"|] }, {{Reserved}} """ },
        { Reserved, $$""" "roleClaims": { "roomConfig": [TAP034|"none"|] }, {{Reserved}} """ },
        { """ "moderator": { """, """ "moderator": { [TAP023|"roomConfig"|]: true, """ },
        { """ "moderator": { """, """ "moderator": { [TAP023|"video"|]: { "hidden": true }, """ },
    };
}
