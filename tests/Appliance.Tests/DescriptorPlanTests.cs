using Appliance.Hosting.Serving;
using Appliance.Settings;

namespace Appliance.Tests;

/// <summary>The number of connections under a limit of file descriptors.</summary>
public class DescriptorPlanTests
{
    private const int ConnectionsDefault = 4096;

    [Theory]
    [InlineData(null)]
    [InlineData(1 << 20)]
    public void Sufficient_descriptor_limit_leaves_connections_max_unchanged(int? limit)
    {
        SettingsReader read = TestSettings.Under(limit);
        Assert.Equal(ConnectionsDefault, TestSettings.Of(read).Listener.ConnectionsMax);
        Assert.Equal(SettingSource.Default, TestSettings.SourceOf(read, TestSettings.Row("connections-max")));
        Assert.Null(DescriptorPlan.Validate(read.Settings));
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(1024, "--connections-max", "2000")]
    [InlineData(100, "--connections-max", "90", "--data", "/data")]
    public void Low_descriptor_limit_lowers_even_configured_connections_max(int limit, params string[] flags)
    {
        SettingsReader read = TestSettings.Under(limit, ["--threads", "2", .. flags]);
        int connections = TestSettings.Of(read).Listener.ConnectionsMax;
        Assert.InRange(connections, 1, limit - read.Settings.Listener.ReservedConnectionsMax - 1);
        Assert.Equal(SettingSource.DescriptorLimit, TestSettings.SourceOf(read, TestSettings.Row("connections-max")));
        Assert.Null(DescriptorPlan.Validate(read.Settings));
        // One more descriptor allows one more connection.
        SettingsReader more = TestSettings.Under(limit + 1, ["--threads", "2", .. flags]);
        Assert.Equal(connections + 1, more.Settings.Listener.ConnectionsMax);
    }

    [Fact]
    public void Descriptors_of_sockets_threads_and_storage_reduce_connections()
    {
        int baseline = Connections();
        Assert.Equal(baseline - 3, Connections("--reserved-connections-max", "19"));
        Assert.Equal(baseline - 1, Connections("--listen", "127.0.0.1:1", "--listen", "unix:/s"));
        // For each thread a socket and a descriptor that watches it.
        Assert.Equal(baseline - 4, Connections("--admin-listen", "127.0.0.1:1"));
        Assert.InRange(baseline - Connections("--data", "/data"), 7, 20);
        Assert.InRange(baseline - Connections("--redis", "127.0.0.1:1"), 3, 20);
        Assert.Equal(8, baseline - Connections("--threads", "4"));

        static int Connections(params string[] flags) =>
            TestSettings.Of(TestSettings.Under(500, flags.Contains("--threads") ? flags : ["--threads", "2", .. flags]))
                .Listener.ConnectionsMax;
    }

    [Fact]
    public void Too_few_descriptors_to_serve_are_rejected_with_a_remedy()
    {
        string? error = DescriptorPlan.Validate(TestSettings.Under(16, "--threads", "2").Settings);
        Assert.Contains("the limit of file descriptors is 16, but ", error);
        Assert.Contains("reserved-connections-max", error);
        int needed = int.Parse(error!.Split("but ")[1].Split(' ')[0]);
        Assert.Null(DescriptorPlan.Validate(TestSettings.Under(needed, "--threads", "2").Settings));
        Assert.NotNull(DescriptorPlan.Validate(TestSettings.Under(needed - 1, "--threads", "2").Settings));
    }

    [Fact]
    public void Fewer_connections_need_less_memory()
    {
        const long Bytes = 28 << 20;
        SettingsReader few = new(["--data", "/data", "--threads", "1"], _ => null, Bytes, descriptorsMax: 300);
        Assert.Null(MemoryPlan.Validate(few.Settings, long.MaxValue));
        SettingsReader many = new(["--data", "/data", "--threads", "1"], _ => null, Bytes);
        Assert.NotNull(MemoryPlan.Validate(many.Settings, long.MaxValue));
    }
}
