using Appliance.Endpoints;
using Appliance.Listening;
using Appliance.Results;
using Appliance.Secrets;
using Appliance.Serving;
using Appliance.Settings;
using Appliance.Tokens;
using Appliance.Systemd;
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
        Dictionary<string, string> variables = SettingVariables.Read();
        SettingsReader read = new(arguments, variables);
        foreach (string name in SettingVariables.Unknown(variables, Policies.Current))
            Log.Warn("unknown-variable", ("name", name),
                ("hint", "No setting has this name, so it changes nothing: serve --show-settings lists them."));
        if (read.Problems.Count > 0)
            return Refuse(read, asLog: !showSettings);
        return showSettings ? Show(read, isJson) : Serve(read, dev);
    }

    /// <summary>A person who typed it gets sentences, a service's log gets lines of its own form.</summary>
    private static int Refuse(SettingsReader read, bool asLog)
    {
        foreach (SettingProblem problem in read.Problems)
        {
            if (asLog && read.ProblemsCode == ExitCode.BadConfiguration)
                Log.Error("setting", ("problem", problem.Sentence));
            else
                Output.WriteErrorLine(problem.Sentence);
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

    private static int Serve(SettingsReader read, bool dev)
    {
        // Before anything that takes time: what they do by default is to end the process.
        Signals signals = new();
        if (!PassedSockets.TryRead(out ListenAddress.Inherited[] passed, out string? problem)
            || !ServiceManager.TryFind(out ServiceManager manager, out problem))
        {
            Log.Error("systemd", ("problem", problem ?? ""));
            return (int)ExitCode.BadConfiguration;
        }
        ServeSettings settings = read.WithPassed(passed);
        ProcessHardening.Apply();
        Keyring keyring = new(makeUpMissing: dev);
        Tenants? tenants = keyring.OpenAll(Policies.Current);
        keyring.LogProblems();
        if (tenants is null)
            return (int)ExitCode.BadConfiguration;
        try
        {
            TenantsSource source = new(tenants);
            using Listener<HttpProtocol, HttpConnection> listener = Listen(source, settings);
            Announce(listener.BoundAddresses, settings);
            if (dev)
                DevGuide.Print(Policies.Current, keyring, listener.BoundAddresses[0]);
            new ServiceLife(listener, source, keyring, signals, manager).Run();
            return (int)ExitCode.Ok;
        }
        catch (ListenException e)
        {
            Log.Error("listen", ("problem", e.Message));
            return (int)(e.Problem == ListenProblem.NotAListener ? ExitCode.BadConfiguration : ExitCode.Unavailable);
        }
    }

    private static Listener<HttpProtocol, HttpConnection> Listen(TenantsSource tenants, ServeSettings settings)
    {
        RateLimits rateLimits = new(Policies.Current, SystemRandom.Fill);
        TrustedProxies proxies = new(settings.Proxies);
        return Listener<HttpProtocol, HttpConnection>.Start(
            [.. settings.Addresses, .. settings.AdminAddresses],
            settings.Listener with { IsShared = proxies.IsTrusted },
            _ => new HttpProtocol(tenants, rateLimits, proxies, settings.Http, settings.SurfaceOf),
            new ListenerLog());
    }

    private static void Announce(IReadOnlyList<ListenAddress> addresses, ServeSettings settings)
    {
        for (int index = 0; index < addresses.Count; index++)
        {
            ListenAddress address = addresses[index];
            if (index < settings.Addresses.Count)
                Log.Info("listening", ("address", address.ToString()));
            else
                Log.Info("listening", ("address", address.ToString()), ("surface", "admin"));
            if (!address.IsLoopback)
                Log.Warn("not-loopback", ("address", address.ToString()), ("hint", Hint(index)));
        }

        if (settings.Proxies.Count == 0 && addresses.Any(address => address.IsLoopback) && HasRateLimits())
            Log.Warn("rate-limits-shared", ("hint", "Behind a terminator on this machine all clients have its address "
                + "and share one limit: name it in --trusted-proxies (127.0.0.1, ::1 or unix)."));

        static bool HasRateLimits() => Policies.Current.Apps.Any(app => app.RateLimit is not null);

        string Hint(int index) => index < settings.Addresses.Count
            ? "Tokens travel in clear text from here: put a TLS terminator in front."
            : "The operator's credential travels in clear text to here: put a TLS terminator in front.";
    }
}
