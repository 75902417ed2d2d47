namespace Appliance.Fuzz;

/// <summary>Runs inputs without AFL.</summary>
internal static class Replay
{
    /// <summary>The given files, and all files in the given folders, recursively.</summary>
    public static IEnumerable<string> Files(IEnumerable<string> places) => places.SelectMany(place =>
        Directory.Exists(place)
            ? Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : Enumerable.Repeat(place, 1));

    /// <summary>Runs all inputs and reports those that fail.</summary>
    /// <returns>Exit code: 0 if there was at least one input and none failed, else 1.</returns>
    public static int Run(IEnumerable<string> places)
    {
        int runs = 0;
        int failures = 0;
        foreach (string file in Files(places))
        {
            runs++;
            try
            {
                Target.Run(File.ReadAllBytes(file));
            }
            catch (Exception exception)
            {
                failures++;
                Console.Error.WriteLine($"{file}: {exception}");
            }
        }
        Console.WriteLine($"{runs} inputs, {failures} failures");
        return runs > 0 && failures == 0 ? 0 : 1;
    }
}
