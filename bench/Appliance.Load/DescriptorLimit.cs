using System.Globalization;

namespace Appliance.Load;

/// <summary>The limit of open descriptors. .NET raises the soft limit to the hard limit.</summary>
internal static class DescriptorLimit
{
    private const string Name = "Max open files";

    /// <summary>Descriptors that the load generator needs besides its connections.</summary>
    private const int Others = 64;

    /// <summary>An error sentence if the limit is too low for the connections; otherwise null.</summary>
    public static string? ErrorFor(int connections)
    {
        string limits = File.ReadLines("/proc/self/limits")
            .First(line => line.StartsWith(Name, StringComparison.Ordinal));
        string limit = limits[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        bool isLimited = int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out int max);
        return isLimited && connections + Others > max
            ? $"{connections} connections need {connections + Others} descriptors, but ulimit -Hn is {max}: raise it."
            : null;
    }
}
