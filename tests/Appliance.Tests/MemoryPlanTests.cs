using Appliance.Settings;
using Appliance.Storage;

namespace Appliance.Tests;

/// <summary>How the memory below a limit is shared out, and when it is too little.</summary>
public class MemoryPlanTests
{
    private const long Mebibyte = 1 << 20;
    private const int BufferedBytesDefault = 16 << 20;

    [Fact]
    public void Without_a_limit_the_usual_defaults_hold()
    {
        ServeSettings settings = Under(null);
        Assert.Equal(BufferedBytesDefault, settings.Listener.BufferedBytesMax);
        Assert.Equal(Environment.ProcessorCount, settings.Listener.Threads);
        Assert.Equal(MemoryLedger.EntriesMaxDefault, MemoryPlan.LedgerEntries(settings));
        Assert.Null(MemoryPlan.Validate(settings, long.MaxValue));
    }

    [Fact]
    public void With_plenty_of_memory_they_hold_as_well()
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
    public void Buffers_and_used_tokens_take_what_a_small_limit_leaves(int mebibytes)
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
    public void Below_the_least_memory_the_start_is_refused_with_what_to_do(int required, params string[] flags)
    {
        Assert.Null(MemoryPlan.Validate(Under(required, flags), long.MaxValue));
        string? error = MemoryPlan.Validate(Under(required - 1, flags), long.MaxValue);
        Assert.Contains($"the memory limit is {required - 1} MiB, but {required} MiB are needed", error);
        Assert.Contains("connections-max", error);
        Assert.NotNull(MemoryPlan.Validate(Under(0, flags), long.MaxValue));
    }

    [Fact]
    public void On_a_machine_of_many_cores_the_limit_lowers_the_threads()
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
    public void A_heap_that_the_environment_makes_too_small_is_refused()
    {
        ServeSettings settings = Under(null, "--threads", "2");
        Assert.Null(MemoryPlan.Validate(settings, 12 * Mebibyte));
        Assert.Contains("DOTNET_GCHeapHardLimit", MemoryPlan.Validate(settings, 8 * Mebibyte));
    }

    [Fact]
    public void What_is_set_is_kept_and_where_the_default_comes_from_is_shown()
    {
        SettingsReader read = Read(48, "--threads", "1");
        Assert.Equal(SettingSource.MemoryLimit, Reading.SourceOf(read, Reading.Row("buffered-bytes-max")));
        read = Read(48, "--buffered-bytes-max", "12345678");
        Assert.Equal(12345678, Reading.Of(read).Listener.BufferedBytesMax);
        Assert.Equal(SettingSource.CommandLine, Reading.SourceOf(read, Reading.Row("buffered-bytes-max")));
        Assert.Contains(
            "12345678 bytes of buffers",
            MemoryPlan.Validate(Under(32, "--buffered-bytes-max", "12345678"), long.MaxValue));
    }

    private static ServeSettings Under(int? mebibytes, params string[] flags) => Reading.Of(Read(mebibytes, flags));

    private static SettingsReader Read(int? mebibytes, params string[] flags) =>
        new(flags, _ => null, mebibytes * Mebibyte);
}
