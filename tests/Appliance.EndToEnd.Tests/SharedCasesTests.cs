using System.Globalization;
using System.Text;
using System.Text.Json;
using Appliance.EndToEnd.Tests.Sequences;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Shared cases against the published binary.</summary>
public sealed class SharedCasesTests(Binary binary) : IClassFixture<Binary>
{
    /// <summary>The policy room that replaces the room id of the cases.</summary>
    private const string Room = "633fcdd84208780bf665346a";

    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    [RequiresFact(Needs.NativeBinary | Needs.SharedCases | Needs.Python)]
    public async Task HTTP_cases_pass_their_own_script()
    {
        await using RunningAppliance appliance = await ServeAsync();
        CommandResult result = await Commands.RunAsync(Commands.Start("python3",
        [
            Path.Combine(Places.SharedCases, "run_http_cases.py"), "--strict", "--verbose",
            "--cases", Path.Combine(Places.SharedCases, "http_cases.jsonl"), "--port", $"{appliance.Address.Port}",
            // A longer idle time and more requests at once keep a busy machine from causing false failures.
            "--jobs", "64", "--idle", "1", "--limit", "5",
        ]), secondsMax: 300);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        // The last line: a name and, for each kind of case, the numbers of passed, failed and warned ones.
        string totals = result.Output.TrimEnd().Split('\n')[^1];
        JsonElement kinds = JsonDocument.Parse(totals[totals.IndexOf('{')..]).RootElement;
        JsonProperty[] verdicts = [.. kinds.EnumerateObject().SelectMany(kind => kind.Value.EnumerateObject())];
        Assert.True(verdicts.All(verdict => verdict.Name == "PASS"), result.Output);
        Assert.Equal(SharedCases.Read("http_cases.jsonl").Count, verdicts.Sum(verdict => verdict.Value.GetInt32()));
    }

    [RequiresFact(Needs.NativeBinary | Needs.SharedCases)]
    public async Task Published_JSON_documents_as_request_bodies_get_the_expected_status()
    {
        await using RunningAppliance appliance = await ServeAsync();
        List<string> failures = [];
        RawClient client = await RawClient.ConnectAsync(appliance.Address);
        int responses = 0;
        foreach (JsonBody body in JsonBody.ReadAll())
        {
            Response? response = await PostTokenAsync(client, body.Bytes, responses++);
            if (response is null || body.Complaint(response.Status, response.BodyLatin1) is not null)
                failures.Add($"{body.Name}: {response}");
            if (response?["Connection"] is null && response is not null)
                continue;
            client.Dispose();
            client = await RawClient.ConnectAsync(appliance.Address);
            responses = 0;
        }
        client.Dispose();
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [RequiresFact(Needs.NativeBinary | Needs.SharedCases)]
    public async Task Invalid_API_inputs_get_the_expected_status()
    {
        await using RunningAppliance appliance = await ServeAsync();
        using RawClient client = await RawClient.ConnectAsync(appliance.Address);
        int responses = 0;
        foreach (ApiInput input in ApiInput.ReadAll())
        {
            Response? response = await PostTokenAsync(client, InRoom(input.Body), responses++);
            Assert.True(response is not null && input.Statuses.Contains(response.Status), $"{input.Name}: {response}");
        }
    }

    /// <summary>The cases use room <c>r1</c>, once with an escaped digit.</summary>
    private static byte[] InRoom(byte[] body) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(body)
        .Replace("r1", Room, StringComparison.Ordinal)
        .Replace("r\\u0031", string.Create(CultureInfo.InvariantCulture, $"\\u{(int)Room[0]:x4}{Room[1..]}"),
            StringComparison.Ordinal));

    private static async Task<Response?> PostTokenAsync(RawClient client, byte[] body, int responses)
    {
        await client.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /api/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: {body.Length}\r\n\r\n"));
        await client.SendAsync(body);
        await client.WaitForResponsesAsync(responses + 1, ResponseTimeout);
        return client.Responses.ElementAtOrDefault(responses);
    }

    private Task<RunningAppliance> ServeAsync() =>
        RunningAppliance.StartAsync(binary.Start("serve", "--listen", "127.0.0.1:0"));
}
