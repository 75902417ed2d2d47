using Appliance.TestKit;

namespace Appliance.Storage.Tests;

/// <summary>Base of tests with a real Redis server each. Opened storages are closed before the server.</summary>
public abstract class RedisTests : IAsyncLifetime
{
    private readonly List<RedisStorage> _open = [];

    private protected RedisServer Server { get; } = new();

    public virtual Task InitializeAsync() =>
        Requirements.FindMissing(Needs.Redis) is null ? Server.StartAsync() : Task.CompletedTask;

    public virtual Task DisposeAsync()
    {
        foreach (RedisStorage storage in _open)
            storage.Dispose();
        Server.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Connects and waits until the storage is available, which may take longer than the start timeout on a
    /// busy machine.</summary>
    private protected RedisStorage Open()
    {
        RedisStorage storage = RedisStorage.Connect(Server.Address, null, _ => { });
        lock (_open)
            _open.Add(storage);
        AssertAvailable(storage);
        return storage;
    }

    internal static void AssertAvailable(RedisStorage storage) => Assert.True(
        SpinWait.SpinUntil(() => storage.Ledger.IsAvailable, TimeSpan.FromSeconds(TestLedger.SecondsMax)),
        "Redis is unreachable");
}
