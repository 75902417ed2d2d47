using System.Text.Json;
using Appliance.Testing;

namespace Appliance.EndToEnd.Tests.Sequences;

/// <summary>A line of http_sequences.jsonl: what a client does, step by step, and what must come of it.</summary>
internal sealed record Sequence(string Id, IReadOnlyList<JsonElement> Steps, JsonElement Expect)
{
    public static IReadOnlyList<Sequence> ReadAll() =>
    [
        .. SharedCases.Read("http_sequences.jsonl").Select(line => new Sequence(
            line.GetProperty("id").GetString()!, [.. line.GetProperty("steps").EnumerateArray()],
            line.GetProperty("expect"))),
    ];

    /// <summary>Milliseconds after which its connection must be closed; null if no time is named.</summary>
    public int? ClosedWithinMilliseconds =>
        Expect.TryGetProperty("closed_within_ms", out JsonElement time) ? time.GetInt32() : null;

    public bool Has(string step) => Steps.Any(one => one.TryGetProperty(step, out _));
}
