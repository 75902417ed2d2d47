using System.Runtime.InteropServices;
using Appliance.Hosting.Logging;

namespace Appliance.Hosting.Processes;

/// <summary>Protects keys in memory from core dumps and from other processes of the same user.</summary>
public static partial class ProcessHardening
{
    private const int PR_SET_DUMPABLE = 4;

    public static void Apply()
    {
        if (OperatingSystem.IsLinux() && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
            Log.Warn("core-dumps-enabled",
                ("hint", "A core dump of this process could contain keys: set LimitCORE=0."));
    }

    [LibraryImport("libc")]
    private static partial int prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);
}
