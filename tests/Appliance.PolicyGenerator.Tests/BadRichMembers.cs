namespace Appliance.PolicyGenerator.Tests;

/// <summary>Invalid edits of <see cref="SamplePolicies.Rich"/>: unknown, duplicate and missing
/// members.</summary>
public static class BadRichMembers
{
    public const string Sample = SamplePolicies.Rich;

    public static TheoryData<string, string> Unknown => new()
    {
        { """ "opensBefore": "1h" """, """ [TAP007|"opensbefore"|]: "1h" """ },
        { """ "recording": true """, """ "recording": true, [TAP007|"kind"|]: "adhoc" """ },
        { """ "default": "20m" """, """ [TAP007|"usual"|]: "20m" """ },
        { """ "max": "2h" """, """ [TAP007|"maximum"|]: "2h" """ },
        { """ "singleUse": true """, """[TAP007|"singleuse"|]: true""" },
        { """ "reserved": ["context"] """, """[TAP007|"reserve"|]: ["context"]""" },
        { """ "api": "none" """, """ "api": "none", [TAP007|"alg"|]: "HS256" """ },
        { """ "typ": "JWT" """, """ [TAP007|"type"|]: "JWT" """ },
        { """ "life": "7d" """, """ "life": "7d", [TAP007|"tokens"|]: 1 """ },
        { """ "default": "30m" """, """ [TAP007|"defaults"|]: "30m" """ },
        { """ "api": "none" """, """ [TAP007|"apis"|]: "none" """ },
        { """ "serverUrl": "wss://live.example" """, """ [TAP007|"serverURL"|]: "wss://live.example" """ },
        { """ "room": "stage" """, """ [TAP007|"rooms"|]: "stage" """ },
        { """ "onExcess": "deny" """, """ [TAP007|"onExces"|]: "deny" """ },
    };

    public static TheoryData<string, string> Duplicate => new()
    {
        {
            """ "jitsi": { """,
            """
            "jitsi": { "claims": { "exp": "{exp}", "jti": "{jti}" }, "limits": { "life": "7d" } }, [TAP008|"jitsi"|]: {
            """
        },
        { """ "transcription": false """, """ "transcription": false, [TAP008|"transcription"|]: true """ },
        { """ "aud": "jitsi" """, """ "aud": "jitsi", [TAP008|"aud"|]: "other" """ },
        { """ "life": "7d" """, """ "life": "7d", [TAP008|"life"|]: "1h" """ },
        { """ "singleUse": true """, """ "singleUse": true, [TAP008|"singleUse"|]: true """ },
        { """ "api": "none" """, """ "api": "none", [TAP008|"api"|]: "none" """ },
        {
            """ "serverUrl": "wss://live.example" """,
            """ "serverUrl": "wss://live.example", [TAP008|"serverUrl"|]: "x" """
        },
        { """ "level": 1 """, """ "level": 1, [TAP008|"level"|]: 2 """ },
        { """ "opensBefore": "1h" """, """ "opensBefore": "1h", [TAP008|"opensBefore"|]: "2h" """ },
    };

    public static TheoryData<string, string> Missing => new()
    {
        { """ "limits": { "life": "7d" } """, """[TAP009|"limits"|]: { }""" },
        { """ "jitsi": { """, """[TAP009|"extra"|]: { "limits": { "life": "1h" } }, "jitsi": {""" },
        {
            """ "jitsi": { """,
            """ "extra": { [TAP009|"claims"|]: { "jti": "{jti}" }, "limits": { "life": "1h" } }, "jitsi": { """
        },
        {
            """ "jitsi": { """,
            """ "extra": { [TAP009|"claims"|]: { "exp": "{exp}" }, "limits": { "life": "1h" } }, "jitsi": { """
        },
        {
            """
            "live": {
                  "dialect": "livekit",
                  "apiKey": "APIlive",
            """,
            """
            [TAP009|"live"|]: {
                  "dialect": "livekit",
            """
        },
        {
            """
            "tokenEndpoint": {
                    "enabled": true, "role": "viewer", "room": "stage", "serverUrl": "wss://live.example"
            """,
            """
            [TAP009|"tokenEndpoint"|]: {
                    "enabled": true, "role": "viewer", "room": "stage"
            """
        },
        {
            """
            "tokenEndpoint": {
                    "enabled": true,
            """,
            """[TAP009|"tokenEndpoint"|]: {"""
        },
    };
}
