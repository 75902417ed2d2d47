using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>When the compiler warns of an endpoint without credentials that gives every role: TAP043.</summary>
public class ExposureTests
{
    private const string Named = """, "roles": ["guest", "caller"]""";
    private const string Clerk = """["publish", "eject", "end"]""";

    [Theory]
    [InlineData("record", true)]
    [InlineData("eject", true)]
    [InlineData("end", true)]
    [InlineData("mute", false)]
    [InlineData("chat", false)]
    [InlineData("subscribe", false)]
    [InlineData("publish", false)]
    public void It_depends_on_the_grants_of_the_roles(string grant, bool warns) =>
        Assert.Equal(warns ? ["TAP043"] : [], Warnings(WithoutRoles.With(Clerk, $"""["{grant}"]""")));

    [Fact]
    public void Roles_that_are_written_out_are_a_decision() => Assert.Empty(Warnings(
        SamplePolicies.Clients.With(Named, """, "roles": ["clerk", "caller", "guest"]""")));

    [Fact]
    public void An_endpoint_that_is_off_gives_nothing() =>
        Assert.Empty(Warnings(WithoutRoles.With(""" "tokenEndpoint": { "enabled": true } """,
            """ "tokenEndpoint": { "enabled": false } """)));

    /// <summary>A LiveKit endpoint gives one role, which the policy always names.</summary>
    [Fact]
    public void An_endpoint_with_one_role_is_a_decision() => Assert.Empty(Warnings(
        SamplePolicies.Clients.With(""" "role": "attendee" """, """ "role": "host" """)));

    [Fact]
    public void The_roles_of_a_starter_kit_count() => Assert.Equal(["TAP043"], Warnings(SamplePolicies.Small.With(
        """ "secret": "env:KIT_SECRET", """,
        """ "secret": "env:KIT_SECRET", "tokenEndpoint": { "enabled": true }, """)));

    [Fact]
    public void A_policy_with_a_mistake_has_that_first() =>
        Assert.Equal(["TAP011"], Warnings(WithoutRoles.With(""" "mute" """, """ "mutte" """)));

    [Fact]
    public void Of_many_roles_the_first_three_are_named()
    {
        string[] names = [.. Enumerable.Range(0, 60).Select(i => $"clerk-{i}")];
        string policy = WithoutRoles
            .With(
                """ "clerk": { """,
                string.Concat(names.Select(name => $$""" "{{name}}": { "grants": ["record"] },"""))
                    + """ "clerk": { """)
            .With("""["clerk", "guest"]""", $"""["clerk", "guest", "{string.Join("\", \"", names)}"]""");
        Diagnostic warning = Assert.Single(Generating.Run(policy).Diagnostics);
        Assert.Contains(": clerk-0 (record); clerk-1 (record); clerk-2 (record), …; ", warning.GetMessage(null));
    }

    private static string WithoutRoles => SamplePolicies.Clients.With(Named, "");

    private static IEnumerable<string> Warnings(string policy) =>
        Generating.Run(policy).Diagnostics.Select(problem => problem.Id);
}
