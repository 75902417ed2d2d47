using StackExchange.Redis;

namespace Appliance.Storage;

/// <summary>
/// The ledger in a <see cref="RedisStorage"/>, which closes it. Redis's clock decides for all appliances when a token
/// may be forgotten, so that theirs may differ. Where Redis has lost what it had, the ledger is another one and
/// remembers from then on.
/// </summary>
internal sealed class RedisLedger : ILedger
{
    private const int OutstandingMax = 16_384;
    private static readonly RedisKey StateKey = RedisScripts.StateKey;

    private readonly RedisConnection _connection;
    private long _remembersSinceSeconds = long.MaxValue;
    private int _outstanding;

    public RedisLedger(RedisConnection connection)
    {
        _connection = connection;
        connection.AddReading(ReadStateAsync);
    }

    /// <summary>The end of time until Redis was there once.</summary>
    public long RemembersSinceSeconds => Volatile.Read(ref _remembersSinceSeconds);

    public bool IsAvailable => _connection.IsAvailable;

    public void Redeem(Redemption redemption)
    {
        if (!IsAvailable || Volatile.Read(ref _outstanding) >= OutstandingMax)
        {
            redemption.Complete(StorageOutcome.Unavailable);
            return;
        }
        Interlocked.Increment(ref _outstanding);
        _ = RedeemAsync(redemption);
    }

    public void Dispose()
    {
        // The rooms may still be in use.
    }

    private async Task RedeemAsync(Redemption redemption)
    {
        StorageOutcome outcome = StorageOutcome.Unavailable;
        try
        {
            outcome = Outcome(await _connection.EvaluateAsync(
                RedisScripts.Redeem,
                [StateKey, $"{RedisScripts.UsedPrefix}{redemption.Key.Bits:x32}"],
                [RemembersSinceSeconds, redemption.ForgetAtSeconds]).ConfigureAwait(false));
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            _connection.Fail(e);
        }
        Interlocked.Decrement(ref _outstanding);
        redemption.Complete(outcome);
    }

    private StorageOutcome Outcome(RedisResult result)
    {
        switch ((int)result)
        {
            case 1:
                return StorageOutcome.Done;
            case 0:
                return StorageOutcome.Refused;
            case -1:
                return StorageOutcome.Forgotten;
            default:
                _connection.Fail(new RedisException("it has lost what it had, or it is another one"));
                return StorageOutcome.Unavailable;
        }
    }

    private async Task ReadStateAsync() => Volatile.Write(
        ref _remembersSinceSeconds, (long)await _connection.EvaluateAsync(RedisScripts.ReadState, [StateKey], []));
}
