using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>Diagnostics are located at the token at fault, with the lines and columns of an editor.</summary>
public class LocationTests
{
    [Theory]
    [InlineData("after two-byte text", """{ "é": 1, "policy": 2, "apps": {} }""", 1, 21)]
    [InlineData("after three-byte text", """{ "会議室": 1, "policy": 2, "apps": {} }""", 1, 23)]
    [InlineData("after a surrogate pair", """{ "😀": 1, "policy": 2, "apps": {} }""", 1, 22)]
    [InlineData("after an escape", """{ "\u00e9": 1, "policy": 2, "apps": {} }""", 1, 26)]
    [InlineData("after a tab", "{\t\"policy\":\t2, \"apps\": {} }", 1, 13)]
    [InlineData("after LF", "{\n\n  \"policy\": 2, \"apps\": {} }", 3, 13)]
    [InlineData("after CR LF", "{\r\n\r\n  \"policy\": 2, \"apps\": {} }", 3, 13)]
    [InlineData("after CR", "{\r\r  \"policy\": 2, \"apps\": {} }", 3, 13)]
    [InlineData("after U+2028, not a line end", "{ \"\u2028\": 1, \"policy\": 2, \"apps\": {} }", 1, 21)]
    [InlineData("after a byte order mark", "\uFEFF{ \"policy\": 2, \"apps\": {} }", 1, 13)]
    public void Diagnostic_columns_count_UTF16_code_units(string where, string policy, int line, int column)
    {
        Diagnostic diagnostic = Assert.Single(GeneratorHarness.Run(policy).Diagnostics, d => d.Id == "TAP017");
        LinePosition start = diagnostic.Location.GetLineSpan().StartLinePosition;
        Assert.True((line, column) == (start.Line + 1, start.Character + 1), $"{where}: {start}");
    }

    [Theory]
    [InlineData("LF", "\n")]
    [InlineData("CR LF", "\r\n")]
    public void Diagnostic_span_is_the_token_at_fault(string name, string newLine)
    {
        string policy = SamplePolicies.Small.ReplaceLineEndings(newLine).Replace("Lobby", "Foyer 会議 😀")
            .With(""" "type": "meeting" """, """ "type": "metting" """);
        Diagnostic diagnostic = Assert.Single(GeneratorHarness.Run(policy).Diagnostics);
        TextSpan span = diagnostic.Location.SourceSpan;
        Assert.True(policy.Substring(span.Start, span.Length) == "\"metting\"", name);
        Assert.Equal(PolicyFile.DefaultPath, diagnostic.Location.GetLineSpan().Path);
    }

    [Fact]
    public void Byte_order_mark_is_not_counted_as_a_column()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. """{ "policy": 2, "apps": {} }"""u8];
        SourceText text = SourceText.From(bytes, bytes.Length);
        Diagnostic diagnostic = Assert.Single(GeneratorHarness.Run(new PolicyFile(text)).Diagnostics);
        Assert.Equal("TAP017 1:13-1:14", MarkedPolicy.Describe(diagnostic));
    }

    [Fact]
    public void Diagnostics_are_ordered_by_position()
    {
        string policy = SamplePolicies.Small.With(""" "role": "guest" """, """ "role": "gest" """)
            .With(""" "policy": 1 """, """ "policy": 3 """).Replace("adhoc", "odhoc");
        Assert.Equal(["TAP017", "TAP011", "TAP012"], GeneratorHarness.Run(policy).Diagnostics.Select(d => d.Id));
    }
}
