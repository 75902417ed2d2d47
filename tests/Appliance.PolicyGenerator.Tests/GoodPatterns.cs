namespace Appliance.PolicyGenerator.Tests;

/// <summary>Like <see cref="GoodApps"/>: room patterns.</summary>
public static class GoodPatterns
{
    public const string Sample = SamplePolicies.Small;

    private const string Lobby =
        """
        "lobby": {
        """;
    private const string Bay =
        """
        "bay": { "type": "visit" }
        """;
    private const string Archive =
        """
        "archive": { "type": "conference" }
        """;
    private const string Attic =
        """
        "room": "attic", "role": "host", "expect": "deny", "reason": "unknown-room"
        """;

    public static TheoryData<string, string, string> Patterns => new()
    {
        { "web.pattern0 = voice-* open 0 0", Lobby, $$""" "voice-*": { "type": "open" }, {{Lobby}} """ },
        { "web.pattern0 = * open 0 0", Lobby, $$""" "*": { "type": "open" }, {{Lobby}} """ },
        {
            "web.pattern0 = talk.* meeting 2208938400 5400", Lobby,
            $$""" "talk.*": { "type": "meeting", "start": "2039-12-31T10:00:00Z", "duration": "90m" }, {{Lobby}} """
        },
        // Sorted by length, longest first; equal lengths keep the order of the file.
        {
            "web.pattern0 = abc* open 0 0; web.pattern1 = ab* open 0 0; web.pattern2 = xy* open 0 0; "
            + "web.pattern3 = * open 0 0",
            Lobby,
            $$"""
            "*": { "type": "open" }, "ab*": { "type": "open" }, "abc*": { "type": "open" }, "xy*": { "type": "open" },
            {{Lobby}}
            """
        },
        {
            $"web.pattern0 = {new string('x', 64)}* open 0 0", Lobby,
            $$""" "{{new string('x', 64)}}*": { "type": "open" }, {{Lobby}} """
        },
        { "desk.pattern0 = * visit 0 0", Bay, $$"""{{Bay}}, "*": { "type": "visit" }""" },
        { "kit.pattern0 = b* conference 0 0", Archive, $$"""{{Archive}}, "b*": { "type": "conference" }""" },
        // A room type used only by a pattern counts as used.
        {
            "-kit.archive.room; -kit.archive.name; kit.pattern0 = _.-* conference 0 0", Archive,
            """ "_.-*": { "type": "conference" } """
        },
        {
            MaxPatterns("web.pattern{0} = {0:000}* open 0 0; "), Lobby,
            MaxPatterns(""" "{0:000}*": {{ "type": "open" }}, """) + Lobby
        },
    };

    /// <summary>Policy tests whose room is matched by a pattern.</summary>
    public static TheoryData<string, string, string> PolicyTests => new()
    {
        {
            "web.pattern0 = lob* open 0 0",
            """ "lobby": { "type": "open", "name": "Lobby" } """,
            """ "lob*": { "type": "open" }, "lobby": { "type": "open", "name": "Lobby" } """
        },
        {
            "-web.board.room; -web.board.name; web.pattern0 = bo* meeting 2209024800 3600",
            """ "board": { "type" """, """ "bo*": { "type" """
        },
        {
            "", Attic,
            """ "room": "voice-\u0007", "role": "host", "expect": "deny", "reason": "unknown-room" """
        },
    };

    private static string MaxPatterns(string format) => string.Concat(
        Enumerable.Range(0, AppLimits.RoomPatternsMax).Select(i => string.Format(null, format, i)));
}
