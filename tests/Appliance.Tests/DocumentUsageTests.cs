using System.Reflection;
using System.Text.RegularExpressions;
using Appliance.Settings;
using Appliance.TestKit;
using ConsoleAppFramework;

namespace Appliance.Tests;

/// <summary>The verbs, flags and variables of the appliance in the commands of documents exist.</summary>
public partial class DocumentUsageTests
{
    private const string Help = "help";

    /// <summary>Variables that the programs in docs/examples read.</summary>
    private static readonly Lazy<string> Examples = new(() => string.Concat(
        Directory.EnumerateFiles(Path.Combine(Places.Repository, "docs/examples")).Select(File.ReadAllText)));

    private static readonly Dictionary<string, HashSet<string>> Flags = typeof(Verbs).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
        .Where(method => method.IsDefined(typeof(CommandAttribute)))
        .ToDictionary(method => method.GetCustomAttribute<CommandAttribute>()!.Command, FlagsOf);

    [Fact]
    public void Verbs_and_flags_in_commands_of_documents_exist()
    {
        (string Place, string Line)[] lines =
        [
            .. Documents.Fences.Where(fence => fence.IsShell)
                .Select(fence => (fence.Place, ShellCommands.TextOf(fence))),
            .. Documents.Paths.SelectMany(CodeSpans),
        ];
        Assert.True(lines.Sum(line => Call().Count(line.Line)) > 30);
        string[] faults = [.. lines.SelectMany(line => FaultsOf(line.Line).Select(fault => $"{line.Place}: {fault}"))];
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Variables_in_fences_of_documents_exist()
    {
        string[] faults =
        [
            .. Documents.Fences.SelectMany(fence => Variable().Matches(fence.Text).Select(match => match.Value)
                .Where(name => !AllSettings.Rows.Any(row => row.Variable == name) && !Examples.Value.Contains(name))
                .Select(name => $"{fence.Place}: no setting {name}")),
        ];
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    [Theory]
    [InlineData("appliance srve --dev", "no verb srve")]
    [InlineData("out/appliance serve --dve &", "serve has no flag --dve")]
    [InlineData("curl -H \"Bearer $(./appliance token --application x)\" -X POST", "token has no flag --application")]
    [InlineData("dotnet run --project src/Appliance -- explain --ap school", "explain has no flag --ap")]
    [InlineData("appliance data chek --data DIR", "no verb data chek")]
    public void A_planted_unknown_verb_or_flag_is_found(string command, string fault) =>
        Assert.Equal(fault, Assert.Single(FaultsOf(command)));

    private static IEnumerable<string> FaultsOf(string commands)
    {
        foreach (string arguments in Call().Matches(commands).Select(match => match.Groups["arguments"].Value))
        {
            string[] words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (Verbs.Find(words) is not { } verb)
            {
                yield return $"no verb {string.Join(' ', words.Take(Verbs.IsGroup(words[0]) ? 2 : 1))}";
                continue;
            }
            foreach (Match flag in Flag().Matches(arguments))
            {
                string name = flag.Groups["name"].Value;
                if (!Flags[verb.Name].Contains(name))
                    yield return $"{verb.Name} has no flag {flag.Value.Trim()}";
            }
        }
    }

    /// <summary>Commands in the text of a document.</summary>
    private static IEnumerable<(string Place, string Line)> CodeSpans(string path) => File
        .ReadLines(Path.Combine(Places.Repository, path))
        .SelectMany((line, index) =>
            Span().Matches(line).Select(span => ($"{path}:{index + 1}", span.Groups[1].Value)));

    private static HashSet<string> FlagsOf(MethodInfo method)
    {
        HashSet<string> names = [.. method.GetParameters().Select(parameter => Capital().Replace(
            parameter.Name!, capital => "-" + capital.Value.ToLowerInvariant())), Help];
        if (names.Contains("output"))
            names.Add("o");
        if (method.GetCustomAttribute<CommandAttribute>()!.Command == Verbs.Serve)
            names.UnionWith(AllSettings.Rows.Select(row => row.Name));
        return names;
    }

    [GeneratedRegex(
        @"(?:(?<![\w'=""/.-])(?:[\w.]*/)*appliance|dotnet run [^\n]*src/Appliance [^\n]*?--)(?= [a-z])"
        + @"(?<arguments>[^|;)&#\n]*)")]
    private static partial Regex Call();

    [GeneratedRegex(@"(?<= )--?(?<name>[a-z][\w-]*)")]
    private static partial Regex Flag();

    [GeneratedRegex("`((?:\\./|out/)?appliance [a-z][^`]*)`")]
    private static partial Regex Span();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();

    [GeneratedRegex(@"\bAPPLIANCE_(?!TEST_|UPDATE_)[A-Z_]+")]
    private static partial Regex Variable();
}
