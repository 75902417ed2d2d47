using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Appliance.TestKit;
using Xunit.Abstractions;

namespace Appliance.EndToEnd.Tests;

/// <summary>Brute force: one address guesses room codes as fast as it can.</summary>
[Collection(nameof(Exclusive))]
public sealed class RoomCodeGuessTests(Binary binary, ITestOutputHelper output) : IClassFixture<Binary>
{
    private const string Room = "633fcdd84208780bf665346a";
    private const int Guessers = 6;

    /// <summary>Attempts allowed to an address at once, and per second after that.</summary>
    private const int Burst = 50, PerSecond = 1;

    /// <summary>One guess in this many of the first guesser is the right code.</summary>
    private const int RightGuessInterval = 5;

    /// <summary>Minimum interval between two log lines.</summary>
    private const int AlarmIntervalSeconds = 60;

    /// <summary>More guesses than this within a minute raise the alarm.</summary>
    private const int GuessesMax = 300;

    /// <summary>How long one address guesses.</summary>
    private static readonly int Seconds = 2 * TestScale.Factor;

    private readonly Stopwatch _time = new();
    private int _wrong, _right, _rateLimited, _rightRateLimited;

    [RequiresFact(Needs.NativeBinary)]
    public async Task Brute_force_of_room_codes_is_rate_limited_and_logged_once()
    {
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(
            binary.Start("serve", "--listen", "127.0.0.1:0"));
        string code = await CodeAsync(appliance.Client);
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(appliance.Client, code));
        _time.Start();
        await Task.WhenAll(Enumerable.Range(0, Guessers).Select(guesser => GuessAsync(appliance, code, guesser)));
        double seconds = _time.Elapsed.TotalSeconds;
        output.WriteLine($"{_wrong + _rateLimited} guesses in {seconds:F1} s, {_wrong} of them looked up; "
            + $"the right code {_right + _rightRateLimited} times, {_rightRateLimited} of them rate-limited");

        // About once a second a rate-limit credit returns; a right code that arrives just then succeeds.
        Assert.InRange(_wrong, Burst, Burst + PerSecond * (int)Math.Ceiling(seconds));
        Assert.InRange(_rightRateLimited, 1, int.MaxValue);
        Assert.True(_right < _rightRateLimited, $"{_right} of {_right + _rightRateLimited} right codes succeeded");
        JsonElement alarm = await appliance.LoggedAsync("room-code-guesses");
        Assert.Equal("warn", alarm.GetProperty("level").GetString());
        Assert.False(alarm.TryGetProperty("app", out _));
        Assert.Equal(GuessesMax + 1, Number(alarm, "wrong") + Number(alarm, "rateLimited"));
        Assert.InRange(Number(alarm, "wrong"), 1, Burst + PerSecond * (int)Math.Ceiling(seconds));

        await appliance.EndAsync("TERM");
        Assert.InRange(appliance.Logged("room-code-guesses").Length, 1, 1 + (int)seconds / AlarmIntervalSeconds);
    }

    private async Task GuessAsync(RunningAppliance appliance, string code, int guesser)
    {
        Random random = new(guesser);
        for (int guess = 0; _time.Elapsed.TotalSeconds < Seconds || _wrong + _rateLimited <= GuessesMax; guess++)
        {
            bool isRight = guesser == 0 && _rateLimited > 0 && guess % RightGuessInterval == 0;
            HttpStatusCode status = await TokenAsync(appliance.Client, isRight ? code : Guess(random));
            bool isRateLimited = status == HttpStatusCode.TooManyRequests;
            Assert.True(
                isRateLimited || status == (isRight ? HttpStatusCode.OK : HttpStatusCode.NotFound), $"{status}");
            Interlocked.Increment(ref isRight
                ? ref isRateLimited ? ref _rightRateLimited : ref _right
                : ref isRateLimited ? ref _rateLimited : ref _wrong);
        }
    }

    /// <summary>The room code for role host, created by the app's back end.</summary>
    private async Task<string> CodeAsync(HttpClient client)
    {
        CommandResult token = await Commands.RunAsync(binary.Start("token", "--management", "--app", "johndoe"));
        using HttpRequestMessage request = new(HttpMethod.Post, $"/v2/room-codes/room/{Room}/role/host");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Output.Trim());
        using HttpResponseMessage response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using JsonDocument body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return body.RootElement.GetProperty("code").GetString()!;
    }

    private static async Task<HttpStatusCode> TokenAsync(HttpClient client, string code)
    {
        using HttpResponseMessage response = await client.PostAsync(
            "/v2/token", new StringContent($$"""{"code":"{{code}}"}""", Encoding.UTF8));
        return response.StatusCode;
    }

    private static string Guess(Random random)
    {
        const string Letters = "abcdefghijklmnopqrstuvwxyz";
        string drawn = new(random.GetItems<char>(Letters, 10));
        return $"{drawn[..3]}-{drawn[3..7]}-{drawn[7..]}";
    }

    private static int Number(JsonElement alarm, string member) =>
        int.Parse(alarm.GetProperty(member).GetString()!, CultureInfo.InvariantCulture);
}
