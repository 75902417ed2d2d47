using Appliance.Settings;

namespace Appliance.Tests;

/// <summary>How many connections a limit of file descriptors leaves.</summary>
public class DescriptorPlanTests
{
    private const int ConnectionsDefault = 4096;

    [Theory]
    [InlineData(null)]
    [InlineData(1 << 20)]
    public void With_enough_descriptors_the_setting_holds(int? limit)
    {
        SettingsReader read = Reading.Under(limit);
        Assert.Equal(ConnectionsDefault, Reading.Of(read).Listener.ConnectionsMax);
        Assert.Equal(SettingSource.Default, Reading.SourceOf(read, Reading.Row("connections-max")));
        Assert.Null(DescriptorPlan.Validate(read.Settings));
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(1024, "--connections-max", "2000")]
    [InlineData(100, "--connections-max", "90", "--data", "/data")]
    public void A_low_limit_lowers_whatever_was_set(int limit, params string[] flags)
    {
        SettingsReader read = Reading.Under(limit, ["--threads", "2", .. flags]);
        int connections = Reading.Of(read).Listener.ConnectionsMax;
        Assert.InRange(connections, 1, limit - read.Settings.Listener.ReservedConnectionsMax - 1);
        Assert.Equal(SettingSource.DescriptorLimit, Reading.SourceOf(read, Reading.Row("connections-max")));
        Assert.Null(DescriptorPlan.Validate(read.Settings));
        // One descriptor more is one connection more.
        SettingsReader more = Reading.Under(limit + 1, ["--threads", "2", .. flags]);
        Assert.Equal(connections + 1, more.Settings.Listener.ConnectionsMax);
    }

    [Fact]
    public void Everything_else_takes_its_share()
    {
        int baseline = Connections();
        Assert.Equal(baseline - 3, Connections("--reserved-connections-max", "19"));
        Assert.Equal(baseline - 1, Connections("--listen", "127.0.0.1:1", "--listen", "unix:/s"));
        // A socket for each thread, and what the thread watches it with.
        Assert.Equal(baseline - 4, Connections("--admin-listen", "127.0.0.1:1"));
        Assert.InRange(baseline - Connections("--data", "/data"), 7, 20);
        Assert.InRange(baseline - Connections("--redis", "127.0.0.1:1"), 3, 20);
        Assert.Equal(8, baseline - Connections("--threads", "4"));

        static int Connections(params string[] flags) =>
            Reading.Of(Reading.Under(500, flags.Contains("--threads") ? flags : ["--threads", "2", .. flags]))
                .Listener.ConnectionsMax;
    }

    [Fact]
    public void Too_few_to_serve_at_all_are_refused_with_what_to_do()
    {
        string? error = DescriptorPlan.Validate(Reading.Under(16, "--threads", "2").Settings);
        Assert.Contains("the limit of file descriptors is 16, but ", error);
        Assert.Contains("reserved-connections-max", error);
        int needed = int.Parse(error!.Split("but ")[1].Split(' ')[0]);
        Assert.Null(DescriptorPlan.Validate(Reading.Under(needed, "--threads", "2").Settings));
        Assert.NotNull(DescriptorPlan.Validate(Reading.Under(needed - 1, "--threads", "2").Settings));
    }

    [Fact]
    public void Less_memory_is_needed_for_fewer_connections()
    {
        const long Bytes = 28 << 20;
        SettingsReader few = new(["--data", "/data", "--threads", "1"], _ => null, Bytes, descriptorsMax: 300);
        Assert.Null(MemoryPlan.Validate(few.Settings, long.MaxValue));
        SettingsReader many = new(["--data", "/data", "--threads", "1"], _ => null, Bytes);
        Assert.NotNull(MemoryPlan.Validate(many.Settings, long.MaxValue));
    }
}
