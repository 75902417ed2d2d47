namespace Appliance.PolicyGenerator.Tests;

/// <summary>Invalid edits of <see cref="SamplePolicies.Rich"/>: claims and dialects.</summary>
public static class BadClaims
{
    public const string Sample = SamplePolicies.Rich;

    public static TheoryData<string, string> Placeholders => new()
    {
        { """ "{room.id}" """, """[TAP034|"{ room.id }"|]""" },
        { """ "{room.id}" """, """[TAP034|"{room.id?}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{room.id|x}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{Room.id}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{user id}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{app}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{app.apiKey}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{app.secret}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{role}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{role.grants?}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{role.can.Publish}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{role.can.publish+}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{role.can.publish+fly}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{role.can.publish,chat}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{users|x}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{user?|x}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{user??}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{|x}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{?}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{now-}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{now-10}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{now-86401s}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{now-25h}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{now?}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{exp?}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{exp-10s}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{jti|x}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{user.attributes|x}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{room.config|x}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{user.email}"|]""" },
        { """ "{room.id}" """, """[TAP034|"{}}"|]""" },
        { """ "{role.name}" """, """[TAP034|"{user.name?}"|]""" },
        { """ "tenant": "blue" """, """ "tenant": [TAP034|"{tenant}"|] """ },
        { """ "tenant": "green" """, """ "tenant": { "is": [[TAP034|"{data?}"|]] } """ },
        { """ "typ": "JWT", "kid": "{app.accessKey}" """, """ "typ": "JWT", "kid": [TAP034|"{user}"|] """ },
        { """ "typ": "JWT" """, """ "typ": [TAP034|"{now}"|] """ },
        { """ "typ": "JWT" """, """ "typ": [TAP034|"{room.id}"|] """ },
        { """ "typ": "JWT" """, """ "cty": [TAP034|"{role.can.chat}"|] """ },
        { """ "roomConfig" """, """ "more": [TAP034|"{data}"|], "roomConfig" """ },
    };

    public static TheoryData<string, string> RegisteredClaims => new()
    {
        { """ "{exp}" """, """[TAP036|"{now-10s}"|]""" },
        { """ "{exp}" """, "[TAP036|null|]" },
        { """ "{exp}" """, """[TAP036|"4102444800"|]""" },
        { """ "{exp}" """, """[TAP036|{|] "at": "{exp}" }""" },
        { """ "{jti}" """, """[TAP036|"{user}"|]""" },
        { """ "{jti}" """, "[TAP036|7|]" },
        { """ "{now}" """, """[TAP036|"{exp}"|]""" },
        { """ "{now}" """, "[TAP036|0|]" },
        { """ "{now-10s}" """, """[TAP036|"now"|]""" },
        { """ "aud": "jitsi" """, """ "aud": [TAP036|1|] """ },
        { """ "aud": "jitsi" """, """ "aud": [TAP036|null|] """ },
        { """ "aud": "jitsi" """, """ "aud": [TAP036|{|]} """ },
        { """ "aud": "jitsi" """, """ "aud": [TAP036|"{user}"|] """ },
    };

    public static TheoryData<string, string> Reserved => new()
    {
        { """ "tenant": "blue" """, """[TAP035|"nbf"|]: 1""" },
        { """ "tenant": "blue" """, """[TAP035|"iat"|]: 1""" },
        { """ "tenant": "blue" """, """[TAP035|"jti"|]: 1""" },
        { """ "tenant": "blue" """, """[TAP035|"aud"|]: 1""" },
        { """ "tenant": "blue" """, """[TAP035|"conte\u0078t"|]: 1""" },
        { """ "roomConfig" """, """[TAP035|"iss"|]""" },
        { """ "roomConfig" """, """[TAP035|"sub"|]""" },
        { """ "roomConfig" """, """[TAP035|"exp"|]""" },
        { """ "tenant": "green" """, """ [TAP035|"context"|]: "green" """ },
        { """ "level": 1 """, """[TAP035|"nbf"|]: 1""" },
    };

    public static TheoryData<string, string> Limits => new()
    {
        { """ "tenant": "blue" """, $"""[TAP013|"{new string('t', 129)}"|]: 1""" },
        { """ "tenant": "blue" """, """[TAP013|"a\u0007"|]: 1""" },
        { """ "transcription": false """, """[TAP013|""|]: false""" },
        {
            """ "tenant": "blue" """,
            """ "tenant": { "2": { "3": { "4": { "5": { "6": [TAP028|{|] "7": 1 } } } } } } """
        },
        { """ "jti": "{jti}" """, $$""" "jti": "{jti}", {{Many(55)}} """ },
        { """ "tenant": "blue" """, $$""" "tenant": { {{Many(65)}} } """ },
        { """ "level": 1 """, Many(54) },
        {
            """
            "dialect": "jitsi",
                  "accessKey": "key-1",
                  "secret": "env:MEET_SECRET",
                  "defaults": { "expiry": { "max": "3h" }, "opensBefore": "1h", "recording": true },
                  "claims": { "tenant": "blue"
            """,
            LongClaim
        },
        { """ "{room.id}" """, """[[TAP034|"{user?}"|]]""" },
    };

    public static TheoryData<string, string> Dialects => new()
    {
        {
            """ "jitsi": { """,
            """
            [TAP037|"100ms"|]: { "claims": { "exp": "{exp}", "jti": "{jti}" }, "limits": { "life": "1h" } }, "jitsi": {
            """
        },
        {
            """ "jitsi": { """,
            """
            [TAP037|"enablex"|]: { "claims": { "exp": "{exp}", "jti": "{jti}" }, "limits": { "life": "1h" } },
            "jitsi": {
            """
        },
        {
            """ "jitsi": { """,
            """[TAP013|""|]: { "claims": { "exp": "{exp}", "jti": "{jti}" }, "limits": { "life": "1h" } }, "jitsi": {"""
        },
        {
            """ "jitsi": { """,
            """
            [TAP013|"jït"|]: { "claims": { "exp": "{exp}", "jti": "{jti}" }, "limits": { "life": "1h" } }, "jitsi": {
            """
        },
        { """ "api": "none" """, """ "api": [TAP011|"None"|] """ },
        { """ "api": "none" """, """ "api": [TAP011|"jitsi"|] """ },
        { """ "life": "7d" """, """ "life": [TAP019|"0s"|] """ },
        { """ "life": "7d" """, """ "life": [TAP019|"a week"|] """ },
        { """ "life": "7d" """, """ "life": [TAP019|"3651d"|] """ },
        { """ "default": "30m" """, """ "default": [TAP019|"0s"|] """ },
        { """["context"]""", """["context", [TAP016|"context"|]]""" },
        { """ "default": "30m", "max": "12h" """, """ "default": [TAP022|"13h"|], "max": "12h" """ },
        { """ "default": "30m", "max": "12h" """, """ "default": [TAP021|"169h"|] """ },
        { """ "default": "30m", "max": "12h" """, """ "min": "2h", "max": [TAP022|"1h"|] """ },
        { """ "default": "30m", "max": "12h" """, """ "min": [TAP021|"8d"|] """ },
        { """ "dialect": "livekit" """, """ "dialect": [TAP011|"liveKit"|] """ },
    };

    private static string LongClaim => $$"""
        "dialect": [TAP029|"jitsi"|],
              "accessKey": "key-1",
              "secret": "env:MEET_SECRET",
              "defaults": { "expiry": { "max": "3h" }, "opensBefore": "1h", "recording": true },
              "claims": { "tenant": "{{new string('b', 2_048)}}"
        """;

    /// <summary>A list of claims whose last one exceeds the limit.</summary>
    private static string Many(int count) =>
        string.Concat(Enumerable.Range(1, count - 1).Select(i => $""" "more-{i}": {i}, """))
        + """[TAP028|"last"|]: 0""";
}
