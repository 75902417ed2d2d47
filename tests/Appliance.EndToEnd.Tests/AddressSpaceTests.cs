using System.Diagnostics;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>
/// With little address space (<c>ulimit -v</c>) the appliance serves and shuts down gracefully, or exits with a
/// message. Below 200 MB the allocator is limited to one arena, as docs/process.md says: otherwise the runtime's own
/// threads compete for the address space, and a start sometimes fails in the runtime, without a message.
/// </summary>
public sealed class AddressSpaceTests(MemoryBinary binary) : IClassFixture<MemoryBinary>
{
    private const string OneArena = "MALLOC_ARENA_MAX=1";

    /// <summary>KiB. At the lowest value there is no room left to create threads for the shutdown.</summary>
    [RequiresTheory(Needs.NativeBinary)]
    [InlineData(100_000)]
    [InlineData(120_000)]
    [InlineData(1_000_000)]
    public async Task Small_address_space_still_serves_and_shuts_down_gracefully(int kibibytes)
    {
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(Serve(kibibytes, threads: 2));
        await new HostileLoad(appliance, TimeSpan.FromSeconds(1)).RunAsync();
        Assert.Equal(0, await appliance.EndAsync("TERM"));
        Assert.Single(appliance.Logged("stopped"));
    }

    /// <summary>The runtime starts, but the buffers and stacks of 200 threads do not fit. Close to the limit of its
    /// heap the garbage collector itself may crash, so the number of threads keeps a distance.</summary>
    [RequiresFact(Needs.NativeBinary)]
    public async Task Too_little_address_space_exits_with_78_and_a_message()
    {
        CommandResult result = await Commands.RunAsync(Serve(1_000_000, threads: 200));
        Assert.Equal((78, ""), (result.ExitCode, result.Output));
        Assert.Contains("Out of memory", result.Error);
        Assert.Contains("ulimit -v", result.Error);
    }

    private ProcessStartInfo Serve(int kibibytes, int threads) => Commands.Start(
        "sh",
        [
            "-c", $"""ulimit -v {kibibytes}; {(kibibytes < 200_000 ? OneArena : "")} exec "$0" "$@" """, binary.Path,
            "serve", "--listen", "127.0.0.1:0", "--threads", $"{threads}",
        ],
        TestSecrets.Environment);
}
