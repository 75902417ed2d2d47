using System.Collections;
using Appliance.Endpoints;
using Appliance.Listening;
using Appliance.Results;
using Appliance.Secrets;
using Appliance.Serving;
using Appliance.Settings;
using ConsoleAppFramework;

namespace Appliance.Commands;

/// <summary><c>appliance serve</c>: the listener, until SIGTERM or SIGINT.</summary>
internal sealed class ServeCommand
{
    /// <summary>Serves the policy's token APIs.</summary>
    /// <param name="context">Holds the flags of settings, see <see cref="CommandLine.Normalize"/>.</param>
    /// <param name="dev">Make up every secret that is not configured, and print a request to try for each app.</param>
    /// <param name="showSettings">Print every setting, its value, where that comes from and its range; serve
    /// nothing.</param>
    /// <param name="output">-o, json or text, for --show-settings.</param>
    [Command("serve")]
    public int Run(ConsoleAppContext context, bool dev = false, bool showSettings = false, string output = "text")
    {
        string[] settings = context.EscapedArguments.ToArray();
        return CommandFailure.Guard(() => Run(settings, dev, showSettings, output));
    }

    private static int Run(string[] arguments, bool dev, bool showSettings, string output)
    {
        if (!Options.TryParseOutput(output, out bool isJson, out string problem))
            return CommandFailure.Say(ExitCode.Usage, problem);
        if (isJson && !showSettings)
            return CommandFailure.Say(ExitCode.Usage, "--output is for --show-settings: add it, or leave this out.");
        SettingsReader read = new(arguments, Environment.GetEnvironmentVariable);
        var environment = (Hashtable)Environment.GetEnvironmentVariables();
        foreach (string name in SettingVariables.Unknown(environment, Policies.Current))
            Log.Warn("unknown-variable", ("name", name),
                ("hint", "No setting has this name, so it changes nothing: serve --show-settings lists them."));
        if (read.Problems.Count > 0)
            return Refuse(read, asLog: !showSettings);
        return showSettings ? Show(read, isJson) : Serve(read.Settings, dev);
    }

    /// <summary>A person who typed it gets sentences, a service's log gets lines of its own form.</summary>
    private static int Refuse(SettingsReader read, bool asLog)
    {
        foreach (string problem in read.Problems)
        {
            if (asLog && read.ProblemsCode == ExitCode.BadConfiguration)
                Log.Error("setting", ("problem", problem));
            else
                Output.WriteErrorLine(problem);
        }
        return (int)read.ProblemsCode;
    }

    private static int Show(SettingsReader read, bool isJson)
    {
        ResultWriter result = new(Output.TryWrite);
        if (isJson)
            ShownSettings.WriteJson(result, read);
        else
            ShownSettings.WriteText(result, read);
        return CommandFailure.Result(result, ExitCode.Ok);
    }

    private static int Serve(ServeSettings settings, bool dev)
    {
        ProcessHardening.Apply();
        Keyring keyring = new(makeUpMissing: dev);
        Tenants? tenants = keyring.OpenAll(Policies.Current);
        if (tenants is null)
            return RefuseToStart(keyring.Problems);
        return Serve(tenants, settings, dev ? keyring : null);
    }

    private static int RefuseToStart(IEnumerable<string> problems)
    {
        foreach (string problem in problems)
            Log.Error("secret", ("problem", problem));
        return (int)ExitCode.BadConfiguration;
    }

    private static int Serve(Tenants tenants, ServeSettings settings, Keyring? devKeyring)
    {
        using ShutdownSignal shutdown = new();
        try
        {
            using var listener = Listener<HttpProtocol, HttpConnection>.Start(
                [.. settings.Addresses, .. settings.AdminAddresses], settings.Listener,
                _ => new HttpProtocol(tenants, settings), new ListenerLog());
            Announce(listener.BoundAddresses, settings);
            if (devKeyring is not null)
                DevGuide.Print(Policies.Current, devKeyring, listener.BoundAddresses[0]);
            string signal = shutdown.Wait();
            Log.Info("stopping", ("signal", signal));
            listener.Stop();
            Log.Info("stopped");
            return (int)ExitCode.Ok;
        }
        catch (ListenException e)
        {
            Log.Error("listen", ("problem", e.Message));
            return (int)ExitCode.Unavailable;
        }
    }

    private static void Announce(IReadOnlyList<ListenAddress> addresses, ServeSettings settings)
    {
        for (int index = 0; index < addresses.Count; index++)
        {
            ListenAddress address = addresses[index];
            if (index < settings.Addresses.Length)
                Log.Info("listening", ("address", address.ToString()));
            else
                Log.Info("listening", ("address", address.ToString()), ("surface", "admin"));
            if (!address.IsLoopback)
                Log.Warn("not-loopback", ("address", address.ToString()), ("hint", Hint(index)));
        }

        string Hint(int index) => index < settings.Addresses.Length
            ? "Tokens travel in clear text from here: put a TLS terminator in front."
            : "The operator's credential travels in clear text to here: put a TLS terminator in front.";
    }
}
