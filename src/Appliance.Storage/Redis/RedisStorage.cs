namespace Appliance.Storage;

/// <summary>
/// Rooms and ledger in a Redis that any number of appliances share. As durable as that Redis is: with
/// <c>appendfsync always</c> what was answered is on its disk; a replica that takes over may lack the last of it, and
/// eviction (<c>maxmemory-policy</c> other than <c>noeviction</c>) forgets what was used. While it does not answer all
/// is answered with <see cref="StorageOutcome.Unavailable"/>, also when an appliance starts without it: rooms that are
/// kept in it appear when it does.
/// </summary>
public sealed class RedisStorage : IDisposable
{
    private readonly RedisConnection _connection;

    private RedisStorage(RedisConnection connection)
    {
        _connection = connection;
        Ledger = new RedisLedger(connection);
        Rooms = new RedisRoomStore(connection);
        connection.Start();
    }

    /// <summary>Ends with the storage.</summary>
    public ILedger Ledger { get; }

    /// <summary>Ends with the storage.</summary>
    public IRoomStore Rooms { get; }

    /// <summary>Waits some seconds for Redis, and goes on without it.</summary>
    /// <param name="address"><c>HOST:PORT</c> or <c>redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]</c>.</param>
    /// <param name="password">Used if the address has none.</param>
    /// <param name="report">Takes a sentence for the log when Redis stops to answer and when it does again, on any
    /// thread.</param>
    /// <exception cref="StorageException">The address cannot be read, or Redis refuses the password.</exception>
    public static RedisStorage Connect(string address, string? password, Action<string> report) =>
        new(RedisConnection.Connect(address, password, report));

    /// <summary>What is on its way may be done or not.</summary>
    public void Dispose()
    {
        _connection.Dispose();
        Rooms.Dispose();
    }
}
