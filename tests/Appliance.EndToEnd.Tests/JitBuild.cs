using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>The executable as built for <c>dotnet run</c>.</summary>
internal static class JitBuild
{
    public static string Assembly
    {
        get
        {
            // …/tests/X/bin/CONFIGURATION/net10.0: the executable is built in the same configuration.
            string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            return Path.Combine(Places.Repository, "src/Appliance/bin", configuration, "net10.0/appliance.dll");
        }
    }
}
