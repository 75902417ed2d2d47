namespace Appliance.PolicyGenerator.Tests;

/// <summary>Invalid edits of <see cref="SamplePolicies.Small"/>: malformed or out-of-range
/// values.</summary>
public static class BadValues
{
    public const string Sample = SamplePolicies.Small;

    public static TheoryData<string, string> EnumValues => new()
    {
        { """ "dialect": "100ms" """, """ "dialect": [TAP011|"100MS"|] """ },
        { """ "subscribe" """, """[TAP011|"Subscribe"|]""" },
        { """ "subscribe" """, """[TAP011|""|]""" },
        { """ "kind": "permanent" """, """ "kind": [TAP011|"Permanent"|] """ },
        { """ "kind": "adhoc" """, """ "kind": [TAP011|"ad-hoc"|] """ },
        { """ "starterKit": "video-conferencing" """, """ "starterKit": [TAP011|"VideoConferencing"|] """ },
        { """ "expect": "allow" """, """ "expect": [TAP011|"maybe"|] """ },
        { """ "reason": "unknown-room" """, """ "reason": [TAP011|"none"|] """ },
        { """ "max": "2h" """, """ "max": "2h", "onExcess": [TAP011|"Deny"|] """ },
        { """ "max": "2h" """, """ "max": "2h", "onExcess": [TAP011|"truncate"|] """ },
    };

    public static TheoryData<string, string> Durations => new()
    {
        { """ "opensBefore": "5m" """, """ "opensBefore": [TAP019|"1.5h"|] """ },
        { """ "opensBefore": "5m" """, """ "opensBefore": [TAP019|"1h30m"|] """ },
        { """ "opensBefore": "5m" """, """ "opensBefore": [TAP019|"05m"|] """ },
        { """ "opensBefore": "5m" """, """ "opensBefore": [TAP019|"5M"|] """ },
        { """ "opensBefore": "5m" """, """ "opensBefore": [TAP019|"m"|] """ },
        { """ "opensBefore": "5m" """, """ "opensBefore": [TAP019|"5m "|] """ },
        { """ "opensBefore": "5m" """, """ "opensBefore": [TAP019|"٥m"|] """ },
        { """ "opensBefore": "5m" """, """ "opensBefore": [TAP019|"5w"|] """ },
        { """ "opensBefore": "5m" """, """ "opensBefore": [TAP019|"3651d"|] """ },
        { """ "default": "1h" """, """ "default": [TAP019|"0s"|] """ },
        { """ "max": "2h" """, """ "max": [TAP019|"0h"|] """ },
        { """ "max": "90m" """, """ "max": [TAP019|"0m"|] """ },
        { """ "duration": "1h" """, """ "duration": [TAP019|"0s"|] """ },
        { """ "duration": "1h" """, """ "duration": [TAP019|"an hour"|] """ },
        { """ "duration": "1h" """, """ "duration": [TAP019|"87601h"|] """ },
        { """ "expiry": "24h" """, """ "expiry": [TAP019|"24"|] """ },
        { """ "expiry": "24h" """, """ "expiry": [TAP019|"0d"|] """ },
        { """ "role": "guest", """, """ "role": "guest", "requestedExpiry": [TAP019|"0s"|], """ },
        { """ "role": "guest", """, """ "role": "guest", "requestedExpiry": [TAP019|"PT1H"|], """ },
    };

    public static TheoryData<string, string> Instants => new()
    {
        { """ "start": "2040-01-01T10:00:00Z" """, """ "start": [TAP020|"2040-13-01T10:00:00Z"|] """ },
        { """ "start": "2040-01-01T10:00:00Z" """, """ "start": [TAP020|"2040-00-01T10:00:00Z"|] """ },
        { """ "start": "2040-01-01T10:00:00Z" """, """ "start": [TAP020|"2040-01-00T10:00:00Z"|] """ },
        { """ "start": "2040-01-01T10:00:00Z" """, """ "start": [TAP020|"2041-02-29T10:00:00Z"|] """ },
        { """ "start": "2040-01-01T10:00:00Z" """, """ "start": [TAP020|"2040-01-01T10:60:00Z"|] """ },
        { """ "start": "2040-01-01T10:00:00Z" """, """ "start": [TAP020|"2040-01-01T10:00:60Z"|] """ },
        { """ "start": "2040-01-01T10:00:00Z" """, """ "start": [TAP020|"2040-01-01T10:00:00+24:00"|] """ },
        { """ "start": "2040-01-01T10:00:00Z" """, """ "start": [TAP020|"2040-01-01T10:00:00+02:60"|] """ },
        { """ "start": "2040-01-01T10:00:00Z" """, """ "start": [TAP020|"2040-01-01T10:00:00+0200"|] """ },
        { """ "start": "2040-01-01T10:00:00Z" """, """ "start": [TAP020|"2040-01-01 10:00:00Z"|] """ },
        { """ "start": "2040-01-01T10:00:00Z" """, """ "start": [TAP020|"2040-01-01T10:00Z"|] """ },
        { """ "start": "2040-01-01T10:00:00Z" """, """ "start": [TAP020|""|] """ },
        { """ "start": "2040-01-01T10:00:00Z" """, """ "start": [TAP020|"2209024800"|] """ },
        { """ "start": "2040-01-01T10:00:00Z" """, """ "start": [TAP020|"2040-01-01T10:00:00ZZ"|] """ },
        { """ "start": "2040-01-01T10:00:00Z" """, """ "start": [TAP020|"２040-01-01T10:00:00Z"|] """ },
    };

    public static TheoryData<string, string> Secrets => new()
    {
        { """ "secret": "env:WEB_SECRET" """, """ "secret": [TAP018|""|] """ },
        { """ "secret": "env:WEB_SECRET" """, """ "secret": [TAP018|"file:"|] """ },
        { """ "secret": "env:WEB_SECRET" """, """ "secret": [TAP018|"cred:"|] """ },
        { """ "secret": "env:WEB_SECRET" """, """ "secret": [TAP018|"cred:."|] """ },
        { """ "secret": "env:WEB_SECRET" """, """ "secret": [TAP018|"cred:.."|] """ },
        { """ "secret": "env:WEB_SECRET" """, """ "secret": [TAP018|"env:A-B"|] """ },
        { """ "secret": "env:WEB_SECRET" """, """ "secret": [TAP018|"env:Ä"|] """ },
        { """ "secret": "env:WEB_SECRET" """, """ "secret": [TAP018|"b64:b64:env:A"|] """ },
        { """ "secret": "env:WEB_SECRET" """, """ "secret": [TAP018|"vault:web"|] """ },
        { """ "secret": "env:WEB_SECRET" """, """ "secret": [TAP018|"WEB_SECRET"|] """ },
        { """ "secret": "env:WEB_SECRET" """, """ "secret": [TAP018|"file:/run/\u0001"|] """ },
        { """ "env:WEB_SECRET" """, $"""[TAP018|"env:{new string('A', 257)}"|]""" },
    };

    public static TheoryData<string, string> Ids => new()
    {
        { """ "accessKey": "key-1" """, """ "accessKey": [TAP032|"key/1"|] """ },
        { """ "accessKey": "key-1" """, """ "accessKey": [TAP032|"ключ"|] """ },
        { """ "accessKey": "key-1" """, """ "accessKey": [TAP032|" key-1"|] """ },
        { """ "key-1" """, $"""[TAP032|"{new string('k', 65)}"|]""" },
        { """ "appId": "id-1" """, """ "appId": [TAP015|"key-1"|] """ },
        { """ "accessKey": "key-2" """, """ "accessKey": [TAP015|"id-1"|] """ },
    };

    public static TheoryData<string, string> Origins => new()
    {
        { """ "https://web.example" """, """[TAP027|""|]""" },
        { """ "https://web.example" """, """[TAP027|"https://"|]""" },
        { """ "https://web.example" """, """[TAP027|"://web.example"|]""" },
        { """ "https://web.example" """, """[TAP027|"https://web.example?x"|]""" },
        { """ "https://web.example" """, """[TAP027|"null"|]""" },
        { """ "https://web.example" """, """[TAP027|"http s://web.example"|]""" },
        { """ "https://web.example" """, """[TAP027|"https://wéb.example"|]""" },
        { """ "https://web.example" """, """[TAP027|"https://*.example"|]""" },
        { """ "https://web.example" """, $"""[TAP027|"https://{new string('w', 249)}"|]""" },
        { """ "http://127.0.0.1:3000" """, """[TAP016|"https://web.example"|]""" },
    };
}
