using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>Messages about malformed JSON, mainly about syntax that other notations allow.</summary>
public class JsonSyntaxTests
{
    private const string Quotes = """strings and names need double quotes, write " instead of '""";
    private const string Comments = "JSON has no comments, remove this one";

    [Theory]
    [InlineData("{ 'policy': 1 }", Quotes)]
    [InlineData("""{ "policy": 'one' }""", Quotes)]
    [InlineData("""{ "roles": ["host", 'guest'] }""", Quotes)]
    [InlineData("""{ "policy" 'one' }""", Quotes)]
    [InlineData("""{ "policy": 1 'apps': {} }""", Quotes)]
    [InlineData("""
        // the policy
        { "policy": 1 }
        """, Comments)]
    [InlineData("""
        { "policy": 1, # version
          "apps": {} }
        """, Comments)]
    [InlineData("""{ "policy": 1 /* version */, "apps": {} }""", Comments)]
    [InlineData("""{ "policy": /* version */ 1 }""", Comments)]
    [InlineData("""{ "policy": 1 } // end""", Comments)]
    [InlineData("""{ "policy": 1, }""",
        "a member name in double quotes is expected here; remove a trailing comma")]
    [InlineData("{ policy: 1 }", "a member name in double quotes is expected here; remove a trailing comma")]
    [InlineData("""{ "roles": ["host",] }""",
        """a value is expected here (object, list, "string", number, true or false); remove a trailing comma""")]
    [InlineData("""{ "policy": 1 "apps": {} }""", "a comma or the closing bracket is expected here")]
    [InlineData("""{ "secret": "it\'s" }""", "invalid escape, write \\\\ for a backslash")]
    [InlineData("""{ "policy": 1""", "the file ends inside a value, close the open brackets and strings")]
    [InlineData("", "the file ends inside a value, close the open brackets and strings")]
    public void Malformed_JSON_message_names_the_fix(string policy, string explanation)
    {
        Diagnostic diagnostic = Assert.Single(GeneratorHarness.Run(policy).Diagnostics);
        Assert.Equal($"TAP005: Malformed JSON: {explanation}", $"{diagnostic.Id}: {diagnostic.GetMessage(null)}");
    }

    [Fact]
    public void Quotes_and_slashes_inside_strings_are_accepted() => Assert.Empty(GeneratorHarness.Run(
        SamplePolicies.Small.With(""" "Lobby" """, """ "Ann's / Bob's #1 // lobby" """)).Diagnostics);
}
