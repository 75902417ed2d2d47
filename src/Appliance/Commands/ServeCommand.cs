using System.Collections;
using Appliance.Endpoints;
using Appliance.Endpoints.Vendors;
using Appliance.Hosting.Guide;
using Appliance.Hosting.Logging;
using Appliance.Hosting.Processes;
using Appliance.Hosting.Secrets;
using Appliance.Hosting.Serving;
using Appliance.Hosting.Systemd;
using Appliance.Linux;
using Appliance.Listening;
using Appliance.Settings;
using Appliance.Storage;
using Appliance.Tokens;
using ConsoleAppFramework;

namespace Appliance.Commands;

/// <summary><c>appliance serve</c>: runs the listener until SIGTERM or SIGINT.</summary>
[RegisterCommands]
internal sealed class ServeCommand
{
    /// <summary>Serves the policy's token APIs.</summary>
    /// <param name="context">The flags of settings, see <see cref="CommandLine.Normalize"/>.</param>
    /// <param name="dev">Generate missing secrets and print an example request for each app.</param>
    /// <param name="showSettings">Print every setting, its value, its source and its range, then exit.</param>
    /// <param name="output">-o, Output format of --show-settings, json or text.</param>
    [Command("serve")]
    public int Run(ConsoleAppContext context, bool dev = false, bool showSettings = false, string output = "text")
    {
        string[] settings = context.EscapedArguments.ToArray();
        return CommandExit.Guard(() => Run(settings, dev, showSettings, output));
    }

    private static int Run(string[] arguments, bool dev, bool showSettings, string output)
    {
        bool isOutput = Options.TryParseOutput(output, out bool isJson, out string outputError);
        if (isJson && !showSettings)
            (isOutput, outputError) = (false, "--output needs --show-settings.");
        SettingsReader read = new(
            arguments, Environment.GetEnvironmentVariable, MemoryLimit.Read(), DescriptorLimit.Raise());
        var environment = (Hashtable)Environment.GetEnvironmentVariables();
        foreach (string name in SettingVariables.Unknown(environment, Policies.Current))
            Log.Warn("unknown-variable", ("name", name),
                ("hint", $"Unknown setting, ignored{NearName.Hint(name)} serve --show-settings lists all settings."));
        if (!isOutput)
            read.RejectFlag(outputError);
        if (read.Errors.Count > 0)
            return ReportErrors(read, asLog: !showSettings);
        return !showSettings ? Serve(read, dev) : CommandExit.WriteResult(
            isJson, result => SettingsReport.WriteJson(result, read), result => SettingsReport.WriteText(result, read));
    }

    /// <summary>Errors of the command line are sentences for a person; errors of the environment are log lines.
    /// </summary>
    private static int ReportErrors(SettingsReader read, bool asLog)
    {
        foreach (string error in read.Errors)
        {
            if (asLog && read.ErrorsExitCode == ExitCode.BadConfiguration)
                Log.Error("setting", ("error", error));
            else
                Output.WriteErrorLine(error);
        }
        return (int)read.ErrorsExitCode;
    }

    private static int Serve(SettingsReader read, bool dev)
    {
        // First, because the default action of these signals ends the process.
        if (Signals.Start() is not { } signals)
            return CommandExit.OutOfResources();
        Log.IsText = dev && StandardStreams.IsTerminal(StandardStreams.Error);
        Output.QueueErrors();
        if (!PassedSockets.TryRead(out ListenAddress.Inherited[] passed, out string? error)
            || !ServiceManager.TryFind(out ServiceManager manager, out error))
        {
            Log.Error("systemd", ("error", error ?? ""));
            return (int)ExitCode.BadConfiguration;
        }
        ServeSettings settings = read.WithPassed(passed);
        if (!HasDescriptors(read, settings) || !HasMemory(settings))
            return (int)ExitCode.BadConfiguration;
        ProcessHardening.Apply();
        Keyring keyring = new(generateMissing: dev);
        Tenants? tenants = keyring.OpenAll(Policies.Current);
        keyring.LogWarnings();
        keyring.LogErrors();
        if (tenants is null)
            return (int)ExitCode.BadConfiguration;
        try
        {
            TenantsSource source = new(tenants);
            ServiceLog log = new();
            ServiceLifetime lifetime = new(Policies.Current, source, keyring, signals, manager, log);
            using OpenStorage storage = ServiceStorage.Open(settings);
            ApiServices services = new()
            {
                Vendors = VendorApis.All,
                Tenants = source,
                RateLimits = new(Policies.Current, VendorApis.Of, SystemRandom.Fill, log),
                Proxies = new(settings.Proxies),
                Rooms = new(Policies.Current, storage.Rooms, log)
                {
                    OpenedAtMilliseconds = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
                    StaleMillisecondsMax = settings.StaleSeconds == ServeSettings.Unlimited
                        ? long.MaxValue : settings.StaleSeconds * 1000L,
                },
                Ledger = storage.Ledger,
                MetadataBytesMax = settings.MetadataBytesMax,
                Log = log,
            };
            using Listener<HttpProtocol, HttpConnection> listener = Listen(services, settings);
            StartupLog.Write(listener.BoundAddresses, settings, Policies.Current, storage);
            if (services.IsClockBehind(DateTimeOffset.UtcNow.ToUnixTimeSeconds()))
                log.ClockBehindLedger(storage.Ledger.RejectsUntilSeconds);
            if (dev)
                DevExamples.Print(Policies.Current, keyring, listener.BoundAddresses[0]);
            lifetime.Run(listener);
            return (int)ExitCode.Ok;
        }
        catch (StorageException e)
        {
            Log.Error("storage", ("error", e.Message));
            return (int)ExitCodes.Of(e);
        }
        catch (ListenException e)
        {
            Log.Error("listen", ("error", e.Message));
            return (int)(e.Error == ListenError.NotListening ? ExitCode.BadConfiguration : ExitCode.Unavailable);
        }
    }

    /// <summary>False, with a log line, if there are too few descriptors or reserved connections to serve.</summary>
    private static bool HasDescriptors(SettingsReader read, ServeSettings settings)
    {
        if ((DescriptorPlan.Validate(settings) ?? SettingCheck.ValidateAdminConnections(settings)) is { } error)
        {
            Log.Error("setting", ("error", error));
            return false;
        }
        bool isLowered = read.SourceOf(AllSettings.IndexOf("connections-max")) == SettingSource.DescriptorLimit;
        if (isLowered && settings.DescriptorsMax is { } limit)
        {
            Log.Warn("descriptor-limit",
                ("limit", Log.Number(limit)),
                ("connectionsMax", Log.Number(settings.Listener.ConnectionsMax)),
                ("hint", "The hard limit of file descriptors is too low for connections-max: raise the limit "
                    + "(LimitNOFILE=, ulimit -Hn) or lower connections-max."));
        }
        return true;
    }

    /// <summary>False, with a log line, if the memory limit is too low.</summary>
    private static bool HasMemory(ServeSettings settings)
    {
        if (MemoryPlan.Validate(settings, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) is { } error)
        {
            Log.Error("memory", ("error", error));
            return false;
        }
        if (settings.MemoryLimitBytes is { } limit)
        {
            Log.Info("memory-limit", ("bytes", Log.Number(limit)),
                ("usedTokensMax", Log.Number(MemoryPlan.LedgerEntries(settings))));
        }
        return true;
    }

    private static Listener<HttpProtocol, HttpConnection> Listen(ApiServices services, ServeSettings settings) =>
        Listener<HttpProtocol, HttpConnection>.Start(
            [.. settings.Addresses, .. settings.AdminAddresses],
            settings.Listener with
            {
                IsShared = services.Proxies.IsTrusted,
                FirstAdminAddress = settings.Addresses.Length,
            },
            _ => new HttpProtocol(services, settings.Http, settings.SurfaceOf),
            new ListenerLog());
}
