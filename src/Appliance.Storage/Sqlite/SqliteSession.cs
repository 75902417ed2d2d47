namespace Appliance.Storage.Sqlite;

/// <summary>A connection for writing with its prepared statements.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly CheckpointThreshold _checkpointThreshold = new();

    /// <param name="connection">Opened for writing, with the current schema and a started ledger. The session disposes
    /// it.</param>
    /// <exception cref="SqliteException"/>
    public SqliteSession(SqliteConnection connection)
    {
        Connection = connection;
        CompleteSinceSeconds = connection.ReadNumber("SELECT remembers_since_seconds FROM state") ?? 0;
        Commands = new(connection);
    }

    public SqliteConnection Connection { get; }

    public SqliteCommands Commands { get; }

    /// <summary>Start of the ledger, Unix seconds.</summary>
    public long CompleteSinceSeconds { get; }

    /// <summary>Opens a database with a started ledger.</summary>
    /// <exception cref="SqliteException"/>
    public static SqliteSession Open(string path)
    {
        SqliteConnection connection = SqliteConnection.OpenForWriting(path);
        try
        {
            connection.AwaitWriters();
            return new(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="CheckpointThreshold.Apply"/>
    public void SetCheckpointThreshold(long freeBytes) => _checkpointThreshold.Apply(Connection, freeBytes);

    public void Dispose()
    {
        Commands.Dispose();
        Connection.Dispose();
    }
}
