using Appliance.Endpoints;
using Appliance.Listening;
using Appliance.Secrets;
using Appliance.Serving;
using Appliance.Tokens;
using ConsoleAppFramework;

namespace Appliance.Commands;

/// <summary><c>appliance serve</c>: the listener, until SIGTERM or SIGINT.</summary>
internal sealed class ServeCommand
{
    private const string DefaultAddress = "127.0.0.1:8080";
    private const int ThreadsMax = 256;

    /// <summary>Serves the policy's token APIs.</summary>
    /// <param name="listen">HOST:PORT or unix:PATH, again for each further address.</param>
    /// <param name="dev">Make up every secret that is not configured, and print a request to try for each app.</param>
    /// <param name="threads">How many threads serve; one a core if left out.</param>
    [Command("serve")]
    public int Run(string listen = DefaultAddress, bool dev = false, int? threads = null) =>
        CommandFailure.Guard(() => Serve(listen, dev, threads));

    private static int Serve(string listen, bool dev, int? threads)
    {
        if (threads is < 1 or > ThreadsMax)
            return CommandFailure.Say(ExitCode.Usage, $"--threads must be 1 to {ThreadsMax}.");
        List<ListenAddress> addresses = [];
        foreach (string text in listen.Split(CommandLine.ListSeparator))
        {
            if (!ListenAddress.TryParse(text, out ListenAddress? address, out string? problem) || address is null)
                return CommandFailure.Say(ExitCode.Usage, $"--listen {text}: {problem}");
            addresses.Add(address);
        }

        ProcessHardening.Apply();
        Keyring keyring = new(makeUpMissing: dev);
        Tenants? tenants = keyring.OpenAll(Policies.Current);
        if (tenants is null)
            return RefuseToStart(keyring.Problems);
        return Serve(tenants, addresses, threads ?? Environment.ProcessorCount, dev ? keyring : null);
    }

    private static int RefuseToStart(IEnumerable<string> problems)
    {
        foreach (string problem in problems)
            Log.Error("secret", ("problem", problem));
        return (int)ExitCode.BadConfiguration;
    }

    private static int Serve(Tenants tenants, List<ListenAddress> addresses, int threads, Keyring? devKeyring)
    {
        using ShutdownSignal shutdown = new();
        RateLimits rateLimits = new(Policies.Current, SystemRandom.Fill);
        try
        {
            using var listener = Listener<HttpProtocol, HttpConnection>.Start(
                addresses, new() { Threads = threads }, _ => new HttpProtocol(tenants, rateLimits),
                new ListenerLog());
            Announce(listener.BoundAddresses);
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
