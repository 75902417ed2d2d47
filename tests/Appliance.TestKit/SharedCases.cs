using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Appliance.TestKit;

/// <summary>A test of cases that other people wrote, skipped where their folder is not beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedCasesFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(SharedCases.Missing, test);

/// <summary>Reads the case files: one JSON object a line.</summary>
public static class SharedCases
{
    /// <summary>What is missing on this machine; null if nothing is.</summary>
    public static string? Missing { get; } =
        Directory.Exists(Places.SharedCases) ? null : "needs ../shared/cases";

    public static IReadOnlyList<JsonElement> Read(string fileName) =>
    [
        .. File.ReadLines(Path.Combine(Places.SharedCases, fileName))
            .Select(line => JsonDocument.Parse(line).RootElement.Clone()),
    ];
}
