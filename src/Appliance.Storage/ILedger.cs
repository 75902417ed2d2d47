namespace Appliance.Storage;

/// <summary>
/// The ledger of used tokens. Thread-safe. Of all redemptions of one key, exactly one is
/// <see cref="StorageOutcome.Done"/>, also across appliances that share the storage.
/// </summary>
public interface ILedger
{
    /// <summary>Start of the ledger, Unix seconds. Tokens used earlier may be missing, so the caller must check that a
    /// token was issued after this instant, allowing for clock skew. 0 if the ledger has always been complete,
    /// <see cref="long.MaxValue"/> until it was read for the first time.</summary>
    long CompleteSinceSeconds { get; }

    /// <summary>Unique for each ledger. It changes when the ledger is lost or reset.</summary>
    long Epoch { get; }

    /// <summary>While the clock is before this instant, Unix seconds, unexpired tokens may be rejected: the ledger
    /// starts later, or has already dropped the entries of tokens that expire by then. The clock was ahead once, or is
    /// behind now.</summary>
    long RejectsUntilSeconds { get; }

    /// <summary>Whether redemptions are expected to succeed now; /readyz reports it.</summary>
    bool IsAvailable { get; }

    /// <summary>Starts a redemption without blocking. The caller must not touch the task until it completes.</summary>
    void Redeem(Redemption redemption);
}
