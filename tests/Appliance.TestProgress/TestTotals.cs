using System.Globalization;

namespace Appliance.TestProgress;

/// <summary>Counts of tests.</summary>
/// <param name="Passed">Tests that passed.</param>
/// <param name="Failed">Tests that failed.</param>
/// <param name="Skipped">Tests that did not run.</param>
public readonly record struct TestTotals(int Passed, int Failed, int Skipped)
{
    /// <summary>How often to try to open the file while another project writes it: for ten seconds.</summary>
    private const int AttemptsMax = 1000;

    public TestTotals Plus(TestTotals other) =>
        new(Passed + other.Passed, Failed + other.Failed, Skipped + other.Skipped);

    /// <summary>For example <c>12 passed, 0 failed, 1 skipped</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Passed} passed, {Failed} failed, {Skipped} skipped");

    /// <summary>Reads what <see cref="ToString"/> wrote; zero for other text.</summary>
    public static TestTotals Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 6 && int.TryParse(words[0], out int passed) && int.TryParse(words[2], out int failed)
            && int.TryParse(words[4], out int skipped)
            ? new(passed, failed, skipped) : default;
    }

    /// <summary>
    /// Adds to the totals in a file and returns the sum. Projects run side by side, so the file is opened exclusively.
    /// </summary>
    /// <exception cref="IOException">The file cannot be opened within ten seconds.</exception>
    public static TestTotals AddTo(string path, TestTotals totals)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using FileStream file = OpenExclusively(path);
        using var reader = new StreamReader(file, leaveOpen: true);
        TestTotals sum = Parse(reader.ReadToEnd()).Plus(totals);
        file.SetLength(0);
        using var writer = new StreamWriter(file);
        writer.Write(sum.ToString());
        return sum;
    }

    private static FileStream OpenExclusively(string path)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < AttemptsMax)
            {
                Thread.Sleep(10);
            }
        }
    }
}
