using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Graceful shutdown with a request in flight.</summary>
public class ShutdownTests(Binary binary) : IClassFixture<Binary>
{
    private static readonly byte[] HalfRequest = Encoding.ASCII.GetBytes("GET /livez HTTP/1.1\r\nHost: localhost\r\n");

    [RequiresFact(Needs.NativeBinary)]
    public async Task First_signal_drains_requests_in_flight_and_second_signal_resets_them()
    {
        foreach ((string first, string second) in new[] { ("TERM", "TERM"), ("INT", "INT"), ("TERM", "INT") })
        {
            await using RunningAppliance appliance =
                await RunningAppliance.StartAsync(binary.Start("serve", "--listen", "127.0.0.1:0"));
            using Socket half = await StartRequestAsync(appliance);
            await appliance.SignalAsync(first);
            Assert.Equal($"SIG{first}", (await appliance.LoggedAsync("stopping")).GetProperty("signal").GetString());
            await Task.Delay(500);
            Assert.Empty(appliance.Logged("stopped"));

            Stopwatch since = Stopwatch.StartNew();
            Assert.Equal(0, await appliance.EndAsync(second));
            // The drain would have taken 10 seconds.
            Assert.InRange(since.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
            Assert.Throws<SocketException>(() => half.Receive(new byte[1]));
            await appliance.LoggedAsync("stopped");
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Simultaneous_stop_signals_count_as_one()
    {
        await using RunningAppliance appliance =
            await RunningAppliance.StartAsync(binary.Start("serve", "--listen", "127.0.0.1:0"));
        using Socket half = await StartRequestAsync(appliance);
        await Task.WhenAll(appliance.SignalAsync("TERM"), appliance.SignalAsync("INT"));
        await appliance.LoggedAsync("stopping");
        await appliance.SignalAsync("HUP");
        half.Send("\r\n"u8);
        byte[] response = new byte[4096];
        int length = half.Receive(response);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", Encoding.ASCII.GetString(response, 0, length));
        half.Dispose();
        await appliance.LoggedAsync("stopped");
        Assert.Empty(appliance.Logged("reloaded"));
    }

    /// <summary>Sends an incomplete request and makes sure that it has arrived.</summary>
    private static async Task<Socket> StartRequestAsync(RunningAppliance appliance)
    {
        Uri address = appliance.Client.BaseAddress!;
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000, NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port);
        // Requests are processed in order: after the first response, the server has read the incomplete one.
        socket.Send([.. HalfRequest, .. "\r\n"u8, .. HalfRequest]);
        Assert.True(socket.Receive(new byte[4096]) > 0);
        return socket;
    }
}
