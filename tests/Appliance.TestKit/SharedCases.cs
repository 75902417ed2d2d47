using System.Text.Json;

namespace Appliance.TestKit;

/// <summary>Reads case files from the folder beside the repository: one JSON object per line.</summary>
public static class SharedCases
{
    public static IReadOnlyList<JsonElement> Read(string fileName) =>
    [
        .. File.ReadLines(Path.Combine(Places.SharedCases, fileName))
            .Select(line => JsonDocument.Parse(line).RootElement.Clone()),
    ];
}
