using Appliance;
using Appliance.Commands;
using Appliance.Commands.Bench;
using Appliance.Commands.Explain;
using Appliance.Results;
using Appliance.Settings;
using ConsoleAppFramework;

StandardStreams.Reserve();

// Results go to stdout, everything else to stderr.
ConsoleApp.LogError = Output.WriteErrorLine;

ConsoleApp.ConsoleAppBuilder app = ConsoleApp.Create();
app.Add<ServeCommand>();
app.Add<TokenCommand>();
app.Add<VerifyCommand>();
app.Add<ExplainCommand>();
app.Add<PolicyCommand>();
app.Add<DataCommands>();
app.Add<BenchSignCommand>();
app.Add<BenchHttpCommand>();

if (!CommandLine.NamesVerb(args))
{
    if (args.Length > 0)
        Output.WriteErrorLine(CommandLine.UnknownVerb(args));
    ConsoleApp.Log = Output.WriteErrorLine;
    app.Run(["--help"]);
    return (int)ExitCode.Usage;
}
if (CommandLine.LacksAllOptions(args))
{
    ConsoleApp.Log = Output.WriteErrorLine;
    app.Run([.. args, "--help"]);
    return (int)ExitCode.Usage;
}
args = CommandLine.Normalize(args);
app.Run(args);
if (CommandLine.AsksHelpForSettings(args))
{
    ResultWriter help = new(Output.TryWrite);
    ShownSettings.WriteHelp(help);
    help.Flush();
}
Output.FlushErrors();

// The parser says 1 for a command line that it cannot read; our verbs guard against saying so.
return Environment.ExitCode == 1 ? (int)ExitCode.Usage : Environment.ExitCode;
