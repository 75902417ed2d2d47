using Appliance;
using Appliance.Commands;
using Appliance.Hosting.Logging;
using ConsoleAppFramework;

StandardStreams.Reserve();

// Results and requested help go to stdout, everything else to stderr.
ConsoleApp.Log = text => HelpText.Write(text, Output.TryWrite);
ConsoleApp.LogError = Output.WriteErrorLine;

// With the verbs of every class that has [RegisterCommands].
ConsoleApp.ConsoleAppBuilder app = ConsoleApp.Create();

if (CommandLine.IsGroupHelp(args))
    args = ["--help"];
if (!CommandLine.HasVerb(args))
{
    if (args.Length > 0)
        Output.WriteErrorLine(Verbs.DescribeUnknown(args));
    return FailWithHelp([]);
}
if (CommandLine.LacksArguments(args))
    return FailWithHelp(args);
app.Run(CommandLine.Normalize(args));
Output.FlushErrors();

// The parser exits with 1 for a malformed command line; the verbs never do.
return Environment.ExitCode == 1 ? (int)ExitCode.Usage : Environment.ExitCode;

int FailWithHelp(string[] verb)
{
    ConsoleApp.Log = text => HelpText.Write(text, utf8 =>
    {
        Output.WriteError(utf8);
        return true;
    });
    app.Run([.. verb, "--help"]);
    return (int)ExitCode.Usage;
}
