using Appliance.Hosting.Processes;

namespace Appliance.Hosting.Tests;

/// <summary>The memory limit of control groups v1 and v2.</summary>
public class MemoryLimitTests
{
    private const string OwnGroups = "/proc/self/cgroup";

    [Theory]
    [InlineData(50331648, "0::/\n", "memory.max=50331648\n")]
    [InlineData(50331648, "0::/a/b\n", "a/b/memory.max=50331648\n", "a/memory.max=max\n")]
    // Limits of ancestor groups apply too; the lowest counts.
    [InlineData(1000, "0::/a/b\n", "a/b/memory.max=5000\n", "a/memory.max=1000\n", "memory.max=2000\n")]
    [InlineData(4000, "0::/a\n", "a/memory.max=5000\n", "a/memory.high=4000\n")]
    // The path is that of the host; the container's own group is the root.
    [InlineData(3000, "0::/docker/0123\n", "memory.max=3000\n")]
    [InlineData(3000, "0::/../../other\n", "memory.max=3000\n")]
    [InlineData(3000, "0::/with:colon\n", "with:colon/memory.max=3000\n")]
    [InlineData(
        2000, "9:name=systemd:/\n4:cpu,memory:/a\n0::/\n", "memory/a/memory.limit_in_bytes=2000\n",
        "memory/memory.limit_in_bytes=9223372036854771712\n")]
    [InlineData(0, "0::/\n", "memory.max=0\n")]
    public void Lowest_limit_of_all_ancestor_groups_applies(long expected, string groups, params string[] files) =>
        Assert.Equal(expected, Read(groups, files));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense\n0::\n::\n")]
    [InlineData("0::/a\n")]
    [InlineData("0::/a\n", "a/memory.max=max\n", "memory.max=\n")]
    [InlineData("0::/\n", "memory.max=many\n", "memory.high=-1\n")]
    [InlineData("0::/\n", "memory.max=99999999999999999999999\n")]
    [InlineData("4:memory:/\n", "memory/memory.limit_in_bytes=9223372036854771712\n")]
    [InlineData("4:cpu:/\n", "memory/memory.limit_in_bytes=2000\n")]
    public void Unreadable_or_unlimited_memory_limit_is_null(string? groups, params string[] files) =>
        Assert.Null(Read(groups, files));

    private static long? Read(string? groups, string[] files) => MemoryLimit.Read(path =>
        path == OwnGroups ? groups
        : files.Select(file => file.Split('=', 2))
            .SingleOrDefault(file => $"/sys/fs/cgroup/{file[0]}" == path)?[1]);
}
