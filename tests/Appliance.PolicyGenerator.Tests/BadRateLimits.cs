namespace Appliance.PolicyGenerator.Tests;

/// <summary>Invalid edits of <see cref="SamplePolicies.Small"/>: rate limits.</summary>
public static class BadRateLimits
{
    public const string Sample = SamplePolicies.Small;

    private const string Limit = """{ "perSecond": 50, "burst": 100 }""";

    public static TheoryData<string, string> Members => new()
    {
        { """ "perSecond": 50 """, """ "perSecond": 50, [TAP007|"perMinute"|]: 9 """ },
        { """ "perSecond" """, """[TAP007|"persecond"|]""" },
        { """ "burst" """, """[TAP007|"bursts"|]""" },
        { """ "rateLimit" """, """[TAP007|"rateLimits"|]""" },
        { """ "perSecond": 50 """, """ "perSecond": 50, [TAP008|"perSecond"|]: 50 """ },
        { Limit, "[TAP010|50|]" },
        { Limit, "[TAP010|null|]" },
        { Limit, "[TAP010|[|]50]" },
        { """ "rateLimit": { "perSecond": 50, """, """[TAP009|"rateLimit"|]: { """ },
        { $""" "rateLimit": {Limit} """, """[TAP009|"rateLimit"|]: {}""" },
        { """ "perSecond": 50 """, """ "perSecond": [TAP010|"50"|] """ },
        { """ "burst": 100 """, """ "burst": [TAP010|true|] """ },
        { """ "opensBefore": "5m" """, $""" "opensBefore": "5m", [TAP007|"rateLimit"|]: {Limit} """ },
        { """ "policy": 1 """, $$""" "policy": 1, "defaults": { [TAP007|"rateLimit"|]: {{Limit}} } """ },
    };

    public static TheoryData<string, string> Rates => new()
    {
        { """ "perSecond": 50 """, """ "perSecond": [TAP041|0|] """ },
        { """ "perSecond": 50 """, """ "perSecond": [TAP041|-50|] """ },
        { """ "perSecond": 50 """, """ "perSecond": [TAP041|0.5|] """ },
        { """ "perSecond": 50 """, """ "perSecond": [TAP041|10001|] """ },
        { """ "perSecond": 50 """, """ "perSecond": [TAP041|4294967297|] """ },
        { """ "perSecond": 50 """, """ "perSecond": [TAP041|99999999999999999999|] """ },
        { """ "burst": 100 """, """ "burst": [TAP041|0|] """ },
        { """ "burst": 100 """, """ "burst": [TAP041|-1|] """ },
        { """ "burst": 100 """, """ "burst": [TAP041|2.5|] """ },
        { """ "burst": 100 """, """ "burst": [TAP041|1e9|] """ },
        { """ "burst": 100 """, """ "burst": [TAP041|100001|] """ },
        { Limit, """{ "perSecond": 1, "burst": [TAP041|3601|] }""" },
        { Limit, """{ "burst": [TAP041|100000|], "perSecond": 27 }""" },
        { Limit, """{ "perSecond": [TAP041|0|], "burst": [TAP041|0|] }""" },
    };
}
