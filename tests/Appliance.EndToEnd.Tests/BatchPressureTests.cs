using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>More concurrent batches than the buffer budget allows: each gets a 200 or a 503, and no connection is
/// reset.</summary>
[Collection(nameof(Exclusive))]
public sealed class BatchPressureTests(Binary binary) : IClassFixture<Binary>
{
    private const int Clients = 24;
    private const int BatchesPerClient = 4;
    private const string Room = "5dc1a2b34c5d6e7f80912a3b";

    private static readonly string Body = JsonSerializer.Serialize(Enumerable.Repeat(
        new
        {
            room_id = Room, role = "participant", user_id = new string('u', 200), user_name = new string('n', 100),
        }, 1000));

    [RequiresTheory(Needs.NativeBinary)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Batches_beyond_the_buffer_budget_get_503_with_Retry_After_as_backpressure(bool isLengthKnown)
    {
        // The budget holds ten of these batches.
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(
            binary.Start("serve", "--listen", "127.0.0.1:0", "--buffered-bytes-max", "4194304"));
        byte[] request = Request(isLengthKnown);
        int rejected = 0;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            for (int done = 0; done < BatchesPerClient;)
            {
                string response = Send(appliance, request);
                if (response.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
                {
                    AssertComplete(response);
                    done++;
                    continue;
                }
                Assert.StartsWith("HTTP/1.1 503 ", response, StringComparison.Ordinal);
                Assert.Contains("\r\nRetry-After: 1\r\n", response);
                Interlocked.Increment(ref rejected);
                await Task.Delay(TimeSpan.FromSeconds(Random.Shared.NextDouble()));
            }
        })));
        Assert.NotEqual(0, rejected);
        Assert.Contains("buffers-exhausted", appliance.Log);
    }

    /// <summary>A request with a wrong key is rejected at its head, so its body takes no buffers.</summary>
    [RequiresFact(Needs.NativeBinary)]
    public async Task Unauthenticated_batches_reserve_no_buffer_budget()
    {
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(
            binary.Start("serve", "--listen", "127.0.0.1:0", "--buffered-bytes-max", "4194304"));
        List<Socket> unauthenticated = [];
        try
        {
            for (int count = 0; count < 40; count++)
            {
                Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                unauthenticated.Add(socket);
                await socket.ConnectAsync(appliance.Address);
                await socket.SendAsync(Request(isLengthKnown: true, "guessed").AsMemory(0, 300_000));
            }
            for (int count = 0; count < 5; count++)
                AssertComplete(Send(appliance, Request(isLengthKnown: true)));
            await appliance.LoggedAsync("credential-rejected");
        }
        finally
        {
            unauthenticated.ForEach(socket => socket.Dispose());
        }
    }

    private static byte[] Request(bool isLengthKnown, string key = TestSecrets.ClinicKey)
    {
        string credential = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ApiCalls.ClinicId}:{key}"));
        string head = "POST /v1/tokens HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + $"Authorization: Basic {credential}\r\n";
        return Encoding.ASCII.GetBytes(isLengthKnown
            ? $"{head}Content-Length: {Body.Length}\r\n\r\n{Body}"
            : $"{head}Transfer-Encoding: chunked\r\n\r\n{Body.Length:x}\r\n{Body}\r\n0\r\n\r\n");
    }

    /// <summary>Sends the whole request before reading, like a simple client. A reset throws.</summary>
    private static string Send(RunningAppliance appliance, byte[] request)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        socket.ReceiveTimeout = 20_000;
        socket.Connect(appliance.Address);
        socket.Send(request);
        using MemoryStream response = new();
        byte[] buffer = new byte[65_536];
        while (socket.Receive(buffer) is > 0 and int count)
            response.Write(buffer, 0, count);
        return Encoding.UTF8.GetString(response.ToArray());
    }

    private static void AssertComplete(string response)
    {
        int start = response.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        JsonElement tokens = JsonDocument.Parse(response[start..]).RootElement;
        Assert.Equal(1000, tokens.GetArrayLength());
    }
}
