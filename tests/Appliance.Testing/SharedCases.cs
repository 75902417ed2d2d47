using System.Text.Json;
using Xunit;

namespace Appliance.Testing;

/// <summary>A test of cases that other people wrote, skipped where their folder is not beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedCasesFactAttribute : FactAttribute
{
    public SharedCasesFactAttribute()
    {
        if (!Directory.Exists(Places.SharedCases))
            Skip = $"needs {Places.SharedCases}, which a clone elsewhere does not have";
    }
}

/// <summary>Reads the case files: one JSON object a line.</summary>
public static class SharedCases
{
    public static IReadOnlyList<JsonElement> Read(string fileName) =>
    [
        .. File.ReadLines(Path.Combine(Places.SharedCases, fileName))
            .Select(line => JsonDocument.Parse(line).RootElement.Clone()),
    ];
}
