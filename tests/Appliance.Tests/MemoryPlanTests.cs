using Appliance.Hosting.Serving;
using Appliance.Settings;
using Appliance.Storage.Memory;

namespace Appliance.Tests;

/// <summary>How memory is divided under a limit, and when the limit is too low.</summary>
public class MemoryPlanTests
{
    private const long Mebibyte = 1 << 20;
    private const int BufferedBytesDefault = 16 << 20;

    [Fact]
    public void Defaults_apply_without_a_memory_limit()
    {
        ServeSettings settings = Under(null);
        Assert.Equal(BufferedBytesDefault, settings.Listener.BufferedBytesMax);
        Assert.Equal(Environment.ProcessorCount, settings.Listener.Threads);
        Assert.Equal(MemoryLedger.EntriesMaxDefault, MemoryPlan.LedgerEntries(settings));
        Assert.Null(MemoryPlan.Validate(settings, long.MaxValue));
    }

    [Fact]
    public void Defaults_apply_under_a_high_memory_limit()
    {
        ServeSettings settings = Under(64 * 1024);
        Assert.Equal(BufferedBytesDefault, settings.Listener.BufferedBytesMax);
        Assert.Equal(MemoryLedger.EntriesMaxDefault, MemoryPlan.LedgerEntries(settings));
    }

    [Theory]
    [InlineData(28)]
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(64)]
    [InlineData(128)]
    public void Low_memory_limit_is_divided_between_buffers_and_ledger(int mebibytes)
    {
        ServeSettings settings = Under(mebibytes, "--threads", "1");
        Assert.Null(MemoryPlan.Validate(settings, long.MaxValue));
        Assert.InRange(settings.Listener.BufferedBytesMax, MemoryPlan.BufferedBytesMin, BufferedBytesDefault);
        ServeSettings more = Under(mebibytes + 8, "--threads", "1");
        Assert.InRange(
            more.Listener.BufferedBytesMax,
            Math.Min(BufferedBytesDefault, settings.Listener.BufferedBytesMax + 1), BufferedBytesDefault);
        Assert.InRange(
            MemoryPlan.LedgerEntries(more), MemoryPlan.LedgerEntries(settings) + 1, MemoryLedger.EntriesMaxDefault);
    }

    [Theory]
    [InlineData(26)]
    [InlineData(35, "--data", "/data")]
    [InlineData(33, "--redis", "127.0.0.1:1")]
    [InlineData(18, "--connections-max", "500")]
    public void Memory_limit_below_the_minimum_is_rejected_with_a_remedy(int required, params string[] flags)
    {
        Assert.Null(MemoryPlan.Validate(Under(required, flags), long.MaxValue));
        string? error = MemoryPlan.Validate(Under(required - 1, flags), long.MaxValue);
        Assert.Contains($"the memory limit is {required - 1} MiB, but {required} MiB are needed", error);
        Assert.Contains("connections-max", error);
        Assert.NotNull(MemoryPlan.Validate(Under(0, flags), long.MaxValue));
    }

    [Fact]
    public void Memory_limit_lowers_the_threads_on_a_machine_with_many_cores()
    {
        ServeSettings many = new() { MemoryLimitBytes = 64 * Mebibyte };
        many = many with { Listener = many.Listener with { Threads = 256 } };
        int threads = MemoryPlan.Threads(many);
        Assert.InRange(threads, 2, 20);
        ServeSettings lowered = many with { Listener = many.Listener with { Threads = threads } };
        lowered = lowered with
        {
            Listener = lowered.Listener with { BufferedBytesMax = MemoryPlan.BufferedBytes(lowered) },
        };
        Assert.Null(MemoryPlan.Validate(lowered, long.MaxValue));
        Assert.NotNull(MemoryPlan.Validate(many, long.MaxValue));
    }

    [Fact]
    public void Heap_limit_from_the_environment_that_is_too_low_is_rejected()
    {
        ServeSettings settings = Under(null, "--threads", "2");
        Assert.Null(MemoryPlan.Validate(settings, 12 * Mebibyte));
        Assert.Contains("DOTNET_GCHeapHardLimit", MemoryPlan.Validate(settings, 8 * Mebibyte));
    }

    [Fact]
    public void Configured_value_is_kept_and_memory_limit_is_shown_as_source()
    {
        SettingsReader read = Read(48, "--threads", "1");
        Assert.Equal(SettingSource.MemoryLimit, TestSettings.SourceOf(read, TestSettings.Row("buffered-bytes-max")));
        read = Read(48, "--buffered-bytes-max", "12345678");
        Assert.Equal(12345678, TestSettings.Of(read).Listener.BufferedBytesMax);
        Assert.Equal(SettingSource.CommandLine, TestSettings.SourceOf(read, TestSettings.Row("buffered-bytes-max")));
        Assert.Contains(
            "12345678 bytes of buffers",
            MemoryPlan.Validate(Under(32, "--buffered-bytes-max", "12345678"), long.MaxValue));
    }

    private static ServeSettings Under(int? mebibytes, params string[] flags) =>
        TestSettings.Of(Read(mebibytes, flags));

    private static SettingsReader Read(int? mebibytes, params string[] flags) =>
        new(flags, _ => null, mebibytes * Mebibyte);
}
