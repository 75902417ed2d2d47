namespace Appliance.PolicyGenerator.Tests;

/// <summary>Valid edits of <see cref="SamplePolicies.Rich"/>: the <see cref="PolicyFacts"/> that change, the original
/// piece and its replacement. No other fact changes, unless the facts end with an ellipsis.</summary>
public static class GoodRichPolicies
{
    public const string Sample = SamplePolicies.Rich;

    public static TheoryData<string, string, string> Dialects => new()
    {
        {
            """meet.header = {"alg":"HS256","kid":"key-1"}""",
            """ "typ": "JWT", """,
            ""
        },
        {
            """meet.header = {"alg":"HS256"}""",
            """ "typ": "JWT", "kid": "{app.accessKey}" """,
            ""
        },
        {
            """meet.header = {"alg":"HS256","typ":"JWT"}""",
            """ "header": { "typ": "JWT", "kid": "{app.accessKey}" }, """,
            ""
        },
        {
            """meet.header = {"alg":"HS256","typ":"at+jwt","cty":"{x}","kid":"meet"}""",
            """ "typ": "JWT", "kid": "{app.accessKey}" """,
            """ "typ": "at+jwt", "cty": "{{x}}", "kid": "{app.name}" """
        },
        {
            "meet.audience = ; -meet.moderator.claims.aud; -meet.moderator.bare.aud; -meet.guest.claims.aud; "
            + "-meet.guest.bare.aud",
            """ "aud": "jitsi", """,
            ""
        },
        {
            """meet.audience = {é}; meet.guest.bare.aud = "{\u00E9}"…""",
            """ "aud": "jitsi" """,
            """ "aud": "{{é}}" """
        },
        {
            "",
            """ "api": "none", """,
            ""
        },
        {
            "",
            """ "life": "7d" """,
            """ "life": "168h" """
        },
        {
            "meet.talk.cap = 864000",
            """ "life": "7d" """,
            """ "life": "10d" """
        },
        {
            "meet.moderator.claims.nbf = 1000; meet.moderator.bare.nbf = 1000; meet.guest.claims.nbf = 1000; "
            + "meet.guest.bare.nbf = 1000",
            """ "{now-10s}" """,
            """ "{now}" """
        },
        {
            "meet.guest.claims.nbf = -85400…",
            """ "{now-10s}" """,
            """ "{now-1d}" """
        },
    };

    public static TheoryData<string, string, string> Claims => new()
    {
        {
            """
            meet.moderator.claims.tenant = "{\u0022a\u0022:1}"; meet.moderator.bare.tenant = "{\u0022a\u0022:1}"
            """,
            """ "tenant": "blue" """,
            """ "tenant": "{{\"a\":1}}" """
        },
        {
            "meet.moderator.claims.tenant = [null,true,[],{}]; meet.moderator.bare.tenant = [null,true,[],{}]",
            """ "tenant": "blue" """,
            """ "tenant": [null, true, [], {}] """
        },
        {
            "meet.moderator.claims.tenant = {}; meet.moderator.bare.tenant = {}",
            """ "tenant": "blue" """,
            """ "tenant": {} """
        },
        {
            "-meet.moderator.claims.tenant; -meet.moderator.bare.tenant",
            """ "tenant": "blue", """,
            ""
        },
        {
            """ meet.guest.claims.tenant = "blue"; meet.guest.bare.tenant = "blue" """,
            """ "tenant": "green", """,
            ""
        },
        {
            """meet.guest.claims.about = {"x":"u"}; meet.guest.bare.about = {"x":"anon"}…""",
            """ "level": 1 """,
            """ "about": { "x": "{user|anon}" } """
        },
        {
            """meet.guest.claims.level = ["u",{"z":2,"n":"Ann"}]; meet.guest.bare.level = ["",{"z":2}]…""",
            """ "level": 1 """,
            """ "level": ["{user}", { "n": "{user.name?}", "z": 2 }] """
        },
        {
            """meet.guest.claims.level = {"a":"u","b":"Ann","c":{}}; meet.guest.bare.level = {}…""",
            """ "level": 1 """,
            """ "level": { "a": "{user?}", "b": "{user.name?}", "c": "{data?}" } """
        },
        {
            "meet.guest.claims.level = true; meet.guest.bare.level = true",
            """ "level": 1 """,
            """ "level": "{role.can.publish}" """
        },
        {
            """live.broadcaster.claims.metadata = "m"; live.viewer.bare.metadata = ""…""",
            """ "metadata": "{{\"from\":\"the edge\"}}" """,
            """ "metadata": "{user.metadata|}" """
        },
        {
            "-live.viewer.claims.roomConfig…",
            """ , "roomConfig": "{room.config?}" """,
            ""
        },
    };

    public static TheoryData<string, string, string> Expiries => new()
    {
        {
            "meet.moderator.expiry = 300 1200 10800 Deny",
            """ "onExcess": "deny" """,
            """ "onExcess": "deny", "min": "5m" """
        },
        {
            "meet.moderator.expiry = 1 3600 10800 Deny; meet.guest.expiry = 1 3600 10800 Clamp",
            """ "max": "3h" """,
            """ "max": "3h", "default": "1h" """
        },
        {
            "meet.talk.recording = False",
            """, "recording": true""",
            ""
        },
        {
            "meet.talk.singleUse = True",
            """, "singleUse": false""",
            ""
        },
        {
            "live.stream.singleUse = False",
            """, "singleUse": true""",
            ""
        },
        {
            "live.stream.singleUse = False",
            """ "starterKit" """,
            """ "defaults": { "singleUse": false }, "starterKit" """
        },
        {
            "live.stream.recording = True",
            """ "starterKit" """,
            """ "defaults": { "recording": true }, "starterKit" """
        },
        {
            "live.endpoint = on viewer  wss://live.example",
            """ , "room": "stage" """,
            ""
        },
        {
            "live.endpoint = on viewer stage https://127.0.0.1:7880/x",
            "wss://live.example",
            "https://127.0.0.1:7880/x"
        },
    };
}
