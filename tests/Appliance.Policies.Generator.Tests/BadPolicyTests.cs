namespace Appliance.Policy.Generator.Tests;

/// <summary>Each bad policy is the small one with a mistake, and gives exactly the problems that are marked.</summary>
public class BadPolicyTests
{
    [Theory]
    [MemberData(nameof(BadPolicies.Members), MemberType = typeof(BadPolicies))]
    [MemberData(nameof(BadPolicies.MissingMembers), MemberType = typeof(BadPolicies))]
    [MemberData(nameof(BadPolicies.Values), MemberType = typeof(BadPolicies))]
    [MemberData(nameof(BadPolicies.Rules), MemberType = typeof(BadPolicies))]
    [MemberData(nameof(BadPolicies.Tests), MemberType = typeof(BadPolicies))]
    public void The_problem_is_at_the_token_at_fault(string original, string mistake) =>
        AssertProblems(SamplePolicies.Small, original, mistake);

    [Theory]
    [MemberData(nameof(BadDialects.Claims), MemberType = typeof(BadDialects))]
    [MemberData(nameof(BadDialects.Dialects), MemberType = typeof(BadDialects))]
    [MemberData(nameof(BadDialects.Defaults), MemberType = typeof(BadDialects))]
    [MemberData(nameof(BadDialects.Endpoints), MemberType = typeof(BadDialects))]
    public void The_problem_is_at_the_token_at_fault_in_a_policy_with_dialects(string original, string mistake) =>
        AssertProblems(SamplePolicies.Rich, original, mistake);

    private static void AssertProblems(string sample, string original, string mistake)
    {
        Assert.Contains(original, sample);
        int at = sample.IndexOf(original, StringComparison.Ordinal);
        var policy = new MarkedPolicy(sample.Remove(at, original.Length).Insert(at, mistake));

        var result = Generating.Run(policy.Text);

        Assert.Null(result.Exception);
        Assert.Equal(
            policy.Expected, result.Diagnostics.Select(MarkedPolicy.Describe).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("[TAP005||]")]
    [InlineData("  \n[TAP005||]")]
    [InlineData("{ \"policy\": 1, [TAP005|}|]")]
    [InlineData("{ \"policy\": 1 [TAP005|\"|]apps\": {} }")]
    [InlineData("{ \"policy\" [TAP005|1|] }")]
    [InlineData("{ \"policy\": 1, \"apps\": {} } [TAP005|x|]")]
    [InlineData("{ \"policy\": 01 }", "TAP005 1:13-1:14")]
    [InlineData("{ \"policy\": 1, \"apps\": {[TAP005||]")]
    [InlineData("{ \"a\": \"x[TAP005|\\|]q\" }")]
    [InlineData("{ \"a\": \"x[TAP005|\n|]\" }", "TAP005 1:10-2:1")]
    [InlineData("{ \"a\": \"[TAP005|\\|]ud800\" }")]
    [InlineData("// comment", "TAP005 1:1-1:2")]
    [InlineData("[TAP010|[|]]")]
    [InlineData("[TAP010|null|]")]
    public void Broken_text_is_shown_where_it_breaks(string marked, string? expected = null)
    {
        var policy = new MarkedPolicy(marked);
        Assert.Equal(
            expected is null ? policy.Expected : [expected],
            Generating.Run(policy.Text).Diagnostics.Select(MarkedPolicy.Describe));
    }

    [Fact]
    public void Thirty_three_levels_are_too_deep()
    {
        string policy = new string('[', 33) + new string(']', 33);
        Assert.Equal("TAP006 1:33-1:34", MarkedPolicy.Describe(Assert.Single(Generating.Run(policy).Diagnostics)));
    }

    [Fact]
    public void Every_mistake_is_reported_at_once()
    {
        var policy = new MarkedPolicy(SamplePolicies.Small
            .Replace("\"policy\": 1", "\"policy\": [TAP017|2|]")
            .Replace("\"env:WEB_SECRET\"", "[TAP018|\"hunter2\"|]")
            .Replace("\"chat\"", "[TAP011|\"chatt\"|]")
            .Replace("\"type\": \"open\"", "\"type\": [TAP012|\"opened\"|]")
            .Replace("cred:desk-key\"", "cred:desk-key\", [TAP007|\"appkey\"|]: 1"));
        Assert.Equal(
            policy.Expected,
            Generating.Run(policy.Text).Diagnostics.Select(MarkedPolicy.Describe).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_policies_that_the_bad_ones_come_from_are_sound()
    {
        foreach ((string policy, int appCount) in new[] { (SamplePolicies.Small, 3), (SamplePolicies.Rich, 2) })
        {
            var result = Generating.Run(policy);
            Assert.Empty(result.Diagnostics);
            Assert.Empty(Generating.ComplaintsAbout(result));
            Assert.Equal(appCount + 2, result.GeneratedSources.Length);
        }
    }
}
