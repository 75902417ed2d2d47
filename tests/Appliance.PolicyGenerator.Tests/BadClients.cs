namespace Appliance.PolicyGenerator.Tests;

/// <summary>Invalid edits of <see cref="SamplePolicies.Clients"/>: the roles of an open
/// endpoint, template ids, the sample front, session lengths.</summary>
public static class BadClients
{
    public const string Sample = SamplePolicies.Clients;

    private const string Roles =
        """
        "roles": ["guest", "caller"]
        """;
    private const string Id =
        """
        "62b0d2e6a5b3c7f1d4e8a912"
        """;

    public static TheoryData<string, string> EndpointRoles => new()
    {
        { Roles, """[TAP007|"rolles"|]: ["guest"]""" },
        { Roles, $"""{Roles}, [TAP008|"roles"|]: ["guest"]""" },
        { Roles, """ "roles": [TAP010|"guest"|] """ },
        { Roles, """ "roles": [TAP010|null|] """ },
        { Roles, """ "roles": ["guest", [TAP010|1|]] """ },
        { Roles, """ "roles": [TAP033|[|]] """ },
        { Roles, """ "roles": [[TAP012|"gest"|]] """ },
        { Roles, """ "roles": ["guest", [TAP012|"agent"|], "caller"] """ },
        { Roles, """ "roles": ["guest", [TAP016|"guest"|]] """ },
        // The list is validated even if the endpoint is disabled.
        { "true, " + Roles, """false, "roles": [[TAP012|"Guest"|]]""" },
        { Roles, """ [TAP023|"role"|]: "guest" """ },
        { """ "role": "attendee" """, """[TAP023|"roles"|]: ["attendee"]""" },
        { """ "role": "attendee" """, """ "role": "attendee", [TAP023|"roles"|]: ["attendee"] """ },
        { """ "sampleFront": false """, """[TAP023|"tokenEndpoint"|]: { "enabled": true, "roles": ["unknown"] }""" },
    };

    public static TheoryData<string, string> OpenEndpoints => new()
    {
        { $$""" "tokenEndpoint": { "enabled": true, {{Roles}} """, """[TAP043|"tokenEndpoint"|]: { "enabled": true""" },
        {
            $$""" "tokenEndpoint": { "enabled": true, {{Roles}} """,
            """[TAP043|"tokenEndpoint"|]: { "enabled": true, "allowedOrigins": ["*"]"""
        },
    };

    public static TheoryData<string, string> Templates => new()
    {
        { """ "templateIds" """, """[TAP007|"templateId"|]""" },
        { $""" {Id}: "counter" """, $""" {Id}: "counter", [TAP008|{Id}|]: "call" """ },
        { $$"""{ {{Id}}: "counter", "old.call_2": "call" }""", "[TAP010|[|]]" },
        { $$"""{ {{Id}}: "counter", "old.call_2": "call" }""", """[TAP010|"counter"|]""" },
        { $""" {Id}: "counter" """, Id + ": [TAP010|1|]" },
        { $""" {Id}: "counter" """, $$"""{{Id}}: [TAP010|{|] "type": "counter" }""" },
        { $""" {Id}: "counter" """, $"""{Id}: [TAP012|"conter"|]""" },
        { $""" {Id}: "counter" """, $"""{Id}: [TAP012|"visit"|]""" },
        { $""" {Id}: "counter" """, $"""{Id}: [TAP045|"sale"|]""" },
        { Id, """[TAP046|"call"|]""" },
        { Id, """[TAP046|"sale"|]""" },
        { $""" {Id}: "counter" """, """[TAP046|"counter"|]: [TAP045|"sale"|]""" },
        { Id, """[TAP013|""|]""" },
        { Id, """[TAP013|"62b0 d2e6"|]""" },
        { Id, """[TAP013|"modèle"|]""" },
        { Id, $"""[TAP013|"{new string('x', 65)}"|]""" },
        { Id, OneTemplateTooMany() },
        { """ "sampleFront": false """, """ "sampleFront": false, [TAP023|"templateIds"|]: { "x y": "none" } """ },
        { """ "starterKit": "webinar" """, """ [TAP023|"templateIds"|]: {}, "starterKit": "webinar" """ },
        // Reported once, at the room type, and not at the template that names it.
        { """ "scheduled" """, """[TAP011|"sheduled"|]""" },
    };

    public static TheoryData<string, string> SampleFronts => new()
    {
        { """ "sampleFront" """, """[TAP007|"samplefront"|]""" },
        { """ "sampleFront": false """, """ "sampleFront": [TAP010|"true"|] """ },
        { """ "sampleFront": false """, """ "sampleFront": [TAP010|null|] """ },
        { """ "sampleFront": false """, """[TAP044|"sampleFront"|]: true""" },
        { """ "templateIds" """, """ [TAP023|"sampleFront"|]: true, "templateIds" """ },
        { """ "templateIds" """, """ [TAP023|"sampleFront"|]: false, "templateIds" """ },
        { """ "starterKit": "webinar" """, """ [TAP023|"sampleFront"|]: false, "starterKit": "webinar" """ },
    };

    public static TheoryData<string, string> Sessions => new()
    {
        { """ "sessionLength": "90m" """, """ [TAP007|"sessionLenght"|]: "90m" """ },
        { """ "sessionLength": "90m" """, """ "sessionLength": [TAP010|90|] """ },
        { """ "90m" """, """[TAP019|"59s"|]""" },
        { """ "90m" """, """[TAP019|"0m"|]""" },
        { """ "90m" """, """[TAP019|"8d"|]""" },
        { """ "90m" """, """[TAP019|"10081m"|]""" },
        { """ "90m" """, """[TAP019|"90 minutes"|]""" },
        { """ "12h" """, """[TAP019|"30s"|]""" },
        { """ "12h" """, """[TAP019|"169h"|]""" },
        { """ "kind": "permanent" """, """ "kind": "permanent", [TAP025|"sessionLength"|]: "1h" """ },
        { """ "kind": "scheduled" """, """ "kind": "scheduled", [TAP025|"sessionLength"|]: "1h" """ },
        { """ "kind": "adhoc" """, """ "kind": "adhoc", [TAP025|"opensBefore"|]: "1h" """ },
        { """ "kind": "adhoc" """, """ "kind": [TAP011|"ad-hoc"|] """ },
        {
            """ "starterKit": "webinar" """,
            """ "starterKit": "webinar", "roomTypes": { "webinar": { [TAP025|"sessionLength"|]: "1h" } } """
        },
        {
            """
            "starterKit": "webinar",
                  "rooms": { "main": { "type": "webinar", "start": "2040-01-01T10:00:00Z", "duration": "1h" } }
            """,
            """
            "starterKit": "audio-room", "roles": { "attendee": { "grants": [] } }, "roomTypes": { "audio-room": {
            [TAP025|"sessionLength"|]: "1h" } }
            """
        },
        { """ "type": "visit" """, """ "type": "visit", [TAP007|"sessionLength"|]: "1h" """ },
        { """ "secret": "env:SHOP_SECRET" """, """ "secret": "env:SHOP_SECRET", [TAP007|"sessionLength"|]: "1h" """ },
    };

    private static string OneTemplateTooMany()
    {
        IEnumerable<string> others = Enumerable.Range(0, 999).Select(i => $""" "t-{i}": "call", """);
        return $"""{string.Concat(others)}{Id}: "call", [TAP028|"last"|]""";
    }
}
