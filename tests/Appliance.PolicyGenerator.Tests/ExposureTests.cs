using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>TAP043 warns about an endpoint without credentials that issues every role.</summary>
public class ExposureTests
{
    private const string EndpointRoles = """, "roles": ["guest", "caller"]""";
    private const string ClerkGrants = """["publish", "eject", "end"]""";

    [Theory]
    [InlineData("record", true)]
    [InlineData("eject", true)]
    [InlineData("end", true)]
    [InlineData("mute", false)]
    [InlineData("chat", false)]
    [InlineData("subscribe", false)]
    [InlineData("publish", false)]
    public void Warning_depends_on_the_grants_of_the_roles(string grant, bool warns) =>
        Assert.Equal(warns ? ["TAP043"] : [], Warnings(WithoutRoles.With(ClerkGrants, $"""["{grant}"]""")));

    [Fact]
    public void Listed_roles_suppress_the_warning() => Assert.Empty(Warnings(
        SamplePolicies.Clients.With(EndpointRoles, """, "roles": ["clerk", "caller", "guest"]""")));

    [Fact]
    public void Disabled_endpoint_suppresses_the_warning() =>
        Assert.Empty(Warnings(WithoutRoles.With(""" "tokenEndpoint": { "enabled": true } """,
            """ "tokenEndpoint": { "enabled": false } """)));

    /// <summary>A LiveKit endpoint issues a single role, which the policy always names.</summary>
    [Fact]
    public void Endpoint_with_one_configured_role_is_not_warned_about() => Assert.Empty(Warnings(
        SamplePolicies.Clients.With(""" "role": "attendee" """, """ "role": "host" """)));

    [Fact]
    public void Roles_of_a_starter_kit_are_included_in_the_check() =>
        Assert.Equal(["TAP043"], Warnings(SamplePolicies.Small.With(
            """ "secret": "env:KIT_SECRET", """,
            """ "secret": "env:KIT_SECRET", "tokenEndpoint": { "enabled": true }, """)));

    [Fact]
    public void Policy_with_errors_reports_the_errors_without_the_warning() =>
        Assert.Equal(["TAP011"], Warnings(WithoutRoles.With(""" "mute" """, """ "mutte" """)));

    [Fact]
    public void Message_names_at_most_three_roles()
    {
        string[] names = [.. Enumerable.Range(0, 60).Select(i => $"clerk-{i}")];
        string policy = WithoutRoles
            .With(
                """ "clerk": { """,
                string.Concat(names.Select(name => $$""" "{{name}}": { "grants": ["record"] },"""))
                    + """ "clerk": { """)
            .With("""["clerk", "guest"]""", $"""["clerk", "guest", "{string.Join("\", \"", names)}"]""");
        Diagnostic warning = Assert.Single(GeneratorHarness.Run(policy).Diagnostics);
        Assert.Contains(": clerk-0 (record); clerk-1 (record); clerk-2 (record), …; ", warning.GetMessage(null));
    }

    private static string WithoutRoles => SamplePolicies.Clients.With(EndpointRoles, "");

    private static IEnumerable<string> Warnings(string policy) =>
        GeneratorHarness.Run(policy).Diagnostics.Select(diagnostic => diagnostic.Id);
}
