using System.Net;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Builds with fewer storage back ends run in an empty root.</summary>
public sealed class StorageBuildTests(Binary binary, MemoryBinary memoryBinary)
    : IClassFixture<Binary>, IClassFixture<MemoryBinary>
{
    [RequiresFact(Needs.NativeBinary | Needs.Chroot)]
    public async Task Memory_only_build_serves_in_an_empty_root()
    {
        using EmptyRoot root = new(memoryBinary);
        await using RunningAppliance appliance = await root.ServeAsync();
        await AssertRedeemsOnceAsync(appliance);
        Assert.Empty(root.Leftovers);
    }

    [RequiresFact(Needs.NativeBinary | Needs.Chroot)]
    public async Task SQLite_only_build_serves_in_an_empty_root()
    {
        PublishedBinary published = new("sqlite", storage: "sqlite");
        Assert.InRange(new FileInfo(published.Path).Length, 1, new FileInfo(binary.Path).Length / 2);
        using EmptyRoot root = new(published.Path);
        await using (RunningAppliance appliance = await root.ServeAsync("--data", "/data"))
            await AssertRedeemsOnceAsync(appliance);
        CommandResult redis = await Commands.RunAsync(root.Start("--redis", "127.0.0.1:1"));
        Assert.Equal(64, redis.ExitCode);
        Assert.Contains("built without Redis support", redis.Error);
    }

    private static async Task AssertRedeemsOnceAsync(RunningAppliance appliance)
    {
        string token = await ApiCalls.SingleUseTokenAsync(appliance.Client);
        Assert.Equal(HttpStatusCode.OK, await ApiCalls.RedeemAsync(appliance.Client, token));
        Assert.Equal(HttpStatusCode.Conflict, await ApiCalls.RedeemAsync(appliance.Client, token));
    }
}
