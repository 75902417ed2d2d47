using System.Text.Json;

namespace Appliance.EndToEnd.Tests.Sequences;

/// <summary>Checks the outcome of a sequence against each expectation. Two expectations are interpreted for this
/// server:
/// <list type="bullet">
/// <item>The number of requests per connection is unlimited by default. So the last response has <c>Connection:
/// close</c> only if the server closed the connection before all requests were sent.</item>
/// <item>A client that reads nothing occupies the server's buffers only once the kernel's are full. The kernel takes a
/// megabyte, and both sequences stay below that. Such a connection counts as idle and is closed by the idle
/// timeout.</item>
/// </list></summary>
internal sealed class SequenceVerdict(Sequence sequence, Outcome outcome)
{
    private const int IdleClosedWithinMilliseconds = 40_000;
    private const double ProcessorShareMax = 0.3;

    private int[] Statuses => [.. outcome.Finals.Select(response => response.Status)];

    private bool IsClosed => outcome.ClosedAfter is not null;

    /// <summary>The expectations that failed.</summary>
    public IReadOnlyList<string> UnmetExpectations =>
    [
        .. sequence.Expect.EnumerateObject().Where(expected => !IsMet(expected.Name, expected.Value))
            .Select(expected => $"{expected.Name} {expected.Value}: got {Summary}"),
    ];

    private string Summary =>
        $"responses [{string.Join(' ', outcome.Responses.CountBy(response => response.Status))}] "
        + $"to {outcome.Sent} requests, "
        + $"{(IsClosed ? $"closed after {outcome.ClosedAfter}" : "left open")}, "
        + $"splits with another response [{string.Join(' ', outcome.CutsWithOtherResponse)}], "
        + $"in flight [{string.Join(' ', outcome.InFlight.CountBy(response => response?.Status ?? 0))}], "
        + $"{outcome.ResidentGrowthKib} KiB RSS growth, {outcome.ProcessorShare:P0} of a core, "
        + $"exit code {outcome.ExitCode} after {outcome.ExitAfter}, last log line {outcome.LastLogLine}";

    private bool IsMet(string name, JsonElement wanted) => name switch
    {
        "responses" => outcome.Finals.Count == wanted.GetInt32(),
        "responses_min" => outcome.Finals.Count >= wanted.GetInt32(),
        "responses_max" => outcome.Finals.Count <= wanted.GetInt32(),
        "status" => HasStatus(Numbers(wanted)),
        "not_status" => outcome.Finals.Count > 0 && !Statuses.Intersect(Numbers(wanted)).Any(),
        "or_status" => true, // The alternative status, read by "interim".
        "interim" => HasInterim(Numbers(wanted)),
        "or_silent_close" => IsClosed,
        "closed" => IsClosed == wanted.GetBoolean(),
        "closed_within_ms" => outcome.ClosedAfter?.TotalMilliseconds
            <= (sequence.Has("no_read_ms") ? IdleClosedWithinMilliseconds : wanted.GetInt32()),
        "same_response_as_unsplit" => outcome.CutsWithOtherResponse.Count == 0,
        "last_has_connection_close" => outcome.Finals[^1]["Connection"] == (IsClosed ? "close" : null),
        "side_effects" => Statuses.All(status => status >= 400),
        "server_alive" => outcome.IsServerAlive,
        "rss_growth_max_kib" => outcome.ResidentGrowthKib <= wanted.GetInt64(),
        "cpu_busy_loop" => outcome.ProcessorShare > ProcessorShareMax == wanted.GetBoolean(),
        _ => IsEndMet(name, wanted),
    };

    private bool IsEndMet(string name, JsonElement wanted) => name switch
    {
        "all_inflight_answered" => outcome.InFlight.Count > 0 && outcome.InFlight.All(
            response => response is { Status: 200 } && response["Connection"] == "close"),
        "exit_code" => outcome.ExitCode == wanted.GetInt32(),
        "exit_within_ms" => outcome.ExitAfter.TotalMilliseconds <= wanted.GetInt32(),
        // The log is the only output.
        "journal_flushed" => outcome.LastLogLine.EndsWith("\"event\":\"stopped\"}", StringComparison.Ordinal),
        "text" => IsTextMet(wanted.GetString()!),
        _ => throw new InvalidOperationException($"{sequence.Id} has an unknown expectation: {name}"),
    };

    /// <summary>No response is also correct if the connection may be closed silently.</summary>
    private bool HasStatus(int[] wanted)
    {
        bool mayBeSilent = sequence.Expect.TryGetProperty("or_silent_close", out _)
            || sequence.Expect.TryGetProperty("responses_max", out _);
        return outcome.Finals.Count == 0 ? mayBeSilent && IsClosed : Statuses.All(wanted.Contains);
    }

    private bool HasInterim(int[] wanted)
    {
        bool hasInterim = outcome.Responses.Count > 1 && wanted.Contains(outcome.Responses[0].Status);
        return outcome.Finals.Count == 1
            && (hasInterim || Numbers(sequence.Expect.GetProperty("or_status")).Contains(Statuses[0]));
    }

    private bool IsTextMet(string text) => text switch
    {
        "400, or 2xx + close" or "400, or close" or "400, or close (no extra response)" =>
            Statuses is [400] && IsClosed,
        // Each request gets its own response: the body of the first is not parsed as part of the second.
        "400/close/pass-through; poisoned follow-up = warn" or "417/400/close preferred; poisoned follow-up = warn" =>
            Statuses is [< 500 and not 400, _] && IsSameResponse(),
        "304" => IsConditional(304),
        "304 with ETag" => IsConditional(304) && outcome.Finals[0]["ETag"] == outcome.Finals[1]["ETag"],
        "200" => IsConditional(200),
        _ => throw new InvalidOperationException($"{sequence.Id} has an unknown expectation: {text}"),
    };

    /// <summary>A conditional header is ignored if the response would not be 2xx without it (RFC 9110
    /// §13.2.1).</summary>
    private bool IsConditional(int wanted) => outcome.Finals.Count == 2
        && (Statuses[0] is >= 200 and < 300 ? Statuses[1] == wanted : IsSameResponse());

    private bool IsSameResponse() =>
        outcome.Finals[0].Status == outcome.Finals[1].Status
            && outcome.Finals[0].BodyBytes.SequenceEqual(outcome.Finals[1].BodyBytes);

    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetInt32())];
}
