namespace Appliance.Storage;

/// <summary>
/// Which tokens were used. Any thread may call it; of any number of redemptions of one key, at whatever time and,
/// where storage is shared, by whichever appliance, exactly one is done.
/// </summary>
public interface ILedger : IDisposable
{
    /// <summary>When the ledger began, Unix seconds: a token that was used before it may not be in it. Whoever redeems
    /// a token has to know that it was issued after this instant, and how far ahead it may be dated. 0 if it is
    /// complete from the beginning of time, <see cref="long.MaxValue"/> as long as it has never been read.</summary>
    long CompleteSinceSeconds { get; }

    /// <summary>Tells this ledger from one that was in its place before and was lost: no two have the same. It changes
    /// when a ledger begins anew.</summary>
    long Epoch { get; }

    /// <summary>While the clock is before this instant, Unix seconds, tokens may be refused that have not expired: the
    /// ledger began later than that, or has already dropped the entries of tokens that expire by then. So the clock was
    /// ahead once, or is behind now.</summary>
    long RejectsUntilSeconds { get; }

    /// <summary>Whether redemptions can be expected to succeed now: what /readyz tells.</summary>
    bool IsAvailable { get; }

    /// <summary>Begins a redemption; never blocks. The task is the ledger's until it is completed.</summary>
    void Redeem(Redemption redemption);
}
