namespace Appliance.Storage;

/// <summary>The ledger in a <see cref="SqliteStorage"/>, which closes it.</summary>
internal sealed class SqliteLedger(SqliteWriter writer, long remembersSinceSeconds) : ILedger
{
    public long CompleteSinceSeconds => remembersSinceSeconds;

    /// <summary>It is the only one of this process.</summary>
    public long Epoch => CompleteSinceSeconds;

    public bool IsAvailable => writer.IsAvailable;

    public long RejectsUntilSeconds =>
        Math.Max(remembersSinceSeconds - 1, writer.HighestSeconds - Redemption.RetentionAfterExpirySeconds);

    public void Redeem(Redemption redemption) => writer.Enqueue(redemption);

    public void Dispose()
    {
        // The rooms may still be in use.
    }
}
