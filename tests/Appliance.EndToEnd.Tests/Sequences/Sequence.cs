using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Sequences;

/// <summary>A line of http_sequences.jsonl: the steps of a client and the expected outcome.</summary>
internal sealed record Sequence(string Id, IReadOnlyList<JsonElement> Steps, JsonElement Expect)
{
    public static IReadOnlyList<Sequence> ReadAll() =>
    [
        .. SharedCases.Read("http_sequences.jsonl").Select(line => new Sequence(
            line.GetProperty("id").GetString()!, [.. line.GetProperty("steps").EnumerateArray()],
            line.GetProperty("expect"))),
    ];

    /// <summary>Time limit for closing the connection, in milliseconds; null: no limit.</summary>
    public int? ClosedWithinMilliseconds =>
        Expect.TryGetProperty("closed_within_ms", out JsonElement time) ? time.GetInt32() : null;

    public bool Has(string step) => Steps.Any(one => one.TryGetProperty(step, out _));
}
