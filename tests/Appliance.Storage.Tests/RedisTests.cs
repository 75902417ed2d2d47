using Appliance.Testing;

namespace Appliance.Storage.Tests;

/// <summary>Tests with a real Redis of their own, and storages that are closed before it.</summary>
public abstract class RedisTests : IAsyncLifetime
{
    private readonly List<RedisStorage> _open = [];

    private protected RedisServer Server { get; } = new();

    public Task InitializeAsync() =>
        RequiresRedisFactAttribute.Missing is null ? Server.StartAsync() : Task.CompletedTask;

    public Task DisposeAsync()
    {
        foreach (RedisStorage storage in _open)
            storage.Dispose();
        Server.Dispose();
        return Task.CompletedTask;
    }

    private protected void CloseAtEnd(RedisStorage storage)
    {
        lock (_open)
            _open.Add(storage);
    }
}
