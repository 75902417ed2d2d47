using System.Globalization;

namespace Appliance.Load;

/// <summary>How many descriptors this process may open, which .NET has raised as far as it may be raised.</summary>
internal static class DescriptorLimit
{
    private const string Name = "Max open files";

    /// <summary>Descriptors that a driver has besides its connections.</summary>
    private const int Others = 64;

    /// <summary>A sentence if so many connections cannot be opened.</summary>
    public static string? Problem(int connections)
    {
        string limits = File.ReadLines("/proc/self/limits")
            .First(line => line.StartsWith(Name, StringComparison.Ordinal));
        string limit = limits[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        bool isLimited = int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out int most);
        return isLimited && connections + Others > most
            ? $"{connections} connections need {connections + Others} descriptors, and the limit is {most}: ulimit -Hn."
            : null;
    }
}
