namespace Appliance.PolicyGenerator.Tests;

/// <summary>Invalid edits of <see cref="SamplePolicies.Small"/>: room patterns.</summary>
public static class BadPatterns
{
    public const string Sample = SamplePolicies.Small;

    private const string Lobby =
        """
        "lobby": {
        """;

    public static TheoryData<string, string> Ids => new()
    {
        { Lobby, """[TAP013|"*lobby"|]: {""" },
        { Lobby, """[TAP013|"lob*by"|]: {""" },
        { Lobby, """[TAP013|"lobby**"|]: {""" },
        { Lobby, """[TAP013|"*-*"|]: {""" },
        { Lobby, """[TAP013|"the lobby*"|]: {""" },
        { Lobby, """[TAP013|"é*"|]: {""" },
        { Lobby, $$"""[TAP013|"{{new string('x', 65)}}*"|]: {""" },
        { Lobby, $$""" "voice-*": { "type": "open" }, [TAP008|"voice-*"|]: { "type": "open" }, {{Lobby}} """ },
        { """ "guest": { """, """[TAP013|"visitor*"|]: { "grants": [] }, "guest": {""" },
        { Lobby, OnePatternTooMany() + Lobby },
    };

    public static TheoryData<string, string> Members => new()
    {
        { Lobby, $$""" "voice-*": { "type": "open", [TAP047|"name"|]: "Voices" }, {{Lobby}} """ },
        { Lobby, $$""" "*": { "type": "open", [TAP047|"name"|]: 1 }, {{Lobby}} """ },
        { Lobby, $$"""[TAP009|"voice-*"|]: {}, {{Lobby}}""" },
        { Lobby, $$""" "voice-*": { "type": [TAP012|"opn"|] }, {{Lobby}} """ },
        { Lobby, $""" "voice-*": [TAP010|"open"|], {Lobby} """ },
        { Lobby, $$""" "voice-*": { "type": "open", [TAP007|"nome"|]: "x" }, {{Lobby}} """ },
        {
            Lobby,
            $$"""
            "voice-*": { "type": "open", [TAP025|"start"|]: "2040-01-01T10:00:00Z", [TAP025|"duration"|]: "1h" },
            {{Lobby}}
            """
        },
        {
            Lobby,
            $$"""[TAP024|"talk-*"|]: { "type": "meeting", "start": "2040-01-01T10:00:00Z" }, {{Lobby}}"""
        },
    };

    public static TheoryData<string, string> Tests => new()
    {
        {
            """
            "archive": { "type": "conference" } }
                }
              },
              "tests": [
            """,
            $$"""
            "b*": { "type": "conference" } }
                }
              },
              "tests": [
                { "app": "kit", "room": "battic", "role": "host",
                  "expect": [TAP030|"deny"|], "reason": "unknown-room" },
                { "app": "kit", "room": "b", "role": "guest",
                  "expect": [TAP030|"deny"|], "reason": "role-not-allowed-in-room" },
                { "app": "kit", "room": [TAP012|"cellar"|], "role": "guest", "expect": "allow" },
                { "app": "kit", "room": [TAP012|"b\u0000"|], "role": "guest", "expect": "allow" },
                { "app": "kit", "room": [TAP012|"{{new string('b', 257)}}"|], "role": "guest", "expect": "allow" },
                { "app": "kit", "room": "{{new string('b', 256)}}", "role": "guest", "expect": "allow" },
                { "app": "kit", "room": "by any text: ü \"*\"", "role": "guest", "expect": "allow" },
            """
        },
        {
            """ "room": "board", "role": "host", "at": "2040-01-01T11:00:00Z" """,
            """ "room": [TAP012|"boardroom"|], "role": "host", "at": "2040-01-01T11:00:00Z" """
        },
    };

    private static string OnePatternTooMany()
    {
        IEnumerable<string> others = Enumerable.Range(1, 100).Select(i => $$""" "p{{i}}-*": { "type": "open" }, """);
        return $$"""{{string.Concat(others)}}[TAP028|"*"|]: { "type": "open" }, """;
    }
}
