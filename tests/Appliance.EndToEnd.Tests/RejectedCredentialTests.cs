using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>The log lines that operators see when credentials are rejected.</summary>
public sealed class RejectedCredentialTests(Binary binary) : IClassFixture<Binary>
{
    private const string Rejected = "credential-rejected", Limited = "rate-limited";

    /// <summary>Log lines allowed at once, and per second after that.</summary>
    private const int Burst = 50, PerSecond = 5;

    private const string Marked = "text-of-the-attacker";

    [RequiresFact(Needs.NativeBinary)]
    public async Task Rejected_credentials_are_logged_or_counted_without_the_presented_values()
    {
        const int First = 300, Last = 120;
        await using RunningAppliance appliance = await StartAsync();
        long begin = Environment.TickCount64;
        for (int i = 0; i < First; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(appliance.Client, $"198.51.100.{i % 200}", i));
        // The count of suppressed lines is logged even if no further rejection follows.
        await ApiCalls.UntilAsync(() => Task.FromResult(TotalOf(appliance, Rejected) == First));
        double seconds = (Environment.TickCount64 - begin) / 1000.0;
        Assert.InRange(LinesOf(appliance, Rejected).Length, Burst, Burst + 1 + PerSecond * seconds);

        for (int i = 0; i < Last; i++)
            await SendAsync(appliance.Client, "203.0.113.9", i);
        await appliance.EndAsync("TERM");
        Assert.Equal(First + Last, TotalOf(appliance, Rejected) + TotalOf(appliance, Limited));
        Assert.InRange(TotalOf(appliance, Limited), 1, Last - Burst);
        JsonElement limited = LinesOf(appliance, Limited)[0];
        Assert.Equal(
            ("wrong-key", "203.0.113.9"),
            (limited.GetProperty("limit").GetString(), limited.GetProperty("client").GetString()));
        Assert.Contains(
            """
            "reason":"wrong-key","client":"198.51.100.0","app":"clinic"
            """,
            appliance.Log);
        Assert.Contains(
            """
            "reason":"unknown-app","client":"198.51.100.1","route"
            """,
            appliance.Log);
        Assert.DoesNotContain(Marked, appliance.Log);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Documented_fail2ban_filter_matches_only_guesses()
    {
        await using RunningAppliance appliance = await StartAsync();
        for (int i = 0; i < Burst + 10; i++)
            await SendAsync(appliance.Client, "2001:db8::7", i);
        await appliance.EndAsync("TERM");
        Regex filter = Filter();
        string[] lines = [.. appliance.Log.Split('\n').Where(line => line.Contains("\"client\""))];
        Assert.InRange(lines.Length, Burst + 1, Burst + 11);
        foreach (string line in lines)
            Assert.Equal("2001:db8::7", filter.Match(line).Groups["host"].Value);
        string rejection = lines[0], limited = lines.First(line => line.Contains(Limited));
        Assert.DoesNotMatch(filter, rejection.Replace("wrong-key", "expired").Replace("unknown-app", "expired"));
        Assert.DoesNotMatch(filter, limited.Replace("wrong-key", "back-end"));
    }

    private Task<RunningAppliance> StartAsync() => RunningAppliance.StartAsync(
        binary.Start("serve", "--listen", "127.0.0.1:0", "--trusted-proxies", "127.0.0.1"));

    /// <summary>Alternates between a wrong key of a known app and an unknown app.</summary>
    private static async Task<HttpStatusCode> SendAsync(HttpClient client, string address, int number)
    {
        string id = number % 2 == 0 ? ApiCalls.ClinicId : Marked;
        using HttpRequestMessage request = new(HttpMethod.Post, $"/v2/rooms/{Marked}/tokens");
        request.Content = new ByteArrayContent([]);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{id}:{Marked}")));
        request.Headers.Add("X-Forwarded-For", address);
        using HttpResponseMessage response = await client.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>The filter of docs/security.md, with an address pattern in place of fail2ban's placeholder.</summary>
    private static Regex Filter()
    {
        const string Key = "failregex = ";
        string line = File.ReadLines(Path.Combine(Places.Repository, "docs/security.md"))
            .Single(line => line.StartsWith(Key));
        return new(line[Key.Length..].Replace("<HOST>", "(?<host>[0-9a-f.:]+)"));
    }

    private static long TotalOf(RunningAppliance appliance, string name) => LinesOf(appliance, name).Length
        + appliance.Logged(name).Where(line => line.TryGetProperty("suppressed", out _)).Sum(
            line => long.Parse(line.GetProperty("suppressed").GetString()!, CultureInfo.InvariantCulture));

    private static JsonElement[] LinesOf(RunningAppliance appliance, string name) =>
        [.. appliance.Logged(name).Where(line => line.TryGetProperty("client", out _))];
}
