using Appliance.Hosting.Logging;
using Appliance.Linux;

namespace Appliance.Hosting.Processes;

/// <summary>Protects keys in memory from core dumps and from other processes of the same user.</summary>
public static class ProcessHardening
{
    public static void Apply()
    {
        if (OperatingSystem.IsLinux() && Libc.prctl(Libc.ProcessSetDumpable) != 0)
            Log.Warn("core-dumps-enabled",
                ("hint", "A core dump of this process could contain keys: set LimitCORE=0."));
    }
}
