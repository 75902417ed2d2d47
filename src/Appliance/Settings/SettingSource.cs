using System.Diagnostics;

namespace Appliance.Settings;

/// <summary>The source of a setting's value.</summary>
internal enum SettingSource : byte
{
    Default,
    /// <summary>A default lowered by the memory limit.</summary>
    MemoryLimit,
    /// <summary>Lowered by the limit of file descriptors, even if it was set.</summary>
    DescriptorLimit,
    Environment,
    CommandLine,
}

internal static class SettingSources
{
    /// <summary>The name in reports.</summary>
    public static string NameOf(SettingSource source) => source switch
    {
        SettingSource.Default => "default",
        SettingSource.MemoryLimit => "memory limit",
        SettingSource.DescriptorLimit => "descriptor limit",
        SettingSource.Environment => "environment",
        SettingSource.CommandLine => "command line",
        _ => throw new UnreachableException(),
    };
}
