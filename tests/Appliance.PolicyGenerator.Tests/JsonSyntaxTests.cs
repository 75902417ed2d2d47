using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>What is said of text that is not JSON, most of all of what other notations allow.</summary>
public class JsonSyntaxTests
{
    private const string Quotes = "strings and names stand in double quotes, write \" instead of '";
    private const string Comments = "JSON has no comments, remove this one";

    [Theory]
    [InlineData("{ 'policy': 1 }", Quotes)]
    [InlineData("{ \"policy\": 'one' }", Quotes)]
    [InlineData("{ \"roles\": [\"host\", 'guest'] }", Quotes)]
    [InlineData("{ \"policy\" 'one' }", Quotes)]
    [InlineData("{ \"policy\": 1 'apps': {} }", Quotes)]
    [InlineData("// the policy\n{ \"policy\": 1 }", Comments)]
    [InlineData("{ \"policy\": 1, # version\n \"apps\": {} }", Comments)]
    [InlineData("{ \"policy\": 1 /* version */, \"apps\": {} }", Comments)]
    [InlineData("{ \"policy\": /* version */ 1 }", Comments)]
    [InlineData("{ \"policy\": 1 } // end", Comments)]
    [InlineData("{ \"policy\": 1, }",
        "a member's name in double quotes is due here; no comma follows the last member")]
    [InlineData("{ policy: 1 }", "a member's name in double quotes is due here; no comma follows the last member")]
    [InlineData("{ \"roles\": [\"host\",] }",
        "a value is due here (an object, a list, a \"string\", a number, true or false); no comma follows the last")]
    [InlineData("{ \"policy\": 1 \"apps\": {} }", "a comma or the closing bracket is due here")]
    [InlineData("{ \"secret\": \"it\\'s\" }", "no such escape, write \\\\ for a backslash")]
    [InlineData("{ \"policy\": 1", "the file ends inside a value, close what is open")]
    [InlineData("", "the file ends inside a value, close what is open")]
    public void The_message_says_how_to_mend_it(string policy, string explanation)
    {
        Diagnostic problem = Assert.Single(Generating.Run(policy).Diagnostics);
        Assert.Equal($"TAP005: This is not JSON: {explanation}", $"{problem.Id}: {problem.GetMessage(null)}");
    }

    [Fact]
    public void Quotes_and_slashes_inside_strings_are_no_mistake() => Assert.Empty(Generating.Run(
        SamplePolicies.Small.Replace("\"Lobby\"", "\"Ann's / Bob's #1 // lobby\"")).Diagnostics);
}
