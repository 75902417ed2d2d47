namespace Appliance.PolicyGenerator.Tests;

/// <summary>Whole invalid files, for mistakes that cannot be written as a small edit of a sample.</summary>
public static class BrokenFiles
{
    /// <summary>Malformed JSON, and JSON that is not an object.</summary>
    public static TheoryData<string> Texts =>
    [
        "[TAP005||]",
        "  \n[TAP005||]",
        """{ "policy": 1, [TAP005|}|]""",
        """{ "policy": 1 [TAP005|"|]apps": {} }""",
        """{ "policy" [TAP005|1|] }""",
        """{ "policy": 1, "apps": {} } [TAP005|x|]""",
        """{ "policy": 1, "apps": {[TAP005||]""",
        """{ "a": "x[TAP005|\|]q" }""",
        """{ "a": "[TAP005|\|]ud800" }""",
        """{ "a": [1,[TAP005|]|] }""",
        "{ [TAP005|'|]policy': 1 }",
        """{ "policy": [TAP005|N|]aN }""",
        "{\r\n\t\"é😀\": 1,\r\r\"x\": [TAP005|#|] }",
        "[TAP010|[|]]",
        "[TAP010|null|]",
        """[TAP010|"policy"|]""",
    ];

    /// <summary>Mistakes in top-level members.</summary>
    public static TheoryData<string> Files =>
    [
        """{ "policy": 1, "apps": [TAP010|[|]] }""",
        """{ "policy": 1, "apps": {}, "dialects": [TAP010|[|]] }""",
        """{ "policy": 1, "apps": {}, "defaults": [TAP010|null|] }""",
        """{ "policy": 1, "apps": {}, "tests": [TAP010|{|]} }""",
        """{ "policy": 1, "apps": {}, "tests": [[TAP010|[|]], [TAP010|7|]] }""",
        """{ "policy": 1, [TAP007|"app"|]: {} }""",
        """[TAP009|{|] "policy": 1 }""",
        """[TAP009|{|] "apps": {} }""",
        """
        { "policy": 1, "apps": {}, "tests": [
          { "app": [TAP012|"web"|], "room": "a", "role": "b", "expect": "deny", "reason": "unknown-room" }] }
        """,
        """{ "policy": 1, "apps": {}, "defaults": { "expiry": { "min": "2h", "max": [TAP022|"1h"|] } } }""",
        $$"""{ "policy": 1, "apps": {}, "dialects": { {{Dialects(100)}}[TAP028|"last"|]: {} } }""",
        $$"""
        { "policy": 1,
          "dialects": { "own": {
            "header": { "kid": "{{new string('k', 256)}}" },
            "claims": { "exp": "{exp}", "jti": "{jti}" }, "limits": { "life": "1h" } } },
          "apps": { "web": {
            "dialect": [TAP029|"own"|], "accessKey": "k", "secret": "env:S", "starterKit": "webinar" } } }
        """,
    ];

    private static string Dialects(int count) => string.Concat(Enumerable.Range(1, count).Select(i => $$$"""
        "d{{{i}}}": { "claims": { "exp": "{exp}", "jti": "{jti}" }, "limits": { "life": "1h" } },
        """));
}
