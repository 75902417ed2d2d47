namespace Appliance.Storage;

/// <summary>
/// Rooms and ledger in a Redis that any number of appliances share. As durable as that Redis is
/// (<see cref="RedisRisks"/>); a replica that takes over may lack the last of it. While it does not answer all
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

    /// <summary>Ends with the storage.</summary>
    public ILedger Ledger { get; }

    /// <summary>Ends with the storage.</summary>
    public IRoomStore Rooms { get; }

    /// <summary>Waits some seconds for Redis, and goes on without it.</summary>
    /// <param name="address"><c>HOST:PORT</c> or <c>redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]</c>.</param>
    /// <param name="password">Used if the address has none.</param>
    /// <param name="report">Takes a sentence for the log on any thread: when Redis stops to answer and when it does
    /// again, and at each connection what it may forget and what could not be checked.</param>
    /// <param name="isStrict">A Redis is refused that is known to forget what it acknowledged, or that does not let
    /// this user check: at the start by the exception; later nothing is let through until it is fit.</param>
    /// <exception cref="StorageException">The address cannot be read, or Redis refuses the password or the database, or
    /// it is refused.</exception>
    public static RedisStorage Connect(
        string address, string? password, Action<string> report, bool isStrict = false) =>
        new(RedisConnection.Connect(address, password, report, isStrict));

    internal static RedisStorage Connect(RedisTarget target, Action<string> report) =>
        new(RedisConnection.Connect(target, report));

    /// <summary>What is on its way may be done or not.</summary>
    public void Dispose()
    {
        _connection.Dispose();
        Rooms.Dispose();
    }
}
