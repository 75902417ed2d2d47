using Appliance.Endpoints;
using Appliance.Listening;
using Appliance.Secrets;
using Appliance.Serving;
using Appliance.Systemd;
using ConsoleAppFramework;

namespace Appliance.Commands;

/// <summary><c>appliance serve</c>: the listener, until SIGTERM or SIGINT.</summary>
internal sealed class ServeCommand
{
    private const string DefaultAddress = "127.0.0.1:8080";
    private const int ThreadsMax = 256;

    /// <summary>Serves the policy's token APIs.</summary>
    /// <param name="listen">HOST:PORT or unix:PATH, again for each further address; 127.0.0.1:8080 if left out, unless
    /// systemd passes sockets.</param>
    /// <param name="dev">Make up every secret that is not configured, and print a request to try for each app.</param>
    /// <param name="threads">How many threads serve; one a core if left out.</param>
    [Command("serve")]
    public int Run(string? listen = null, bool dev = false, int? threads = null) =>
        CommandFailure.Guard(() => Serve(listen, dev, threads));

    private static int Serve(string? listen, bool dev, int? threads)
    {
        // Before anything that takes time: what they do by default is to end the process.
        Signals signals = new();
        if (threads is < 1 or > ThreadsMax)
            return CommandFailure.Say(ExitCode.Usage, $"--threads must be 1 to {ThreadsMax}.");
        if (!PassedSockets.TryRead(out ListenAddress.Inherited[] passed, out string? problem)
            || !ServiceManager.TryFind(out ServiceManager manager, out problem))
        {
            Log.Error("systemd", ("problem", problem ?? ""));
            return (int)ExitCode.BadConfiguration;
        }
        List<ListenAddress> addresses = [.. passed];
        string[] texts = listen?.Split(CommandLine.ListSeparator) ?? (passed.Length > 0 ? [] : [DefaultAddress]);
        foreach (string text in texts)
        {
            if (!ListenAddress.TryParse(text, out ListenAddress? address, out problem) || address is null)
                return CommandFailure.Say(ExitCode.Usage, $"--listen {text}: {problem}");
            addresses.Add(address);
        }

        ProcessHardening.Apply();
        Keyring keyring = new(makeUpMissing: dev);
        Tenants? tenants = keyring.OpenAll(Policies.Current);
        keyring.LogProblems();
        if (tenants is null)
            return (int)ExitCode.BadConfiguration;
        try
        {
            TenantsSource source = new(tenants);
            using var listener = Listener<HttpProtocol, HttpConnection>.Start(
                addresses,
                new() { Threads = threads ?? Environment.ProcessorCount },
                _ => new HttpProtocol(source),
                new ListenerLog());
            Announce(listener.BoundAddresses);
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

    private static void Announce(IReadOnlyList<ListenAddress> addresses)
    {
        foreach (ListenAddress address in addresses)
        {
            Log.Info("listening", ("address", address.ToString()));
            if (!address.IsLoopback)
                Log.Warn("not-loopback", ("address", address.ToString()),
                    ("hint", "Tokens travel in clear text from here: put a TLS terminator in front."));
        }
    }
}
