using Appliance.Testing;

namespace Appliance.Storage.Tests;

/// <summary>Tests with a real Redis of their own, and storages that are closed before it.</summary>
public abstract class RedisTests : IAsyncLifetime
{
    private readonly List<RedisStorage> _open = [];

    private protected RedisServer Server { get; } = new();

    public virtual Task InitializeAsync() =>
        RequiresRedisFactAttribute.Missing is null ? Server.StartAsync() : Task.CompletedTask;

    public virtual Task DisposeAsync()
    {
        foreach (RedisStorage storage in _open)
            storage.Dispose();
        Server.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Waits until it lets something through: on a busy machine that may take longer than an appliance's
    /// patience at its start.</summary>
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
        "Redis does not answer");
}
