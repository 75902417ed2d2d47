using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.Json.Tests;

/// <summary>JSONTestSuite: documents that a parser must accept, must reject, or may accept or reject.</summary>
public sealed class PublishedDocumentTests
{
    [RequiresFact(Needs.SharedCases)]
    public void JSONTestSuite_document_is_accepted_or_rejected_as_expected()
    {
        List<string> wrong = [];
        int cases = 0;
        foreach (JsonElement test in SharedCases.Read("json_cases.jsonl"))
        {
            cases++;
            string name = test.GetProperty("name").GetString()!;
            bool accepted = ReaderTrace.Tokens(test.GetProperty("bytes_base64").GetBytesFromBase64()) is not null;
            string expect = test.GetProperty("expect").GetString()!;
            if (accepted != (expect == "either" ? IsAcceptedHere(name) : expect == "accept"))
                wrong.Add($"{name}: {(accepted ? "accepted" : "rejected")}");
        }
        Assert.Empty(wrong);
        Assert.True(cases >= 300, $"only {cases} cases");
    }

    /// <summary>
    /// JsonReader's choice where both results are allowed. It accepts numbers of any size and duplicate names: its
    /// callers parse the digits and reject duplicates. It rejects invalid Unicode, a byte order mark and 500 levels.
    /// </summary>
    private static bool IsAcceptedHere(string name) =>
        name.StartsWith("i_number_", StringComparison.Ordinal)
        || name.StartsWith("number_", StringComparison.Ordinal)
        || name.StartsWith("object_", StringComparison.Ordinal)
        || name == "string_with_escaped_NULL.json";
}
