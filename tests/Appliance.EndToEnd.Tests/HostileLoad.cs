using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Appliance.EndToEnd.Tests;

/// <summary>Everything that fills memory, concurrently: endless bodies, batches of 1000 tokens, redemptions.</summary>
internal sealed class HostileLoad(RunningAppliance appliance, TimeSpan duration)
{
    private const int SlowConnectionsPerClient = 400;

    /// <summary>Half of the used tokens that the smallest ledger in memory holds: a full one rejects every redemption
    /// with 503 until entries expire.</summary>
    private const int RedemptionsMax = 10_000;
    public const string Room = "5dc1a2b34c5d6e7f80912a3b";

    private static readonly byte[] RequestStart = Encoding.ASCII.GetBytes(
        "POST /hmsapi/johndoe.app.100ms.live/api/token HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n"
        + new string('a', 3000));
    private static readonly byte[] BodyRest = new byte[40_000];

    private readonly long _endMilliseconds = Environment.TickCount64 + (long)duration.TotalMilliseconds;
    private int _slowConnections;
    private int _redeemed;

    private bool IsOver => Environment.TickCount64 >= _endMilliseconds || appliance.HasExited;

    /// <summary>Returns the number of slow bodies sent and of tokens redeemed.</summary>
    public async Task<(int SlowConnections, int Redeemed)> RunAsync()
    {
        await Task.WhenAll(
        [
            .. Enumerable.Range(0, 4).Select(_ => Task.Run(SendSlowBodiesAsync)),
            .. Enumerable.Range(0, 2).Select(_ => Task.Run(IssueBatchesAsync)),
            .. Enumerable.Range(0, 8).Select(_ => Task.Run(RedeemAsync)),
        ]);
        return (_slowConnections, _redeemed);
    }

    private async Task SendSlowBodiesAsync()
    {
        while (!IsOver)
        {
            List<Socket> sockets = [];
            try
            {
                using CancellationTokenSource timeout = new(TimeSpan.FromSeconds(1));
                while (sockets.Count < SlowConnectionsPerClient && !IsOver)
                {
                    Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                    sockets.Add(socket);
                    await socket.ConnectAsync(appliance.Address, timeout.Token);
                    await socket.SendAsync(RequestStart, timeout.Token);
                    Interlocked.Increment(ref _slowConnections);
                }
                foreach (Socket socket in sockets)
                    await socket.SendAsync(
                        BodyRest.AsMemory(0, Random.Shared.Next(100, BodyRest.Length)), timeout.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The buffer budget is exhausted, the server stopped accepting, or it has exited, which the test
                // detects.
            }
            await Task.Delay(100);
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private async Task IssueBatchesAsync()
    {
        string entry = $$"""{"room_id":"{{Room}}","role":"participant","user_id":"u","user_name":"Ann"}""";
        string batch = $"[{string.Join(',', Enumerable.Repeat(entry, 1000))}]";
        await RepeatAsync(async client =>
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/v1/tokens");
            request.Content = new StringContent(batch, Encoding.UTF8, "application/json");
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(
                Encoding.UTF8.GetBytes($"{ApiCalls.ClinicId}:{TestSecrets.ClinicKey}")));
            using HttpResponseMessage response = await client.SendAsync(request);
            await response.Content.ReadAsByteArrayAsync();
        });
    }

    private Task RedeemAsync() => RepeatAsync(async client =>
    {
        (HttpStatusCode status, JsonElement body) = await ApiCalls.EnableXAsync(
            client, Room, """{"name":"Ann","role":"participant","user_ref":"u-1"}""");
        if (status == HttpStatusCode.OK && Volatile.Read(ref _redeemed) < RedemptionsMax
            && await ApiCalls.RedeemAsync(client, body.GetProperty("token").GetString()!) == HttpStatusCode.OK)
            Interlocked.Increment(ref _redeemed);
    });

    private async Task RepeatAsync(Func<HttpClient, Task> request)
    {
        using HttpClient client = new()
        {
            BaseAddress = appliance.Client.BaseAddress, Timeout = TimeSpan.FromSeconds(5),
        };
        while (!IsOver)
        {
            try
            {
                await request(client);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException)
            {
                // The connection was reset because the buffer budget is exhausted, or the request timed out.
                await Task.Delay(10);
            }
        }
    }
}
