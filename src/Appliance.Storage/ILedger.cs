namespace Appliance.Storage;

/// <summary>
/// Which tokens were used. Any thread may call it; of any number of redemptions of one key, at whatever time and,
/// where storage is shared, by whichever appliance, exactly one is done.
/// </summary>
public interface ILedger : IDisposable
{
    /// <summary>Tokens issued before this instant, Unix seconds, may have been used without its knowing: they must not
    /// be redeemed. 0 if it remembers from the beginning.</summary>
    long RemembersSinceSeconds { get; }

    /// <summary>Whether redemptions can be expected to succeed now: what /readyz tells.</summary>
    bool IsAvailable { get; }

    /// <summary>Begins a redemption; never blocks. The task is the ledger's until it is completed.</summary>
    void Redeem(Redemption redemption);
}
