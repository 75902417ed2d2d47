using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Under a memory limit the appliance keeps serving whatever clients send, or exits at start with a
/// reason.</summary>
[Collection(nameof(Exclusive))]
public sealed class MemoryLimitTests(Binary binary, MemoryBinary memoryBinary)
    : IClassFixture<Binary>, IClassFixture<MemoryBinary>
{
    /// <summary>The minimum in the README.</summary>
    private const int MebibytesMin = 28;
    private const int MebibytesMinWithDatabase = 36;

    private static readonly TimeSpan LoadDuration = TimeSpan.FromSeconds(2 * TestScale.Factor);

    [RequiresTheory(Needs.NativeBinary | Needs.MemoryLimit)]
    [InlineData(MebibytesMin)]
    [InlineData(MebibytesMin + 4)]
    [InlineData(MebibytesMin + 20)]
    public Task Memory_only_build_keeps_serving_under_hostile_load(int mebibytes) =>
        AssertKeepsServingAsync(memoryBinary, mebibytes);

    [RequiresTheory(Needs.NativeBinary | Needs.MemoryLimit)]
    [InlineData(MebibytesMin)]
    [InlineData(MebibytesMin + 20)]
    public Task Full_build_keeps_serving_under_hostile_load(int mebibytes) =>
        AssertKeepsServingAsync(binary, mebibytes);

    [RequiresTheory(Needs.NativeBinary | Needs.MemoryLimit)]
    [InlineData(MebibytesMinWithDatabase)]
    [InlineData(MebibytesMinWithDatabase + 12)]
    public async Task SQLite_storage_keeps_serving_under_hostile_load(int mebibytes)
    {
        using MemoryGroup group = new(mebibytes);
        await AssertKeepsServingAsync(group, binary, "--data", group.DataFolder);
    }

    [RequiresFact(Needs.NativeBinary | Needs.MemoryLimit | Needs.Redis)]
    public async Task Redis_storage_keeps_serving_under_hostile_load()
    {
        using RedisServer redis = await RedisServer.StartedAsync();
        using MemoryGroup group = new(MebibytesMinWithDatabase);
        await AssertKeepsServingAsync(group, binary, "--redis", redis.Address);
    }

    [RequiresTheory(Needs.NativeBinary | Needs.MemoryLimit)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(24)]
    public async Task Memory_below_the_minimum_exits_with_78_and_advice(int mebibytes)
    {
        using MemoryGroup group = new(mebibytes);
        foreach (ExampleBinary any in new ExampleBinary[] { binary, memoryBinary })
        {
            CommandResult result = await Commands.RunAsync(group.Serve(any));
            Assert.True(result.ExitCode == 78, $"{result.ExitCode}: {result.Error}");
            Assert.Contains($"the memory limit is {mebibytes} MiB", result.Error);
            Assert.Contains("lower threads, connections-max", result.Error);
        }
        Assert.Equal(0, group.Kills);
    }

    [RequiresTheory(Needs.NativeBinary | Needs.MemoryLimit)]
    [InlineData(18)]
    public async Task Fewer_connections_lower_the_memory_minimum(int mebibytes)
    {
        using MemoryGroup group = new(mebibytes);
        await AssertKeepsServingAsync(group, memoryBinary, "--connections-max", "500");
    }

    [RequiresTheory(Needs.NativeBinary | Needs.MemoryLimit)]
    [InlineData(MebibytesMin)]
    public async Task Show_settings_names_the_memory_limit_as_source(int mebibytes)
    {
        using MemoryGroup group = new(mebibytes);
        CommandResult result = await Commands.RunAsync(group.Serve(memoryBinary, "--show-settings", "-o", "json"));
        JsonElement row = JsonDocument.Parse(result.Output).RootElement.EnumerateArray()
            .Single(row => row.GetProperty("name").GetString() == "buffered-bytes-max");
        Assert.Equal("memory limit", row.GetProperty("source").GetString());
        Assert.InRange(row.GetProperty("value").GetInt32(), 4 << 20, 8 << 20);
    }

    /// <summary>Hexadecimal, like the runtime's variable, which overrides the built-in limit.</summary>
    [RequiresTheory(Needs.NativeBinary)]
    [InlineData("1200000")]
    [InlineData("2400000")]
    [InlineData("nonsense")]
    [InlineData("0")]
    public async Task GC_heap_limit_from_the_environment_does_not_end_the_process(string limit)
    {
        ProcessStartInfo start = memoryBinary.Start(
            "serve", "--listen", "127.0.0.1:0", "--threads", "2");
        start.Environment["DOTNET_GCHeapHardLimit"] = limit;
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(start);
        await new HostileLoad(appliance, LoadDuration).RunAsync();
        await AssertServesAsync(appliance);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task GC_heap_limit_that_is_too_low_exits_with_78()
    {
        ProcessStartInfo start = memoryBinary.Start(
            "serve", "--listen", "127.0.0.1:0", "--threads", "8");
        start.Environment["DOTNET_GCHeapHardLimit"] = "1000000";
        CommandResult result = await Commands.RunAsync(start);
        Assert.Equal(78, result.ExitCode);
        Assert.Contains("DOTNET_GCHeapHardLimit", result.Error);
    }

    private static async Task AssertKeepsServingAsync(ExampleBinary any, int mebibytes)
    {
        using MemoryGroup group = new(mebibytes);
        await AssertKeepsServingAsync(group, any);
    }

    private static async Task AssertKeepsServingAsync(MemoryGroup group, ExampleBinary any, params string[] more)
    {
        await using (RunningAppliance appliance = await RunningAppliance.StartAsync(group.Serve(any, more)))
        {
            (int slowConnections, _) = await new HostileLoad(appliance, LoadDuration).RunAsync();
            Assert.InRange(slowConnections, 256, int.MaxValue);
            await AssertServesAsync(appliance);
            Assert.Equal(0, group.Kills);
        }
    }

    /// <summary>The load is over, but its connections may still hold buffers or slots. Until they close, a request may
    /// get a 503 and is retried, like by a client: a request rejected in this way was not processed.</summary>
    private static async Task AssertServesAsync(RunningAppliance appliance)
    {
        string? token = null;
        await ApiCalls.UntilAsync(async () =>
        {
            Assert.False(appliance.HasExited, appliance.Log);
            try
            {
                (HttpStatusCode status, token) = await ApiCalls.TrySingleUseTokenAsync(appliance.Client);
                return status != HttpStatusCode.ServiceUnavailable;
            }
            catch (HttpRequestException)
            {
                // Exhausted buffers reset the connection that asks for more.
                return false;
            }
        });
        HttpStatusCode redeemed = default;
        await ApiCalls.UntilAsync(async () =>
        {
            redeemed = await ApiCalls.RedeemAsync(appliance.Client, token!);
            return redeemed != HttpStatusCode.ServiceUnavailable;
        });
        Assert.Equal(HttpStatusCode.OK, redeemed);
        Assert.Equal(0, await appliance.EndAsync("TERM"));
    }
}
