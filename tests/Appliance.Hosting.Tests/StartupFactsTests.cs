using Appliance.Hosting.Serving;
using Appliance.PolicyModel;
using Appliance.Storage;
using Appliance.Storage.Memory;
using Appliance.TestHost;

namespace Appliance.Hosting.Tests;

/// <summary>The members of the line <c>listening</c> that say what runs.</summary>
public class StartupFactsTests
{
    private static readonly RotatedApps Policy = new(new RotatedApp("web", new(SecretKind.Environment, "X")));

    [Fact]
    public void Memory_storage_has_a_new_ledger_and_a_capacity()
    {
        ServeSettings settings = new() { MemoryLimitBytes = 64 << 20 };
        Dictionary<string, string> facts = Of(settings, isLedgerNew: true);
        Assert.Equal(
            [
                "version", "commit", "policy", "flavour", "storage", "ledger", "threads", "connectionsMax",
                "bufferedBytesMax", "usedTokensMax", "memoryBytesMax",
            ],
            facts.Keys);
        Assert.Equal(("memory", "new", Policy.Digest), (facts["storage"], facts["ledger"], facts["policy"]));
        Assert.Equal($"{64 << 20}", facts["memoryBytesMax"]);
        Assert.Matches("^[0-9]+$", facts["usedTokensMax"]);
    }

    [Fact]
    public void Data_directory_has_its_location_and_the_start_of_its_ledger()
    {
        Dictionary<string, string> facts = Of(With("data", "/var/lib/../lib/appliance"), isLedgerNew: false);
        Assert.Equal(("SQLite", "/var/lib/appliance"), (facts["storage"], facts["location"]));
        Assert.Equal("2027-01-15T08:00:01Z", facts["ledger"]);
        Assert.Equal("unlimited", facts["memoryBytesMax"]);
        Assert.DoesNotContain("usedTokensMax", facts.Keys);
    }

    [Fact]
    public void Redis_has_its_address_without_credentials()
    {
        Dictionary<string, string> facts = Of(With("redis", "redis://ann:password@127.0.0.1:1/2"), isLedgerNew: false);
        Assert.Equal(("Redis", "redis://***@127.0.0.1:1/2"), (facts["storage"], facts["location"]));
    }

    private static ServeSettings With(string name, string value) =>
        new() { Storage = StorageValues.Empty.With(name, value) };

    private static Dictionary<string, string> Of(ServeSettings settings, bool isLedgerNew)
    {
        MemoryLedger ledger = new(nowSeconds: 1_800_000_000);
        using OpenStorage storage = new(ledger, new MemoryRoomStore(), owner: ledger) { IsLedgerNew = isLedgerNew };
        return StartupFacts.Of(settings, Policy, storage).ToDictionary(fact => fact.Name, fact => fact.Value);
    }
}
