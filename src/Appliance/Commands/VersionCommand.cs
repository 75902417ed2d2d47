using System.Text;
using Appliance.Hosting.Results;
using ConsoleAppFramework;

namespace Appliance.Commands;

/// <summary><c>appliance version</c>: what this executable was built from.</summary>
[RegisterCommands]
internal sealed class VersionCommand
{
    private const string Unknown = "unknown";

    /// <summary>Prints the version, the commit, the digest of the policy and the platform of this executable.</summary>
    /// <param name="output">-o, Output format, json or text.</param>
    [Command("version")]
    public int Run(string output = "text") => CommandExit.Guard(() => Show(output));

    private static int Show(string output) => Options.TryParseOutput(output, out bool isJson, out string error)
        ? CommandExit.WriteResult(isJson, WriteJson, WriteText)
        : CommandExit.Fail(ExitCode.Usage, error);

    internal static void WriteText(ResultWriter result)
    {
        List<(string Name, string? Value)> facts = Facts();
        Table.Write(result, facts.Count, index => [facts[index].Name, facts[index].Value ?? Unknown]);
    }

    internal static void WriteJson(ResultWriter result)
    {
        JsonResult json = new(result);
        json.Open("{"u8);
        foreach ((string name, string? value) in Facts())
            json.Member(Encoding.UTF8.GetBytes(name), value);
        json.Close("}"u8);
        result.Text("\n");
    }

    private static List<(string Name, string? Value)> Facts() =>
    [
        ("version", BuildFacts.Version),
        ("commit", BuildFacts.Commit),
        ("policy", Policies.Current.Digest),
        ("flavour", BuildFacts.Flavour),
        ("sha256", BuildFacts.Sha256Name),
        ("runtime", BuildFacts.Runtime),
    ];
}
