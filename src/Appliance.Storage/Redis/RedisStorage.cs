namespace Appliance.Storage.Redis;

/// <summary>
/// Rooms and ledger in a Redis that any number of appliances share. Its durability is that of Redis
/// (<see cref="RedisRisks"/>); after a failover the replica may lack the last writes. While Redis is unreachable, all
/// tasks are <see cref="StorageOutcome.Unavailable"/>. An appliance also starts without Redis, and gets the rooms when
/// Redis becomes reachable.
/// </summary>
public sealed class RedisStorage : IDisposable
{
    private readonly RedisConnection _connection;

    private RedisStorage(RedisConnection connection)
    {
        _connection = connection;
        Ledger = new RedisLedger(connection);
        Rooms = new RedisRoomStore(connection);
        try
        {
            connection.Start();
        }
        catch (StorageException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Valid until the storage is disposed.</summary>
    public ILedger Ledger { get; }

    /// <summary>Valid until the storage is disposed.</summary>
    public IRoomStore Rooms { get; }

    /// <summary>Waits up to 3 s for Redis, then returns and connects in the background.</summary>
    /// <param name="address"><c>HOST:PORT</c> or <c>redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]</c>.</param>
    /// <param name="password">Used if the address has none.</param>
    /// <param name="report">Writes a sentence to the log, called on any thread: when Redis becomes unavailable or
    /// available, and its durability risks at each connection.</param>
    /// <param name="isStrict">Reject a Redis with durability risks or unchecked settings. At the start this throws;
    /// after a reconnection all tasks are unavailable until the settings are right.</param>
    /// <exception cref="StorageException">The address is malformed, Redis rejects the credentials or the database, or
    /// it fails the strict check.</exception>
    public static RedisStorage Connect(
        string address, string? password, Action<string> report, bool isStrict = false) =>
        new(new RedisConnection(RedisAddress.Parse(address, password), report, isStrict));

    internal static RedisStorage Connect(RedisTarget target, Action<string> report) =>
        new(new RedisConnection(target, report));

    /// <summary>Outstanding tasks may or may not be applied.</summary>
    public void Dispose() => _connection.Dispose();
}
