using System.Text.Json;

namespace Appliance.TestKit;

/// <summary>A body for <c>POST /api/token</c> and the statuses that it may get, by api_bad_inputs.jsonl. It is about
/// a room <c>r1</c> and a role <c>guest</c>.</summary>
public sealed record ApiInput(string Name, byte[] Body, IReadOnlyList<int> Statuses)
{
    public static IReadOnlyList<ApiInput> ReadAll() =>
    [
        .. SharedCases.Read("api_bad_inputs.jsonl").Select(line => new ApiInput(
            line.GetProperty("name").GetString()!, line.GetProperty("body_base64").GetBytesFromBase64(),
            [.. StatusesOf(line)])),
    ];

    /// <summary>An input that a server may accept or reject lists only the statuses of the rejection.</summary>
    private static IEnumerable<int> StatusesOf(JsonElement line)
    {
        IEnumerable<int> listed =
            line.GetProperty("expect_status").EnumerateArray().Select(status => status.GetInt32());
        return line.GetProperty("expect").GetString() == "either" ? listed.Append(200) : listed;
    }
}
