using Appliance.TestKit;

namespace Appliance.Tests;

/// <summary>The help of every verb: usage with the program's name, no C# types, an example, and 80 columns.</summary>
public class VerbHelpTests
{
    public static TheoryData<string> Names => new(Verbs.All.Select(verb => verb.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Help_of_verb_fits_80_columns_and_has_an_example(string verb)
    {
        CommandResult result = await RunAsync([.. verb.Split(' '), "--help"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] lines = AssertReadable(result.Output);
        Assert.Equal($"Usage: appliance {Verbs.Find(verb)!.Usage} [OPTIONS]", lines[0]);
        Assert.Equal(["Example:", $"  {Verbs.Find(verb)!.Example}"], lines[^2..]);
        Assert.StartsWith($"appliance {verb}", Verbs.Find(verb)!.Example);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("data", "--help")]
    [InlineData("bench", "-h")]
    public async Task Help_of_the_program_lists_every_verb(params string[] args)
    {
        CommandResult result = await RunAsync(args);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] lines = AssertReadable(result.Output);
        Assert.Equal("Usage: appliance COMMAND [OPTIONS]", lines[0]);
        Assert.All(Verbs.All, verb => Assert.Single(lines, line => line.StartsWith($"  {verb.Name}  ")));
    }

    [Theory]
    [InlineData("Unknown command 'nope'.", "nope")]
    [InlineData("data needs a subcommand: check, backup or reset-ledger.", "data")]
    [InlineData("bench needs a subcommand: sign or http.", "bench")]
    [InlineData("Unknown command 'bench nope': bench needs sign or http.", "bench", "nope")]
    [InlineData("Unknown command 'data check'.", "data check")]
    [InlineData("'data begin-anew' was renamed: use 'data reset-ledger'.", "data", "begin-anew", "--data", "DIR")]
    public async Task Unknown_or_renamed_verb_fails_with_usage_code_and_help_on_stderr(
        string sentence, params string[] args)
    {
        CommandResult result = await RunAsync(args);
        Assert.Equal((64, ""), (result.ExitCode, result.Output));
        Assert.Equal(sentence, AssertReadable(result.Error)[0]);
        Assert.Contains("Usage: appliance COMMAND [OPTIONS]\n", result.Error);
    }

    [Fact]
    public async Task Verb_without_its_required_arguments_fails_with_usage_code_and_its_help_on_stderr()
    {
        foreach (Verb verb in Verbs.All.Where(verb => verb.NeedsArguments))
        {
            CommandResult result = await RunAsync(verb.Name.Split(' '));
            Assert.Equal((64, ""), (result.ExitCode, result.Output));
            Assert.StartsWith($"Usage: appliance {verb.Usage} [OPTIONS]\n", result.Error);
        }
    }

    [Fact]
    public async Task Version_is_not_rewritten_as_help() =>
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", (await RunAsync(["--version"])).Output);

    private static string[] AssertReadable(string help)
    {
        string[] lines = help.TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.All(["<string", "<int", "[Default", "null", "@\""], text => Assert.DoesNotContain(text, help));
        return lines;
    }

    private static Task<CommandResult> RunAsync(string[] args) => TestKit.Commands.RunAsync(
        TestKit.Commands.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "appliance.dll"), .. args]));
}
