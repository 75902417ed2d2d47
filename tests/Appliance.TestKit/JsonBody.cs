using System.Text.Json;

namespace Appliance.TestKit;

/// <summary>
/// A document of JSONTestSuite (json_cases.jsonl) as the body of a token request. None of them is a token request, so
/// that all are refused, and only the words tell which are JSON. Levels beyond 8 are refused on purpose, as what is not
/// JSON: of the documents that deep none must be accepted.
/// </summary>
public sealed record JsonBody(string Name, byte[] Bytes, string Expect)
{
    private const int BodyBytesMax = 65_536;

    public static IReadOnlyList<JsonBody> ReadAll() =>
    [
        .. SharedCases.Read("json_cases.jsonl").Select(line => new JsonBody(
            line.GetProperty("name").GetString()!, line.GetProperty("bytes_base64").GetBytesFromBase64(),
            line.GetProperty("expect").GetString()!)),
    ];

    /// <summary>Null if the answer is right.</summary>
    public string? Complaint(int status, string responseBody)
    {
        int wanted = Bytes.Length > BodyBytesMax ? 413 : 400;
        if (status != wanted || Message(responseBody) is not { } message)
            return $"{Name}: {status} {responseBody}";
        bool isCalledJson = !message.Contains("not JSON", StringComparison.Ordinal);
        return Expect == "accept" && !isCalledJson ? $"{Name}: {message}" : null;
    }

    private static string? Message(string responseBody)
    {
        try
        {
            return JsonDocument.Parse(responseBody).RootElement.GetProperty("message").GetString();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
