namespace Appliance.PolicyGenerator.Tests;

/// <summary>Invalid edits of <see cref="SamplePolicies.Small"/>: invalid or colliding names, or
/// too many.</summary>
public static class BadNames
{
    public const string Sample = SamplePolicies.Small;

    public static TheoryData<string, string> Invalid => new()
    {
        { """ "desk": { """, """[TAP013|"-desk"|]: {""" },
        { """ "desk": { """, """[TAP013|"de_sk"|]: {""" },
        { """ "desk": { """, """[TAP013|"dësk"|]: {""" },
        { """ "desk": { """, """[TAP013|"de.sk"|]: {""" },
        { """ "desk": { """, $$"""[TAP013|"{{new string('d', 64)}}"|]: {""" },
        { """ "guest": { """, """[TAP013|""|]: { "grants": [] }, "guest": {""" },
        { """ "guest": { """, """[TAP013|"co host"|]: { "grants": [] }, "guest": {""" },
        { """ "guest": { """, """[TAP013|"gäste"|]: { "grants": [] }, "guest": {""" },
        { """ "guest": { """, $$"""[TAP013|"{{new string('g', 65)}}"|]: { "grants": [] }, "guest": {""" },
        { """ "meeting": { """, """[TAP013|"a/b"|]: { "kind": "adhoc", "roles": ["host"] }, "meeting": {""" },
        { """ "lobby": { """, """[TAP013|""|]: {""" },
        { """ "lobby": { """, """[TAP013|"会議室"|]: {""" },
        { """ "board": { """, """[TAP013|"board?"|]: {""" },
        { """ "lobby": { """, $$"""[TAP013|"{{new string('l', 65)}}"|]: {""" },
    };

    public static TheoryData<string, string> Colliding => new()
    {
        {
            """ "desk": { """,
            """
            "room-1": { "dialect": "100ms", "accessKey": "key-3", "secret": "env:C", "starterKit": "webinar" },
            [TAP014|"room1"|]: { "dialect": "100ms", "accessKey": "key-4", "secret": "env:C",
            "starterKit": "webinar" }, "desk": {
            """
        },
        { """ "guest": { """, """ "roles": { "grants": [] }, [TAP014|"roles_"|]: { "grants": [] }, "guest": { """ },
        { """ "guest": { """, """ "co-host": { "grants": [] }, [TAP014|"coHost"|]: { "grants": [] }, "guest": { """ },
        { """ "guest": { """, """ "-": { "grants": [] }, [TAP014|"_"|]: { "grants": [] }, "guest": { """ },
        { """ "meeting": { """, """[TAP014|"Open"|]: { "kind": "adhoc", "roles": ["host"] }, "meeting": {""" },
        {
            """ "starterKit": "video-conferencing", """,
            """ "starterKit": "video-conferencing", "roles": { [TAP014|"Host"|]: { "grants": [] } }, """
        },
        {
            """ "starterKit": "video-conferencing", """,
            """
            "starterKit": "video-conferencing", "roomTypes": { [TAP014|"Conference"|]: { "kind": "adhoc",
            "roles": ["host"] } },
            """
        },
    };

    public static TheoryData<string, string> TooMany => new()
    {
        {
            """ "starterKit": "video-conferencing", """,
            $$""" "starterKit": "video-conferencing", {{Many("roles", 62, NoGrants)}}, """
        },
        {
            """ "starterKit": "video-conferencing", """,
            $""" "starterKit": "video-conferencing", {Many("roomTypes", 999, OpenToHosts)}, """
        },
        { """ "name": "Lobby" """, $""" "name": [TAP029|"{new string('会', 86)}"|] """ },
        {
            """ "name": "Lobby" """,
            $""" "name": [TAP029|"{string.Concat(Enumerable.Repeat("\\ud83d\\ude00", 65))}"|] """
        },
    };

    private const string NoGrants = """{ "grants": [] }""";
    private const string OpenToHosts = """{ "kind": "adhoc", "roles": ["host"] }""";

    /// <summary>A map with one entry more than allowed.</summary>
    private static string Many(string map, int count, string value)
    {
        IEnumerable<string> entries = Enumerable.Range(1, count).Select(i => $""" "more-{i}": {value}, """);
        return $$""" "{{map}}": { {{string.Concat(entries)}}[TAP028|"last"|]: {{value}} } """;
    }
}
