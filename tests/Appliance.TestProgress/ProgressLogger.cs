using System.Diagnostics;
using System.Globalization;
using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Client;

namespace Appliance.TestProgress;

/// <summary>
/// Prints a line every <see cref="IntervalSeconds"/> while the tests of a project run, and at its end what its skipped
/// tests need and the totals of all projects of the run. Without it <c>dotnet test</c> prints nothing until a project
/// is done, and no totals, unless it writes to a terminal.
/// </summary>
[FriendlyName("progress")]
[ExtensionUri("logger://appliance/progress")]
public sealed class ProgressLogger : ITestLoggerWithParameters
{
    /// <summary>The parameter with the path of the file with the totals; without it none are added.</summary>
    public const string TotalsParameter = "Totals";

    private const int IntervalSeconds = 20;

    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private Timer? _timer;
    private string? _totalsPath;
    private string _project = NameOf(null);
    private string _lastTest = "";
    private TestTotals _totals;

    /// <summary>How many tests were skipped for each reason.</summary>
    private readonly SortedDictionary<string, int> _skipped = new(StringComparer.Ordinal);

    public void Initialize(TestLoggerEvents events, Dictionary<string, string?> parameters)
    {
        _totalsPath = parameters.GetValueOrDefault(TotalsParameter);
        Initialize(events, testRunDirectory: "");
    }

    public void Initialize(TestLoggerEvents events, string testRunDirectory)
    {
        events.TestRunStart += (_, start) => _project = NameOf(start.TestRunCriteria.Sources?.FirstOrDefault());
        events.TestResult += (_, result) => Count(result.Result);
        events.TestRunComplete += (_, _) => Complete();
        var interval = TimeSpan.FromSeconds(IntervalSeconds);
        _timer = new Timer(_ => PrintProgress(), null, interval, interval);
    }

    private void Count(TestResult result)
    {
        lock (_lock)
        {
            _project = NameOf(result.TestCase.Source);
            _lastTest = result.DisplayName ?? result.TestCase.DisplayName;
            _totals = _totals.Plus(result.Outcome switch
            {
                TestOutcome.Passed => new TestTotals(1, 0, 0),
                TestOutcome.Failed => new TestTotals(0, 1, 0),
                _ => new TestTotals(0, 0, 1),
            });
            if (result.Outcome == TestOutcome.Skipped)
                CountSkipped(_lastTest);
        }
    }

    /// <summary>The test kit puts the reason into the name of a skipped test: <c>name: needs gcc</c>.</summary>
    private void CountSkipped(string test)
    {
        int reason = test.IndexOf(": needs ", StringComparison.Ordinal);
        string key = reason < 0 ? "for another reason" : test[(reason + 2)..];
        _skipped[key] = _skipped.GetValueOrDefault(key) + 1;
    }

    private void PrintProgress()
    {
        lock (_lock)
        {
            string last = _lastTest.Length == 0 ? "" : $"; the last: {ShortName(_lastTest)}";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {_elapsed.Elapsed:h\\:mm\\:ss} {_project} is running: {_totals}{last}"));
        }
    }

    private void Complete()
    {
        _timer?.Dispose();
        foreach ((string reason, int count) in _skipped)
            Console.WriteLine($"  {_project}: {count} skipped, {reason}");
        if (_totalsPath is not null)
            Console.WriteLine($"  All projects so far: {TestTotals.AddTo(_totalsPath, _totals)}");
    }

    private static string NameOf(string? source) => Path.GetFileNameWithoutExtension(source) ?? "a test project";

    /// <summary>The class and method of a test, without namespace and arguments.</summary>
    private static string ShortName(string test)
    {
        int arguments = test.IndexOf('(');
        string[] parts = (arguments < 0 ? test : test[..arguments]).Split('.');
        return parts.Length < 2 ? test : $"{parts[^2]}.{parts[^1]}";
    }
}
