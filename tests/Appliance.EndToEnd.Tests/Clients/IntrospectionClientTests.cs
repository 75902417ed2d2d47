using System.Diagnostics;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Clients;

/// <summary>OAuth clients introspect tokens (RFC 7662) with an appKey full of special characters.</summary>
public sealed class IntrospectionClientTests(Binary binary) : IClassFixture<Binary>
{
    private const string ClinicId = "5f1d2c3b4a59687786950413";
    private const string Key = "key: 100%+1 &=/?#\"'\\ é;%41%zz of at least 32 bytes";

    [RequiresFact(Needs.NativeBinary | Needs.Npm)]
    public async Task Introspection_reports_active_state_to_OAuth_clients_with_either_authentication()
    {
        ProcessStartInfo start = binary.Start("serve", "--listen", "127.0.0.1:0");
        start.Environment["CLINIC_APP_KEY"] = Key;
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(start);
        string token = await TokenAsync(appliance);
        foreach (bool isActive in new[] { true, false })
        {
            string output = await Npm.RunAsync("introspect.mjs", [], JsonSerializer.Serialize(new
            {
                url = $"http://{appliance.Address}", id = ClinicId, secret = Key,
                token = isActive ? token : token + "x",
            }));
            JsonProperty[] results = [.. JsonDocument.Parse(output).RootElement.EnumerateObject()];
            Assert.Equal(4, results.Length);
            foreach (JsonProperty result in results)
            {
                Assert.Equal((result.Name, isActive), (result.Name, result.Value.GetProperty("active").GetBoolean()));
                Assert.Equal(isActive, result.Value.TryGetProperty("role", out _));
            }
        }
    }

    private static async Task<string> TokenAsync(RunningAppliance appliance)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/tokens")
        {
            Content = new StringContent(
                """[{"room_id":"5dc1a2b34c5d6e7f80912a3b","role":"viewer","user_id":"1","user_name":"A"}]"""),
        };
        request.Headers.Authorization = new(
            "Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{ClinicId}:{Key}")));
        using HttpResponseMessage response = await appliance.Client.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement[0].GetProperty("token").GetString()!;
    }
}
