using System.Text.Json;
using Appliance.Testing;

namespace Appliance.Json.Tests;

/// <summary>JSONTestSuite: documents that a parser must take, must refuse, or may do either with.</summary>
public sealed class PublishedDocumentTests
{
    [SharedCasesFact]
    public void Each_published_document_gets_its_verdict()
    {
        List<string> wrong = [];
        int cases = 0;
        foreach (JsonElement test in SharedCases.Read("json_cases.jsonl"))
        {
            cases++;
            string name = test.GetProperty("name").GetString()!;
            bool accepted = Reading.Ours(test.GetProperty("bytes_base64").GetBytesFromBase64()) is not null;
            string expect = test.GetProperty("expect").GetString()!;
            if (accepted != (expect == "either" ? IsAcceptedHere(name) : expect == "accept"))
                wrong.Add($"{name}: {(accepted ? "accepted" : "refused")}");
        }
        Assert.Empty(wrong);
        Assert.True(cases >= 300, $"only {cases} cases");
    }

    /// <summary>
    /// What is left to the parser: numbers are any size, since whoever wants one reads its digits; a name may come
    /// twice, since whoever collects members refuses it; text that is not Unicode, a byte order mark and 500 levels
    /// are refused.
    /// </summary>
    private static bool IsAcceptedHere(string name) =>
        name.StartsWith("i_number_", StringComparison.Ordinal)
        || name.StartsWith("number_", StringComparison.Ordinal)
        || name.StartsWith("object_", StringComparison.Ordinal)
        || name == "string_with_escaped_NULL.json";
}
