using Appliance.Hosting.Logging;
using Appliance.Hosting.Results;
using Appliance.PolicyModel;
using Appliance.Storage;

namespace Appliance.Hosting.Serving;

/// <summary>The members of the first line <c>listening</c> about build, policy, storage and limits.</summary>
internal static class StartupFacts
{
    public static List<(string Name, string Value)> Of(
        ServeSettings settings, CompiledPolicy policy, OpenStorage storage)
    {
        StorageBackend backend = StorageBackends.SelectedBy(settings.Storage);
        List<(string, string)> facts =
        [
            ("version", BuildFacts.Version),
            ("commit", BuildFacts.Commit ?? "unknown"),
            ("policy", policy.Digest),
            ("flavour", BuildFacts.Flavour),
            ("storage", backend.Name),
        ];
        if (LocationOf(backend, settings.Storage) is { } location)
            facts.Add(("location", location));
        facts.Add(("ledger", LedgerStart(storage)));
        facts.Add(("threads", Log.Number(settings.Listener.Threads)));
        facts.Add(("connectionsMax", Log.Number(settings.Listener.ConnectionsMax)));
        facts.Add(("bufferedBytesMax", Log.Number(settings.Listener.BufferedBytesMax)));
        // The other back ends keep used tokens on a disk or a server.
        if (backend.Selector is null)
            facts.Add(("usedTokensMax", Log.Number(MemoryPlan.LedgerEntries(settings))));
        facts.Add(("memoryBytesMax", settings.MemoryLimitBytes is { } limit ? Log.Number(limit) : "unlimited"));
        return facts;
    }

    /// <summary>The directory or the server, without a password; null for memory.</summary>
    private static string? LocationOf(StorageBackend backend, StorageValues values) =>
        backend.DirectoryOf(values) is { } directory ? Path.GetFullPath(directory)
        : backend.Selector is { } selector && values[selector.Name] is { } value ? selector.HideSecret(value)
        : null;

    /// <summary>Since when the ledger is complete: tokens issued earlier are rejected.</summary>
    private static string LedgerStart(OpenStorage storage) => storage switch
    {
        { IsLedgerNew: true } => "new",
        { Ledger.CompleteSinceSeconds: long.MaxValue } => "not read",
        _ => Instant.ToText(storage.Ledger.CompleteSinceSeconds),
    };
}
