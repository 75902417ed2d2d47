namespace Appliance.Fuzz;

/// <summary>Runs inputs again, without a fuzzer.</summary>
internal static class Replay
{
    /// <summary>Files, and those in folders at any depth.</summary>
    public static IEnumerable<string> Files(IEnumerable<string> places) => places.SelectMany(place =>
        Directory.Exists(place)
            ? Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : Enumerable.Repeat(place, 1));

    /// <summary>Runs all of them, and names those that fail.</summary>
    /// <returns>The exit code: 0 if there were some and none failed.</returns>
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
