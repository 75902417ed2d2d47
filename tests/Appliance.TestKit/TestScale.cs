using System.Globalization;

namespace Appliance.TestKit;

/// <summary>
/// How long the tests of endurance run: those that kill a process, fuzz, mutate policies or load a server again and
/// again. Their assertions are the same at every scale.
/// </summary>
public static class TestScale
{
    /// <summary>The variable with the factor, a whole number from 1; the default is 1.</summary>
    public const string Variable = "TEST_SCALE";

    /// <summary>Multiplies counts and durations.</summary>
    /// <exception cref="InvalidOperationException">The variable has no whole number from 1.</exception>
    public static int Factor { get; } = Read();

    private static int Read()
    {
        string text = Environment.GetEnvironmentVariable(Variable) ?? "1";
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int factor) && factor > 0
            ? factor
            : throw new InvalidOperationException($"{Variable} is \"{text}\"; it must be a whole number from 1.");
    }
}
