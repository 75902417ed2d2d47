using Appliance;
using Appliance.Commands;
using ConsoleAppFramework;

// Results go to stdout, everything else to stderr.
ConsoleApp.LogError = Output.WriteErrorLine;

ConsoleApp.ConsoleAppBuilder app = ConsoleApp.Create();
app.Add<ServeCommand>();
app.Add<TokenCommand>();
app.Add<VerifyCommand>();

if (!CommandLine.NamesVerb(args))
{
    ConsoleApp.Log = Output.WriteErrorLine;
    app.Run(["--help"]);
    return (int)ExitCode.Usage;
}
app.Run(CommandLine.Normalize(args));

// The parser says 1 for a command line that it cannot read; no verb of ours does.
return Environment.ExitCode == 1 ? (int)ExitCode.Usage : Environment.ExitCode;
