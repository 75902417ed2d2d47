using System.Diagnostics;
using Appliance.Policy;
using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>
/// A ledger that does not remember from the beginning cannot tell a token of its first seconds from one that was
/// issued, and used, before it: some are dated back, and an issuer's clock may be ahead. So tokens for one use that are
/// issued soon after the ledger's beginning are noted here, and are known to be this process's own. Where the ledger
/// begins anew, what was noted before counts no more. One for all threads.
/// </summary>
internal sealed class FirstTokens(ILedger ledger)
{
    /// <summary>How far the clocks of two machines may differ that both have the right time, or that of one machine
    /// before and after it was set.</summary>
    private const long SkewSeconds = 5;

    /// <summary>More than any dialect dates tokens back.</summary>
    private const long DatedBackSecondsMax = 120;

    /// <summary>Those that come after are redeemed if they are dated late enough.</summary>
    private const int CountMax = 65_536;

    private readonly Lock _lock = new();
    private readonly HashSet<LedgerKey> _keys = [];
    private volatile bool _isFull;

    /// <summary>The beginning of the ledger that the noted tokens are issued after.</summary>
    private long _since = ledger.RemembersSinceSeconds;

    /// <summary>How much later than the ledger's clock a token may be dated that is used now: the verifier allows the
    /// leeway, by a clock that may be ahead of the ledger's.</summary>
    public static long AheadSecondsMax(App app)
    {
        Debug.Assert(app.LeewaySeconds is >= 0 and <= Appliance.Storage.Redemption.KeptAfterExpirySeconds);
        return app.LeewaySeconds + SkewSeconds;
    }

    /// <summary>Whether a token of the app that is issued now has to be noted.</summary>
    public bool Counts(long nowSeconds, App app)
    {
        long since = ledger.RemembersSinceSeconds;
        return since is not (0 or long.MaxValue)
            && nowSeconds - DatedBackSecondsMax - AheadSecondsMax(app) < since
            && !(_isFull && since == Volatile.Read(ref _since));
    }

    public void Note(LedgerKey key)
    {
        lock (_lock)
        {
            long since = ledger.RemembersSinceSeconds;
            if (since != _since)
                _keys.Clear();
            Volatile.Write(ref _since, since);
            _keys.Add(key);
            _isFull = _keys.Count >= CountMax;
        }
    }

    /// <summary>Whether the ledger would know of the token's use. One that was used before the ledger began was dated
    /// <see cref="AheadSecondsMax"/> after that at most.</summary>
    public bool IsRemembered(LedgerKey key, long issuedAtSeconds, long aheadSecondsMax)
    {
        long since = ledger.RemembersSinceSeconds;
        if (since == 0 || issuedAtSeconds - aheadSecondsMax >= since)
            return true;
        lock (_lock)
            return since == _since && _keys.Contains(key);
    }
}
