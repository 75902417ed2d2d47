using Appliance.Commands;
using Appliance.Settings;
using Appliance.Storage;

namespace Appliance.Tests;

/// <summary>Enums of the executable, over all their values.</summary>
public class ExitCodeTests
{
    /// <summary>Scripts and systemd units depend on the numbers (sysexits.h).</summary>
    [Fact]
    public void Exit_codes_are_stable() => Assert.Equal(
        [
            (0, "Ok"), (64, "Usage"), (65, "BadData"), (69, "Unavailable"), (70, "Internal"), (74, "OutputFailed"),
            (77, "Denied"), (78, "BadConfiguration"),
        ],
        Enum.GetValues<ExitCode>().Select(code => ((int)code, $"{code}")));

    [Theory]
    [InlineData(false, false, 69)]
    [InlineData(false, true, 78)]
    [InlineData(true, false, 65)]
    [InlineData(true, true, 65)]
    public void Storage_failure_has_an_exit_code(bool isCorrupt, bool isConfigurationError, int code) => Assert.Equal(
        code,
        CommandExit.Guard(() => throw new StorageException("It failed.")
        {
            IsCorrupt = isCorrupt,
            IsConfigurationError = isConfigurationError,
        }));

    [Fact]
    public void Every_source_of_a_setting_has_its_own_name()
    {
        string[] names = [.. Enum.GetValues<SettingSource>().Select(SettingSources.NameOf)];
        Assert.Equal(names.Distinct(), names);
    }
}
