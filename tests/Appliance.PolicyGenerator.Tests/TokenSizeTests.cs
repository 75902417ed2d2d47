using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>A dialect whose tokens would always exceed the size limit is rejected; one that just fits is accepted.
/// </summary>
public class TokenSizeTests
{
    [Theory]
    [InlineData("{jti}", 650, true)]
    [InlineData("{jti}", 800, false)]
    [InlineData("{user}", 66, true)]
    [InlineData("{user}", 1000, false)]
    [InlineData("{exp}", 1000, true)]
    [InlineData("{exp}", 1100, false)]
    public void Dialect_is_rejected_only_if_its_variable_claims_exceed_the_token_limit(
        string placeholder, int count, bool fits)
    {
        string list = string.Join(",", Enumerable.Repeat($"\"{placeholder}\"", count));
        var result = GeneratorHarness.Run($$"""
            { "policy": 1,
              "dialects": { "own": {
                "claims": { "x": [{{list}}], "exp": "{exp}", "jti": "{jti}" }, "limits": { "life": "1d" } } },
              "apps": { "web": {
                "dialect": "own", "accessKey": "key-1", "secret": "env:A", "starterKit": "video-conferencing" } } }
            """);
        string[] expected = fits ? [] : ["TAP029 5:16-5:21", "TAP029 5:16-5:21"];
        Assert.Equal(expected, result.Diagnostics.Select(MarkedPolicy.Describe).Take(2));
        Assert.Equal(fits, result.Diagnostics.All(diagnostic => diagnostic.Severity != DiagnosticSeverity.Error));
    }
}
