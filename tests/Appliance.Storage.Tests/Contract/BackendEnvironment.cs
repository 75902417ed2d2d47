using Appliance.TestKit;

namespace Appliance.Storage.Tests.Contract;

/// <summary>One storage of a registered backend, and what it needs to run. The contract suites have no other knowledge
/// of a backend than this.</summary>
internal sealed class BackendEnvironment : IAsyncDisposable
{
    private readonly StorageBackend _backend;
    private readonly TestFolder _folder = new();
    private readonly RedisServer? _server;
    private readonly Lock _lock = new();
    private readonly List<OpenStorage> _open = [];
    private OpenStorage[]? _shared;
    private int _directories;

    private BackendEnvironment(StorageBackend backend, RedisServer? server)
    {
        _backend = backend;
        _server = server;
    }

    /// <summary>The registered backends whose needs are met.</summary>
    public static IEnumerable<StorageBackend> Runnable =>
        StorageBackends.All.Where(backend => Requirements.FindMissing(NeedsOf(backend)) is null);

    /// <summary>The time at the start, Unix seconds. A ledger with its own clock is not behind it.</summary>
    public long NowSeconds { get; } = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public bool IsShared => _backend.IsShared;

    /// <summary>The ledger does not use the caller's clock.</summary>
    public bool HasOwnClock => _server is not null;

    /// <summary>Starts a new, empty storage.</summary>
    public static async Task<BackendEnvironment> StartAsync(string name)
    {
        StorageBackend backend = StorageBackends.All.Single(backend => backend.Name == name);
        return new(backend, NeedsOf(backend) == Needs.Redis ? await RedisServer.StartedAsync() : null);
    }

    /// <summary>Opens the storage, as one appliance, and waits until it is available.</summary>
    public OpenStorage Open()
    {
        StorageValues values = StorageValues.Empty;
        if (_backend.Selector is { } selector)
            values = values.With(selector.Name, _server?.Address ?? _folder[$"data-{_directories}"]);
        OpenStorage storage = _backend.Open(new()
        {
            Values = values, NowSeconds = NowSeconds, Report = _ => { }, LedgerEntriesMax = 1_000_000,
        });
        lock (_lock)
            _open.Add(storage);
        AssertAvailable(storage.Ledger);
        return storage;
    }

    /// <summary>As many appliances as may use the storage, up to two.</summary>
    public OpenStorage[] OpenAll() => IsShared ? [Open(), Open()] : [Open()];

    /// <summary>New, empty storage; shared storage is emptied by using other keys.</summary>
    public OpenStorage[] OpenNew()
    {
        lock (_lock)
        {
            _directories++;
            return IsShared ? _shared ??= OpenAll() : OpenAll();
        }
    }

    /// <summary>Closes everything and opens the storage again, as the next process would.</summary>
    public OpenStorage Reopen()
    {
        Close();
        return Open();
    }

    public void Close()
    {
        foreach (OpenStorage storage in _open)
            storage.Dispose();
        _open.Clear();
        _shared = null;
    }

    /// <summary>Lets all parts of the ledger see a time once.</summary>
    public async Task ShowTimeAsync(ILedger ledger, long seconds)
    {
        if (_server is not null)
            await _server.AskAsync("HSET", "appliance:ledger-2", "highest", $"{seconds}");
        else
            await Task.WhenAll(Enumerable.Range(1, 2_000).Select(
                number => ledger.RedeemAsync(TestLedger.Key(-number), seconds + 1, seconds)));
    }

    public static void AssertAvailable(ILedger ledger) => Assert.True(
        SpinWait.SpinUntil(() => ledger.IsAvailable, TimeSpan.FromSeconds(TestLedger.SecondsMax)),
        "the storage is unavailable");

    public ValueTask DisposeAsync()
    {
        Close();
        _server?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Needs NeedsOf(StorageBackend backend) => backend.Name switch
    {
        "memory" or "SQLite" => Needs.None,
        "Redis" => Needs.Redis,
        _ => throw new InvalidOperationException($"say here what {backend.Name} needs to run the contract suites"),
    };
}
