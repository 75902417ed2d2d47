using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Appliance.TestKit;

namespace Appliance.Http.Tests;

/// <summary>The request streams of http_cases.jsonl, judged as their runner judges a live server.</summary>
public sealed partial class SharedCasesTests
{
    private static readonly int[] SyntaxStatuses = [400, 408, 411, 413, 414, 417, 431, 500, 502, 503, 505];
    private static readonly int[] RefusalStatuses = [400, 501, 505, 413, 414, 431];

    private static IReadOnlyList<JsonElement> Cases => SharedCases.Read("http_cases.jsonl");

    [SharedCasesFact]
    public void EveryCaseIsAnsweredAsItMust()
    {
        string[] complaints =
        [
            .. Cases.Select(@case => (Case: @case, Complaint: Judge(@case, Conversation.Of(Stream(@case)))))
                .Where(judged => judged.Complaint is not null)
                .Select(judged => $"{Id(judged.Case)} {judged.Complaint}"),
        ];
        Assert.Empty(complaints);
    }

    [SharedCasesFact]
    public void EveryCaseGetsTheSameResponsesHoweverItIsCut()
    {
        Assert.NotEmpty(Cases);
        Parallel.ForEach(Cases, @case => Splits.AssertSame(Stream(@case), name: Id(@case)));
    }

    private static string Id(JsonElement @case) =>
        $"{@case.GetProperty("id").GetString()} {@case.GetProperty("name").GetString()}";

    private static byte[] Stream(JsonElement @case) => @case.GetProperty("request_base64").GetBytesFromBase64();

    /// <returns>Null for PASS; the rest is the runner's FAIL and WARN.</returns>
    private static string? Judge(JsonElement @case, Conversation conversation)
    {
        bool[] heads = [.. RequestLines().Matches(Encoding.Latin1.GetString(Stream(@case)))
            .Select(match => match.Groups[1].Value == "HEAD")];
        int[] statuses = [.. Response.ReadAll(conversation.Sent, n => n < heads.Length && heads[n])
            .Where(response => !response.IsInterim).Select(response => response.Status)];
        JsonElement[] requests = [.. @case.GetProperty("per_request").EnumerateArray()];
        string shown = string.Join(' ', statuses);
        if (statuses.Any(status => status is 500 or 502 or 503))
            return $"FAIL {shown}";
        if (statuses.Length > requests.Length)
            return $"FAIL {statuses.Length} answers to {requests.Length} requests: {shown}";
        return @case.GetProperty("expect").GetString() switch
        {
            "accept" => JudgeAccept(@case, statuses, requests.Length, conversation.IsClosed),
            "either" => statuses.Length == 0 && !conversation.IsClosed ? "FAIL no answer, left open" : null,
            "incomplete" => statuses.Skip(IndexOf(requests, "incomplete")).FirstOrDefault(400) < 400
                ? $"FAIL acted on an unfinished request: {shown}" : null,
            _ => JudgeReject(@case, statuses, requests, conversation.IsClosed),
        };
    }

    private static string? JudgeAccept(JsonElement @case, int[] statuses, int requests, bool isClosed)
    {
        int[] allowed = [.. Numbers(@case, "accept_status"), .. Numbers(@case, "alt_status")];
        if (statuses.Length == 0)
            return "FAIL no answer";
        if (statuses.Any(status => SyntaxStatuses.Contains(status) && !allowed.Contains(status)))
            return $"FAIL refused: {string.Join(' ', statuses)}";
        return statuses.Length < requests && !isClosed ? "FAIL answers are missing, left open" : null;
    }

    private static string? JudgeReject(JsonElement @case, int[] statuses, JsonElement[] requests, bool isClosed)
    {
        int rejected = IndexOf(requests, "reject");
        if (statuses.Length <= rejected)
            return isClosed ? "WARN closed without an answer" : "FAIL no answer, left open";
        int status = statuses[rejected];
        int[] wanted = [.. Numbers(requests[rejected], "status"), .. Numbers(@case, "alt_status")];
        if (!wanted.Contains(status) && !RefusalStatuses.Contains(status))
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
