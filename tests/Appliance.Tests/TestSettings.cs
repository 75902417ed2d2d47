using Appliance.Hosting.Serving;
using Appliance.Settings;

namespace Appliance.Tests;

/// <summary>Reads settings as <c>serve</c> does, from a command line and an environment of the test.</summary>
internal static class TestSettings
{
    public static SettingsReader Flags(params string[] flags) => Both(flags);

    /// <summary>Like <see cref="Flags"/>, with a limit of file descriptors.</summary>
    public static SettingsReader Under(int? descriptorsMax, params string[] flags) =>
        Both(flags, [], descriptorsMax);

    public static SettingsReader Environment(params (string Name, string Value)[] variables) => Both([], variables);

    public static SettingsReader Both(string[] flags, params (string Name, string Value)[] variables) =>
        Both(flags, variables, descriptorsMax: null);

    private static SettingsReader Both(
        string[] flags, (string Name, string Value)[] variables, int? descriptorsMax)
    {
        string[] normalized = CommandLine.Normalize(["serve", .. flags]);
        int escape = Array.IndexOf(normalized, "--");
        string[] others = escape < 0 ? normalized[1..] : normalized[1..escape];
        Assert.Empty(others);
        Dictionary<string, string> environment =
            variables.ToDictionary(variable => variable.Name, variable => variable.Value);
        return new(escape < 0 ? [] : normalized[(escape + 1)..], environment.GetValueOrDefault,
            descriptorsMax: descriptorsMax);
    }

    public static Setting Row(string name) => AllSettings.Rows[AllSettings.IndexOf(name)];

    public static SettingSource SourceOf(SettingsReader read, Setting setting) =>
        read.SourceOf(AllSettings.IndexOf(setting.Name));

    /// <summary>The settings; fails if there are errors.</summary>
    public static ServeSettings Of(SettingsReader read)
    {
        Assert.Empty(read.Errors);
        return read.Settings;
    }

    /// <summary>The single error.</summary>
    public static string Error(SettingsReader read, ExitCode code)
    {
        Assert.Equal(code, read.ErrorsExitCode);
        return Assert.Single(read.Errors);
    }
}
