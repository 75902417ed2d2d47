using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Appliance.TestKit;

namespace Appliance.Http.Tests;

/// <summary>The request streams of http_cases.jsonl, judged by the rules of their runner.</summary>
public sealed partial class SharedCasesTests
{
    private static readonly int[] ErrorStatuses = [400, 408, 411, 413, 414, 417, 431, 500, 502, 503, 505];
    private static readonly int[] RejectionStatuses = [400, 501, 505, 413, 414, 431];

    private static IReadOnlyList<JsonElement> Cases => SharedCases.Read("http_cases.jsonl");

    [RequiresFact(Needs.SharedCases)]
    public void Shared_cases_get_the_expected_status_and_connection_state()
    {
        string[] failures =
        [
            .. Cases.Select(@case => (Case: @case, Failure: Judge(@case, Conversation.Of(Stream(@case)))))
                .Where(judged => judged.Failure is not null)
                .Select(judged => $"{Id(judged.Case)} {judged.Failure}"),
        ];
        Assert.Empty(failures);
    }

    [RequiresFact(Needs.SharedCases)]
    public void Shared_cases_get_the_same_responses_for_every_stream_split()
    {
        Assert.NotEmpty(Cases);
        Parallel.ForEach(Cases, @case => Splits.AssertSame(Stream(@case), name: Id(@case)));
    }

    private static string Id(JsonElement @case) =>
        $"{@case.GetProperty("id").GetString()} {@case.GetProperty("name").GetString()}";

    private static byte[] Stream(JsonElement @case) => @case.GetProperty("request_base64").GetBytesFromBase64();

    /// <returns>Null for PASS, else the FAIL or WARN of the runner.</returns>
    private static string? Judge(JsonElement @case, Conversation conversation)
    {
        bool[] heads = [.. RequestLines().Matches(Encoding.Latin1.GetString(Stream(@case)))
            .Select(match => match.Groups[1].Value == "HEAD")];
        int[] statuses = [.. Response.ReadAll(conversation.Sent, n => n < heads.Length && heads[n])
            .Where(response => !response.IsInterim).Select(response => response.Status)];
        JsonElement[] requests = [.. @case.GetProperty("per_request").EnumerateArray()];
        string received = string.Join(' ', statuses);
        if (statuses.Any(status => status is 500 or 502 or 503))
            return $"FAIL {received}";
        if (statuses.Length > requests.Length)
            return $"FAIL {statuses.Length} responses to {requests.Length} requests: {received}";
        return @case.GetProperty("expect").GetString() switch
        {
            "accept" => JudgeAccept(@case, statuses, requests.Length, conversation.IsClosed),
            "either" => statuses.Length == 0 && !conversation.IsClosed ? "FAIL no response, left open" : null,
            "incomplete" => statuses.Skip(IndexOf(requests, "incomplete")).FirstOrDefault(400) < 400
                ? $"FAIL handled an incomplete request: {received}" : null,
            _ => JudgeReject(@case, statuses, requests, conversation.IsClosed),
        };
    }

    private static string? JudgeAccept(JsonElement @case, int[] statuses, int requests, bool isClosed)
    {
        int[] allowed = [.. Numbers(@case, "accept_status"), .. Numbers(@case, "alt_status")];
        if (statuses.Length == 0)
            return "FAIL no response";
        if (statuses.Any(status => ErrorStatuses.Contains(status) && !allowed.Contains(status)))
            return $"FAIL rejected: {string.Join(' ', statuses)}";
        return statuses.Length < requests && !isClosed ? "FAIL responses are missing, left open" : null;
    }

    private static string? JudgeReject(JsonElement @case, int[] statuses, JsonElement[] requests, bool isClosed)
    {
        int rejected = IndexOf(requests, "reject");
        if (statuses.Length <= rejected)
            return isClosed ? "WARN closed without a response" : "FAIL no response, left open";
        int status = statuses[rejected];
        int[] wanted = [.. Numbers(requests[rejected], "status"), .. Numbers(@case, "alt_status")];
        if (!wanted.Contains(status) && !RejectionStatuses.Contains(status))
            return $"FAIL accepted: {string.Join(' ', statuses)}";
        if (!isClosed)
            return $"WARN {status} but left open";
        return wanted.Contains(status) ? null : $"WARN {status} instead of {string.Join(' ', wanted)}";
    }

    private static int IndexOf(JsonElement[] requests, string verdict) =>
        Array.FindIndex(requests, request => request.GetProperty("verdict").GetString() == verdict);

    private static IEnumerable<int> Numbers(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement list)
            ? list.EnumerateArray().Select(number => number.GetInt32()) : [];

    [GeneratedRegex("(?:^|\n)([A-Z]+) [^\r\n]* HTTP/1")]
    private static partial Regex RequestLines();
}
