namespace Appliance.Storage.Tests;

/// <summary>The table of backends, and builds without one of them.</summary>
public sealed class StorageBackendTests
{
    [Fact]
    public void Every_registered_backend_is_in_the_full_build_and_has_its_own_settings()
    {
        Assert.All(StorageBackends.All, backend => Assert.True(backend.IsBuiltIn, backend.Name));
        string[] settings =
        [
            .. StorageBackends.All.SelectMany(backend => backend.Flags).Select(flag => flag.Name),
            .. StorageBackends.All.Select(backend => backend.Selector?.Name).OfType<string>(),
        ];
        Assert.Equal(settings.Length, settings.Distinct().Count());
        Assert.Single(StorageBackends.All, backend => backend.Selector is null);
        Assert.Null(StorageBackends.All[^1].Selector);
    }

    [Fact]
    public void Backend_is_selected_by_its_setting_and_memory_is_the_default()
    {
        Assert.Equal("memory", StorageBackends.SelectedBy(StorageValues.Empty).Name);
        foreach (StorageBackend backend in StorageBackends.All.Where(backend => backend.Selector is not null))
            Assert.Same(backend, StorageBackends.SelectedBy(StorageValues.Empty.With(backend.Selector!.Name, "x")));
    }

    [Fact]
    public void Backend_that_is_not_built_in_says_so()
    {
        AbsentBackend absent = new();
        Assert.False(absent.IsBuiltIn);
        StorageException error = Assert.Throws<StorageException>(() => absent.Open(Opening(StorageValues.Empty)));
        Assert.Equal("this appliance was built without Absent support: use a build that has it", error.Message);
        Assert.False(error.IsConfigurationError || error.IsCorrupt);
    }

    [Fact]
    public async Task Data_directory_can_be_checked_backed_up_and_reset()
    {
        using TestFolder folder = new();
        StorageValues values = StorageValues.Empty.With("data", folder["data"]);
        using (OpenStorage storage = StorageBackends.SelectedBy(values).Open(Opening(values)))
        {
            Assert.True(storage.IsNew);
            Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1)));
        }
        Assert.Empty(StorageBackends.DataDirectory.Check(folder["data"]));
        StorageBackends.DataDirectory.Backup(folder["data"], folder["backup"]);
        Assert.True(File.Exists(folder["backup"]));
        StorageBackends.DataDirectory.ResetLedger(folder["data"]);
        Assert.True(StorageBackends.DataDirectory.OpenRoomsReadOnly(folder["data"]).IsDurable);
    }

    [Fact]
    public void Wrong_values_of_settings_are_found_before_the_opening()
    {
        Assert.Equal("use the path of a directory.", Backend("data").FindError(""));
        Assert.Null(Backend("data").FindError("directory"));
        Assert.StartsWith("write HOST:PORT", Backend("redis").FindError("no address"));
        Assert.Null(Backend("redis").FindError("localhost:1"));
        StorageValues values = StorageValues.Empty.With("redis", "no address");
        Assert.Throws<StorageException>(() => Backend("redis").Open(Opening(values)));
        Assert.Equal("redis://***@h:1", Backend("redis").Selector!.HideSecret("redis://user:password@h:1"));

        static StorageBackend Backend(string setting) =>
            StorageBackends.SelectedBy(StorageValues.Empty.With(setting, ""));
    }

    [Fact]
    public void Fault_kinds_and_origins_of_ledgers_are_all_handled()
    {
        RedisFault[] faults = [.. Enum.GetValues<RedisFaultKind>().Select(kind => new RedisFault(kind, "detail"))];
        Assert.Equal(faults.Length, faults.Select(fault => fault.Description).Distinct().Count());
        // A network fault is not a reply, and a permanent one is; both end the connection.
        Assert.All(
            faults, fault => Assert.True(fault.EndsConnection || fault is { IsReply: true, IsPermanent: false }));
        Assert.All(faults, fault => Assert.True(fault.IsReply || !fault.IsPermanent));
        Assert.Equal(
            [LedgerOrigin.Backup, LedgerOrigin.Copy],
            Enum.GetValues<LedgerOrigin>().Where(origin => SqliteStorage.ResetNotice(origin, "d") is not null));
    }

    private static StorageOpening Opening(StorageValues values) => new()
    {
        Values = values, NowSeconds = 1_000, Report = Assert.Fail, LedgerEntriesMax = 1_000,
    };

    private sealed class AbsentBackend : StorageBackend
    {
        public override string Name => "Absent";

        public override string Build => "absent";

        public override int MemoryBytesMin => 0;
    }
}
