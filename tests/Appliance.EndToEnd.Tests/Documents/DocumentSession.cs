using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Documents;

/// <summary>Runs the commands of a document's fences in one shell, in the order of the document, and compares their
/// output with the documented one.</summary>
/// <param name="fences">The fences of one document.</param>
/// <param name="isLong">Whether long fences run too.</param>
internal sealed partial class DocumentSession(IReadOnlyList<Fence> fences, bool isLong)
{
    private const int SecondsMax = 240, LongSecondsMax = 900;

    private static readonly string Scripts =
        Path.Combine(Places.Repository, "tests/Appliance.EndToEnd.Tests/Documents");

    private readonly List<Step> _steps = [];
    private readonly StringBuilder _script = new("set -eo pipefail\n");

    /// <summary>Whether some fence of a document runs.</summary>
    public static bool HasCommands(IEnumerable<Fence> fences, bool isLong) =>
        fences.Any(fence => fence.Check == FenceCheck.Run && (isLong || !fence.IsLong));

    /// <summary>Describes each failed command and each unexpected output; empty if all are as documented.</summary>
    /// <param name="binary">The published binary.</param>
    /// <param name="tree">The folder for the commands.</param>
    public async Task<IReadOnlyList<string>> RunAsync(string binary, DocumentTree tree)
    {
        string folder = tree.NewSession();
        WriteScript(folder, tree.Root);
        await File.WriteAllTextAsync(Path.Combine(folder, "commands.sh"), _script.ToString());
        ProcessStartInfo start = Commands.Start("unshare",
        [
            "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "bash",
            Path.Combine(Scripts, "session.sh"), folder, Path.Combine(folder, "shim.sh"),
        ], new Dictionary<string, string>
        {
            ["DOCUMENT_ASSEMBLY"] = JitBuild.Assembly,
            ["DOCUMENT_BINARY"] = binary,
            ["DOCUMENT_FOLDER"] = folder,
            ["DOCUMENT_SCALE"] = isLong ? "2" : "1",
        });
        start.WorkingDirectory = tree.Root;
        File.Copy(Path.Combine(Scripts, "shim.sh"), Path.Combine(folder, "shim.sh"));
        FileModes.Set(Path.Combine(folder, "shim.sh"), "0755");
        CommandResult result = await Commands.RunAsync(start, secondsMax: isLong ? LongSecondsMax : SecondsMax);
        return result.ExitCode == 0
            ? [.. _steps.SelectMany(step => step.Compare(folder))]
            : [$"{Failed(folder)}: exit code {result.ExitCode}: {result.Error}{ErrorsOf(folder)}"];
    }

    private void WriteScript(string folder, string root)
    {
        if (fences.Any(fence => fence.Lines.Any(line => line.Contains("git "))))
            _script.AppendLine("git init -q && git add .");
        foreach (Fence fence in fences.Where(fence => isLong || !fence.IsLong))
        {
            if (fence.Check == FenceCheck.File)
                File.WriteAllText(Path.Combine(root, fence.Argument), fence.Text + "\n");
            if (fence.Check == FenceCheck.Output)
                _steps[^1] = _steps[^1] with { Output = fence.Text };
            if (fence.Check == FenceCheck.Run)
                AppendCommands(fence, folder);
        }
    }

    private void AppendCommands(Fence fence, string folder)
    {
        if (fence.IsServed && !_script.ToString().Contains("CLINIC_APP_KEY="))
        {
            foreach ((string name, string secret) in TestSecrets.Environment)
                _script.AppendLine($"export {name}={secret}");
            Append(new(fence.Place, ""), "appliance serve --data /var/lib/appliance", folder);
        }
        IReadOnlyList<ShellCommand> commands = ShellCommands.Of(fence);
        foreach (ShellCommand command in commands)
        {
            // The shim returns when the server listens.
            string text = Background().Replace(command.Text, "$1");
            if (fence.ExitCode != 0 && command == commands[^1])
                text = $"code=0; {text} || code=$?\n[ $code = {fence.ExitCode} ]";
            Append(new(fence.Place, command.Output), text, folder);
        }
    }

    private void Append(Step step, string command, string folder)
    {
        string number = _steps.Count.ToString(CultureInfo.InvariantCulture);
        _steps.Add(step with { OutputFile = $"{number}.out" });
        _script.AppendLine($"exec >{folder}/{number}.out 2>{folder}/{number}.err")
            .AppendLine($"echo '{step.Place}' >{folder}/place")
            .AppendLine(command);
    }

    private static string Failed(string folder)
    {
        string place = Path.Combine(folder, "place");
        return File.Exists(place) ? File.ReadAllText(place).TrimEnd() : "the session did not start";
    }

    /// <summary>The output of the failed command, and the log of the server.</summary>
    private string ErrorsOf(string folder)
    {
        int last = Enumerable.Range(0, _steps.Count).LastOrDefault(i => File.Exists(Path.Combine(folder, $"{i}.err")));
        string[] files = [$"{last}.out", $"{last}.err", "server.err"];
        return string.Join('\n', files.Select(file => Path.Combine(folder, file)).Where(File.Exists)
            .Select(File.ReadAllText));
    }

    [GeneratedRegex(@"(serve\b[^\n]*) &$", RegexOptions.Multiline)]
    private static partial Regex Background();

    /// <param name="Place">The document and line of the fence.</param>
    /// <param name="Output">The documented output; empty if it is absent.</param>
    private sealed record Step(string Place, string Output)
    {
        public string OutputFile { get; init; } = "";

        public IEnumerable<string> Compare(string folder)
        {
            string actual = File.ReadAllText(Path.Combine(folder, OutputFile));
            return Output == "" || DocumentedOutput.Matches(Output, actual)
                ? [] : [$"{Place}: documented:\n{Output}\nprinted:\n{actual}"];
        }
    }
}
