using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Instructions per token and per request: a measure independent of clock speed and other load. Each run
/// counts the whole process, so the difference of two runs is the cost of the operations. Valgrind emulates the same
/// processor on every machine with AVX2 and an older one elsewhere, where the framework's searches and encodings take
/// other code paths, a small part of the total. Hashing is the largest part, and OpenSSL selects its code by processor,
/// so the test sets one with SSSE3 and nothing newer. Valgrind does not emulate the SHA instructions.</summary>
[Collection(nameof(Exclusive))]
public partial class InstructionTests(Binary binary) : IClassFixture<Binary>
{
    private const int Few = 1000;
    private const int Many = 2 * Few;

    /// <summary>A cost above this band is a regression; a cost below it makes the budget too loose.</summary>
    private const double Slack = 0.1;

    /// <summary>SSSE3 is bit 41 of the first word (OPENSSL_ia32cap(3)); the second word has AVX2 and the SHA
    /// instructions.</summary>
    private const string Ssse3Only = "0x20000000000:0";

    private static readonly string BudgetFile =
        Path.Combine(Places.Repository, "tests/Appliance.EndToEnd.Tests/instruction-budgets.json");

    [RequiresFact(Needs.NativeBinary | Needs.Valgrind)]
    public async Task Token_and_request_stay_within_their_instruction_budgets()
    {
        using JsonDocument budgets = JsonDocument.Parse(await File.ReadAllTextAsync(BudgetFile));
        JsonProperty[] works = [.. budgets.RootElement.EnumerateObject()];
        Assert.Equal(["issue", "group", "request"], works.Select(work => work.Name));
        foreach (JsonProperty budget in works)
        {
            long taken = (await CountAsync(budget.Name, Many) - await CountAsync(budget.Name, Few)) / (Many - Few);
            double ratio = (double)taken / budget.Value.GetInt64();
            Assert.True(ratio <= 1 + Slack, $"{budget.Name} takes {taken} instructions, over its budget of "
                + $"{budget.Value}: find the cause, or justify it in the commit and raise it in the budget file");
            Assert.True(ratio >= 1 - Slack, $"{budget.Name} takes {taken} instructions, under its budget of "
                + $"{budget.Value}: lower the number in the budget file to keep the gain");
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Token_and_request_allocate_nothing()
    {
        foreach (string work in new[] { "issue", "group", "request" })
        {
            using JsonDocument report = await BenchAsync("--only", work, "--count", "100000");
            JsonElement result = Assert.Single(report.RootElement.GetProperty("results").EnumerateArray());
            Assert.Equal((work, 100_000, 0), (result.GetProperty("name").GetString(),
                result.GetProperty("count").GetInt32(), result.GetProperty("allocatedBytes").GetInt32()));
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Timed_benchmark_results_are_consistent()
    {
        using JsonDocument report = await BenchAsync("--app", "johndoe");
        Assert.Equal("johndoe", report.RootElement.GetProperty("app").GetString());
        double last = 0;
        foreach (JsonElement result in report.RootElement.GetProperty("results").EnumerateArray())
        {
            double ns = result.GetProperty("nanoseconds").GetDouble();
            Assert.InRange(result.GetProperty("nanosecondsBest").GetDouble(), 10, ns);
            Assert.InRange(result.GetProperty("perSecond").GetInt64() * ns, 0.99e9, 1.01e9);
            Assert.Equal(0, result.GetProperty("allocatedBytes").GetInt32());
            last = ns;
        }
        Assert.NotEqual(0, last);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Invalid_arguments_exit_with_64_and_a_message()
    {
        string[][] wrong =
        [
            ["--only", "hash"], ["--count", "10"], ["--count", "0", "--only", "issue"],
            ["--count", "many", "--only", "issue"], ["--app", "unknown"], ["-o", "yaml"],
        ];
        foreach (string[] arguments in wrong)
        {
            CommandResult result = await Commands.RunAsync(binary.Start(["bench", "sign", .. arguments]));
            Assert.True(result.ExitCode == 64, $"{string.Join(' ', arguments)}: {result}");
            Assert.Equal("", result.Output);
            Assert.EndsWith(".", result.Error.TrimEnd());
        }
    }

    /// <summary>All instructions of a process that runs the operation this number of times.</summary>
    private async Task<long> CountAsync(string work, int times)
    {
        ProcessStartInfo start = Commands.Start("valgrind",
        [
            "--tool=callgrind", "--callgrind-out-file=/dev/null", binary.Path, "bench", "sign", "--only", work,
            "--count", times.ToString(CultureInfo.InvariantCulture),
        ]);
        start.Environment["OPENSSL_ia32cap"] = Ssse3Only;
        CommandResult result = await Commands.RunAsync(start);
        Match collected = Collected().Match(result.Error);
        Assert.True(result.ExitCode == 0 && collected.Success, result.Error);
        return long.Parse(collected.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private async Task<JsonDocument> BenchAsync(params string[] more)
    {
        CommandResult result = await Commands.RunAsync(
            Commands.Start(binary.Path, ["bench", "sign", "-o", "json", .. more]));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return JsonDocument.Parse(result.Output);
    }

    [GeneratedRegex(@"Collected : (\d+)")]
    private static partial Regex Collected();
}
