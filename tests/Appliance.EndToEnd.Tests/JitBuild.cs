using Appliance.Testing;

namespace Appliance.EndToEnd.Tests;

/// <summary>The executable as <c>dotnet run</c> has it.</summary>
internal static class JitBuild
{
    public static string Assembly
    {
        get
        {
            // …/tests/X/bin/CONFIGURATION/net10.0: the executable's own output has the same configuration.
            string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            return Path.Combine(Places.Repository, "src/Appliance/bin", configuration, "net10.0/appliance.dll");
        }
    }
}
