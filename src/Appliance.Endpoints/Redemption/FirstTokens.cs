using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>
/// A ledger that does not remember from the beginning cannot tell a token of this process's first second from one that
/// another process issued, and honoured, in the same second; the more so as some dialects date tokens back. So tokens
/// for one use that are issued soon after the start are noted here, and are known to be this process's own. One for all
/// threads.
/// </summary>
internal sealed class FirstTokens(ILedger ledger)
{
    /// <summary>More than any dialect dates tokens back.</summary>
    private const long NotedSeconds = 120;

    /// <summary>Those that come after are redeemed if they are dated late enough.</summary>
    private const int CountMax = 65_536;

    private readonly Lock _lock = new();
    private readonly HashSet<LedgerKey> _keys = [];
    private volatile bool _isFull;

    /// <summary>A ledger that is emptied later remembers from then on, whoever issued what before.</summary>
    private readonly long _since = ledger.RemembersSinceSeconds;

    /// <summary>Whether a token that is issued now has to be noted.</summary>
    public bool Counts(long nowSeconds) =>
        _since is not (0 or long.MaxValue) && nowSeconds - NotedSeconds < _since && !_isFull;

    public void Note(LedgerKey key)
    {
        lock (_lock)
        {
            _keys.Add(key);
            _isFull = _keys.Count >= CountMax;
        }
    }

    /// <summary>Whether the ledger would know of the token's use.</summary>
    public bool IsRemembered(LedgerKey key, long issuedAtSeconds)
    {
        long since = ledger.RemembersSinceSeconds;
        if (issuedAtSeconds >= since || since != _since)
            return issuedAtSeconds >= since;
        lock (_lock)
            return _keys.Contains(key);
    }
}
