using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Slowloris: twice as many clients as connection slots hold connections and reconnect at once when they lose
/// one. A health check slower than three seconds would restart the service.</summary>
[Collection(nameof(Exclusive))]
public sealed class HealthCheckTests(Binary binary) : IClassFixture<Binary>
{
    private const int ConnectionSlots = 200;
    private const int Holders = 400;
    private const int Checks = 10;

    private static readonly TimeSpan HealthCheckTimeout = TimeSpan.FromSeconds(3);

    [RequiresTheory(Needs.NativeBinary)]
    [InlineData(true, "")]
    [InlineData(false, "")]
    [InlineData(true, "GET /livez HTTP/1.1\r\nHost: a\r\n")]
    [InlineData(false, "GET /livez HTTP/1.1\r\nHost: a\r\n")]
    public async Task Health_checks_succeed_while_slowloris_clients_hold_every_connection_slot(
        bool hasAdmin, string requestStart)
    {
        string[] admin = hasAdmin ? ["--admin-listen", "127.0.0.1:0"] : [];
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(binary.Start(
            ["serve", "--listen", "127.0.0.1:0", "--connections-max", $"{ConnectionSlots}", .. admin]));
        IPEndPoint health = hasAdmin ? await AdminAddressAsync(appliance) : appliance.Address;
        using CancellationTokenSource end = new();
        Task[] holders = [.. Enumerable.Range(0, Holders).Select(_ =>
            HoldAsync(appliance.Address, requestStart, end.Token))];
        await appliance.LoggedAsync("eviction-started");
        for (int check = 0; check < Checks; check++)
        {
            using HttpClient client = new() { BaseAddress = new Uri($"http://{health}"), Timeout = HealthCheckTimeout };
            using HttpResponseMessage response = await client.GetAsync("/livez");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await Task.Delay(100);
        }
        await end.CancelAsync();
        await Task.WhenAll(holders);
        await appliance.LoggedAsync("eviction-ended");
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Soft_descriptor_limit_is_raised_to_the_hard_limit()
    {
        await using RunningAppliance appliance = await ServeWithLimitAsync("ulimit -Sn 256");
        string[] limit = (await File.ReadAllLinesAsync($"/proc/{appliance.Id}/limits"))
            .Single(line => line.StartsWith("Max open files"))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(limit[4], limit[3]);
        Assert.NotEqual("256", limit[3]);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Descriptor_limit_below_the_connection_limit_logs_a_warning()
    {
        await using RunningAppliance appliance = await ServeWithLimitAsync("ulimit -n 256");
        JsonElement warning = await appliance.LoggedAsync("descriptor-limit");
        Assert.Equal("256", warning.GetProperty("limit").GetString());
        Assert.Equal(HttpStatusCode.OK, (await appliance.Client.GetAsync("/readyz")).StatusCode);
    }

    /// <summary>Serves from a shell that sets a limit first.</summary>
    private Task<RunningAppliance> ServeWithLimitAsync(string limit) => RunningAppliance.StartAsync(Commands.Start(
        "sh", ["-c", $"{limit} && exec \"$0\" \"$@\"", binary.Path, "serve", "--listen", "127.0.0.1:0"],
        TestSecrets.Environment));

    private static async Task<IPEndPoint> AdminAddressAsync(RunningAppliance appliance)
    {
        JsonElement listening = await appliance.LoggedAsync("listening", times: 2);
        Assert.Equal("admin", listening.GetProperty("surface").GetString());
        return IPEndPoint.Parse(listening.GetProperty("address").GetString()!);
    }

    /// <summary>Holds a connection and reconnects as soon as it is lost.</summary>
    private static async Task HoldAsync(IPEndPoint address, string requestStart, CancellationToken end)
    {
        byte[] buffer = new byte[100];
        while (!end.IsCancellationRequested)
        {
            try
            {
                using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(address, end);
                if (requestStart.Length > 0)
                    await socket.SendAsync(Encoding.ASCII.GetBytes(requestStart), end);
                await socket.ReceiveAsync(buffer, end);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The server evicted this connection, or the test is over.
            }
        }
    }
}
