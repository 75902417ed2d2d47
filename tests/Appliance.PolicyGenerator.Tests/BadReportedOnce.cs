namespace Appliance.PolicyGenerator.Tests;

/// <summary>Invalid edits of <see cref="SamplePolicies.Rich"/>: mistakes that two parts of the
/// compiler detect; each is reported only once.</summary>
public static class BadReportedOnce
{
    public const string Sample = SamplePolicies.Rich;

    public static TheoryData<string, string> DetectedTwice => new()
    {
        { """ "life": "7d" """, """ "life": [TAP010|7|] """ },
        { """ "singleUse": false } """, """ "singleUse": false, "expiry": { "max": [TAP010|5400|] } } """ },
        { """ "typ": "JWT" """, """ "typ": "JWT", [TAP008|"typ"|]: "JWT" """ },
        { """ "typ": "JWT" """, """ "typ": "JWT", "cty": [TAP010|[|]] """ },
        { """ "requestedExpiry": "9h" """, """ [TAP007|"requestedexpiry"|]: "9h" """ },
        { """ "starterKit" """, """[TAP007|"starterkit_"|]""" },
        { """ "level": 1 """, $"""{Claims(53)}, [TAP028|"one"|]: 1, "two": 2""" },
        {
            """ "dialect": "jitsi", """,
            """
            "dialect": "jitsi", [TAP023|"tokenEndpoint"|]: { "enabled": true, "role": "guest" },
            """
        },
        { """ "dialect": "jitsi", """, """ "dialect": "jitsi", [TAP023|"rateLimit"|]: { "perSecond": 1 }, """ },
        { "1.5, null", "[TAP010|1e999|]" },
        { """ "wss://live.example" """, """[TAP038|"wss://user:password@live.example"|]""" },
    };

    private static string Claims(int count) =>
        string.Join(", ", Enumerable.Range(0, count).Select(i => $""" "c{i}": 1 """));
}
