using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>The requests for a token among http_cases.jsonl that are right as far as HTTP goes.</summary>
public class SharedCasesTests
{
    /// <summary>
    /// They mislabel a body that is JSON, as another type, charset or coding. 100ms's own clients do that too, so that
    /// the labels are not looked at: what is not JSON in UTF-8 is refused for what it is.
    /// </summary>
    private static readonly string[] Mislabelled = ["rfc-286", "rfc-287", "rfc-289"];

    [RequiresFact(Needs.SharedCases)]
    public void Each_gets_what_a_token_API_may_answer()
    {
        Api api = new(new ChosenApps("acme", "clinic", "closed", "live", "kiosk"));
        List<string> complaints = [];
        int issued = 0;
        foreach (JsonElement line in SharedCases.Read("http_cases.jsonl").Where(IsOneRequestForAToken))
        {
            string id = line.GetProperty("id").GetString()!;
            int status = api.Send(line.GetProperty("request_base64").GetBytesFromBase64()).Status;
            issued += status == 200 ? 1 : 0;
            if (Mislabelled.Contains(id) ? status != 200 : !Allowed(line).Contains(status))
                complaints.Add($"{id}: {status}");
        }
        Assert.Empty(complaints);
        Assert.InRange(issued, 30, 60);
    }

    private static bool IsOneRequestForAToken(JsonElement line) =>
        line.GetProperty("expect").GetString() == "accept" && line.GetProperty("per_request").GetArrayLength() == 1
        && line.TryGetProperty("accept_status", out _);

    private static IEnumerable<int> Allowed(JsonElement line) =>
        line.GetProperty("accept_status").EnumerateArray().Select(status => status.GetInt32());
}
