using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>The token requests of http_cases.jsonl that are valid HTTP.</summary>
public class SharedCasesTests
{
    /// <summary>
    /// Cases that label a JSON body with another type, charset or coding. 100ms's own clients do that too, so the
    /// labels are ignored, and a body that is not JSON in UTF-8 is rejected by its content.
    /// </summary>
    private static readonly string[] Mislabelled = ["rfc-286", "rfc-287", "rfc-289"];

    [RequiresFact(Needs.SharedCases)]
    public void Shared_HTTP_cases_get_an_allowed_status()
    {
        Api api = new(new PolicySubset("acme", "clinic", "closed", "live", "kiosk"));
        List<string> failures = [];
        int issued = 0;
        foreach (JsonElement line in SharedCases.Read("http_cases.jsonl").Where(IsOneRequestForAToken))
        {
            string id = line.GetProperty("id").GetString()!;
            int status = api.Send(line.GetProperty("request_base64").GetBytesFromBase64()).Status;
            issued += status == 200 ? 1 : 0;
            if (Mislabelled.Contains(id) ? status != 200 : !Allowed(line).Contains(status))
                failures.Add($"{id}: {status}");
        }
        Assert.Empty(failures);
        Assert.InRange(issued, 30, 60);
    }

    private static bool IsOneRequestForAToken(JsonElement line) =>
        line.GetProperty("expect").GetString() == "accept" && line.GetProperty("per_request").GetArrayLength() == 1
        && line.TryGetProperty("accept_status", out _);

    private static IEnumerable<int> Allowed(JsonElement line) =>
        line.GetProperty("accept_status").EnumerateArray().Select(status => status.GetInt32());
}
