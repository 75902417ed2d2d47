using Appliance.Hosting.Logging;

namespace ConsoleAppFramework;

/// <summary>The Console that the generated command line parser resolves to.</summary>
internal static class Console
{
    public static void WriteLine(string text) => Output.TryWriteLine(text);
}
