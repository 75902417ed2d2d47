using System.Text.Json;

namespace Appliance.TestKit;

/// <summary>
/// A document of JSONTestSuite (json_cases.jsonl) as the body of a token request. None is a token request, so all are
/// rejected, and only the message shows whether the document was read as JSON. Nesting beyond 8 levels is deliberately
/// rejected as malformed JSON; no document that must be accepted is that deep.
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

    /// <summary>Describes a wrong response; null for the expected one.</summary>
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
