namespace Appliance.PolicyGenerator.Tests;

/// <summary>Invalid edits of <see cref="SamplePolicies.Rich"/>: values of the wrong JSON type.
/// </summary>
public static class BadRichTypes
{
    public const string Sample = SamplePolicies.Rich;

    public static TheoryData<string, string> Defaults => new()
    {
        {
            """ "defaults": { "expiry": { "default": "20m", "max": "2h", "onExcess": "clamp" }, "singleUse": true } """,
            """ "defaults": [TAP010|"20m"|] """
        },
        {
            """ "expiry": { "default": "20m", "max": "2h", "onExcess": "clamp" } """,
            """ "expiry": [TAP010|1200|] """
        },
        { """ "default": "20m" """, """ "default": [TAP010|20|] """ },
        { """ "max": "2h" """, """ "max": [TAP010|{|]} """ },
        { """ "onExcess": "clamp" """, """ "onExcess": [TAP010|true|] """ },
        { """ "singleUse": true """, """ "singleUse": [TAP010|1|] """ },
        { """ "opensBefore": "1h" """, """ "opensBefore": [TAP010|3600|] """ },
        { """ "recording": true """, """ "recording": [TAP010|"yes"|] """ },
        { """ "expiry": { "max": "3h" } """, """ "expiry": [TAP010|[|]"3h"] """ },
        { """ "max": "3h" """, """ "max": [TAP010|null|] """ },
    };

    public static TheoryData<string, string> Dialects => new()
    {
        { """ "jitsi": { """, """ "extra": [TAP010|true|], "jitsi": { """ },
        { """ "api": "none" """, """ "api": [TAP010|null|] """ },
        { """ "header": { "typ": "JWT", "kid": "{app.accessKey}" } """, """ "header": [TAP010|"JWT"|] """ },
        { """ "kid": "{app.accessKey}" """, """ "kid": [TAP010|false|] """ },
        { """ "typ": "JWT" """, """ "typ": "JWT", "cty": [TAP010|false|] """ },
        { """ "jitsi": { """, """ "extra": { "claims": [TAP010|[|]], "limits": { "life": "1h" } }, "jitsi": { """ },
        { """ "reserved": ["context"] """, """ "reserved": [TAP010|"context"|] """ },
        { """["context"]""", "[[TAP010|1|]]" },
        { """ "expiry": { "default": "30m", "max": "12h" } """, """ "expiry": [TAP010|"30m"|] """ },
        { """ "default": "30m" """, """ "default": [TAP010|30|] """ },
        { """ "limits": { "life": "7d" } """, """ "limits": [TAP010|"7d"|] """ },
        { """ "life": "7d" """, """ "life": "7d", "singleUse": [TAP010|"no"|] """ },
    };

    public static TheoryData<string, string> Apps => new()
    {
        { """ "role": "viewer" """, """ "role": [TAP010|1|] """ },
        { """ "room": "stage" """, """ "room": [TAP010|null|] """ },
        { """ "serverUrl": "wss://live.example" """, """ "serverUrl": [TAP010|true|] """ },
        { """ "apiKey": "APIlive" """, """ "apiKey": [TAP010|7|] """ },
        {
            """ "claims": { "tenant": "blue", "about": "{user.metadata|none}" } """,
            """ "claims": [TAP010|"blue"|] """
        },
        { """ "claims": { "tenant": "green", "level": 1 } """, """ "claims": [TAP010|[|]"green"] """ },
        { """ "onExcess": "deny" """, """ "onExcess": [TAP010|false|] """ },
        { """ "requestedExpiry": "9h" """, """ "requestedExpiry": [TAP010|32400|] """ },
    };
}
