using System.Net;
using System.Net.Sockets;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>At a thread limit (TasksMax=, a container's pids limit) the appliance serves and shuts down, or exits at
/// start with a reason.</summary>
[Collection(nameof(Exclusive))]
public sealed class ThreadLimitTests(Binary binary, MemoryBinary memoryBinary)
    : IDisposable, IClassFixture<Binary>, IClassFixture<MemoryBinary>
{
    private const string HalfRequest = "GET /livez HTTP/1.1\r\nHost: localhost\r\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-threads-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [RequiresFact(Needs.NativeBinary | Needs.ThreadLimit)]
    public Task Memory_storage_shuts_down_gracefully_at_the_thread_limit() => AssertShutsDownAsync(memoryBinary);

    [RequiresFact(Needs.NativeBinary | Needs.ThreadLimit)]
    public Task SQLite_storage_shuts_down_gracefully_at_the_thread_limit() =>
        AssertShutsDownAsync(binary, "--data", Path.Combine(_folder, "data"));

    [RequiresFact(Needs.NativeBinary | Needs.ThreadLimit | Needs.Redis)]
    public async Task Redis_storage_shuts_down_gracefully_at_the_thread_limit()
    {
        using RedisServer redis = await RedisServer.StartedAsync();
        await AssertShutsDownAsync(binary, "--redis", redis.Address);
    }

    /// <summary>The runtime itself needs two threads before the appliance's code runs.</summary>
    [RequiresFact(Needs.NativeBinary | Needs.ThreadLimit)]
    public async Task Thread_limit_below_the_minimum_exits_with_78_and_a_message()
    {
        int needed;
        using (ThreadGroup group = new())
        {
            await using RunningAppliance appliance = await RunningAppliance.StartAsync(
                group.Serve(memoryBinary, "--threads", "2"));
            needed = group.Threads;
        }
        Assert.InRange(needed, 6, 10);
        for (int threads = 2; threads < needed; threads++)
        {
            using ThreadGroup group = new();
            group.Limit(threads);
            CommandResult result = await Commands.RunAsync(group.Serve(memoryBinary, "--threads", "2"));
            Assert.True(result.ExitCode == 78, $"{threads}: {result}");
            Assert.Contains("the thread limit is reached", result.Error);
            Assert.Contains("TasksMax=", result.Error);
        }
    }

    private static async Task AssertShutsDownAsync(ExampleBinary any, params string[] more)
    {
        foreach (string second in new[] { "", "TERM" })
        {
            using ThreadGroup group = new();
            await using RunningAppliance appliance = await RunningAppliance.StartAsync(group.Serve(any, more));
            string token = await ApiCalls.SingleUseTokenAsync(appliance.Client);
            group.Limit(group.Threads);
            Assert.Equal(HttpStatusCode.OK, await ApiCalls.RedeemAsync(appliance.Client, token));
            await appliance.SignalAsync("HUP");
            await appliance.LoggedAsync("reloaded");
            using Socket half = await StartRequestAsync(appliance);
            await appliance.SignalAsync("TERM");
            await appliance.LoggedAsync("stopping");
            // The drain waits for the request in flight, unless a second signal arrives.
            await Task.Delay(400);
            Assert.False(appliance.HasExited);
            if (second == "")
                half.Send("\r\n"u8);
            else
                await appliance.SignalAsync(second);
            if (second == "")
                Assert.True(half.Receive(new byte[1000]) > 0);
            half.Dispose();
            int code = await appliance.ExitedAsync();
            Assert.True(code == 0, $"{code}: {appliance.Log}");
            Assert.Single(appliance.Logged("stopped"));
        }
    }

    /// <summary>Sends an incomplete request and makes sure that it has arrived.</summary>
    private static async Task<Socket> StartRequestAsync(RunningAppliance appliance)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000, NoDelay = true };
        await socket.ConnectAsync(appliance.Address);
        // Requests are processed in order: after the first response, the server has read the incomplete one.
        socket.Send(System.Text.Encoding.ASCII.GetBytes($"{HalfRequest}\r\n{HalfRequest}"));
        Assert.True(socket.Receive(new byte[4096]) > 0);
        return socket;
    }
}
