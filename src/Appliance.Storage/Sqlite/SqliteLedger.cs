namespace Appliance.Storage.Sqlite;

/// <summary>The ledger of a <see cref="SqliteStorage"/>.</summary>
internal sealed class SqliteLedger(SqliteWriter writer, long completeSinceSeconds) : ILedger
{
    public long CompleteSinceSeconds => completeSinceSeconds;

    /// <summary>Constant: a process has one SQLite ledger.</summary>
    public long Epoch => CompleteSinceSeconds;

    public bool IsAvailable => writer.IsAvailable;

    public long RejectsUntilSeconds =>
        Math.Max(completeSinceSeconds - 1, writer.HighestSeconds - Redemption.RetentionAfterExpirySeconds);

    public void Redeem(Redemption redemption) => writer.Enqueue(redemption);
}
