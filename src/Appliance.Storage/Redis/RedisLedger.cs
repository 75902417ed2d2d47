using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace Appliance.Storage.Redis;

/// <summary>
/// The ledger of a <see cref="RedisStorage"/>. Redis's clock decides about retention and future
/// issue times for all appliances, so their own clocks may differ. If Redis has lost its data, the ledger is reset.
/// </summary>
internal sealed class RedisLedger : ILedger
{
    private const int OutstandingMax = 16_384;
    private const int KeyBytes = 16;
    private static readonly RedisKey StateKey = RedisScripts.StateKey;
    private static readonly RedisKey StateKeyV1 = RedisScripts.StateKeyV1;

    private readonly RedisConnection _connection;
    private long _completeSinceSeconds = long.MaxValue;
    private long _epoch;
    private long _highestSeconds;

    /// <summary>When the version 1 ledger was migrated, Unix seconds; 0 if it was not.</summary>
    private long _migratedAtSeconds;
    private int _outstanding;

    public RedisLedger(RedisConnection connection)
    {
        _connection = connection;
        connection.AddSnapshotReader(ReadStateAsync);
    }

    /// <summary><see cref="long.MaxValue"/> until Redis was read for the first time.</summary>
    public long CompleteSinceSeconds => Volatile.Read(ref _completeSinceSeconds);

    public long RejectsUntilSeconds => CompleteSinceSeconds == long.MaxValue ? 0 : Math.Max(
        CompleteSinceSeconds - 1, Volatile.Read(ref _highestSeconds) - Redemption.RetentionAfterExpirySeconds);

    public long Epoch => Volatile.Read(ref _epoch);

    public bool IsAvailable => _connection.IsAvailable;

    public void Redeem(Redemption redemption)
    {
        Debug.Assert(redemption.Outcome == StorageOutcome.Pending);
        if (!IsAvailable || Volatile.Read(ref _outstanding) >= OutstandingMax)
        {
            redemption.Complete(StorageOutcome.Unavailable);
            return;
        }
        Interlocked.Increment(ref _outstanding);
        _ = RedeemAsync(redemption);
    }

    private async Task RedeemAsync(Redemption redemption)
    {
        StorageOutcome outcome = StorageOutcome.Unavailable;
        try
        {
            outcome = Outcome(await EvaluateAsync(redemption).ConfigureAwait(false));
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            _connection.Fail(e);
        }
        int outstanding = Interlocked.Decrement(ref _outstanding);
        Debug.Assert(outstanding >= 0);
        redemption.Complete(outcome);
    }

    private Task<RedisResult> EvaluateAsync(Redemption redemption)
    {
        byte[] token = new byte[KeyBytes];
        BinaryPrimitives.WriteUInt128BigEndian(token, redemption.Key.Bits);
        string bucket = (redemption.RetainUntilSeconds / RedisScripts.BucketSeconds)
            .ToString(CultureInfo.InvariantCulture);
        return _connection.EvaluateAsync(
            RedisScripts.Redeem,
            Volatile.Read(ref _migratedAtSeconds) == 0
                ? [StateKey, RedisScripts.UsedPrefix + bucket]
                :
                [
                    StateKey, RedisScripts.UsedPrefix + bucket,
                    $"{RedisScripts.UsedPrefixV1}{redemption.Key.Bits:x32}",
                ],
            [
                Epoch, redemption.RetainUntilSeconds, redemption.IssuedAtSeconds - redemption.ClockSkewSecondsMax,
                token,
                redemption.Idempotency == 0 ? "" : redemption.Idempotency.ToString("x16", CultureInfo.InvariantCulture),
                bucket,
            ]);
    }

    private StorageOutcome Outcome(RedisResult result)
    {
        switch ((long)result)
        {
            case 1:
                return StorageOutcome.Done;
            case 0:
                return StorageOutcome.AlreadyUsed;
            case -1:
                _connection.Fail(new RedisException("it has lost its data, or is a different server"));
                return StorageOutcome.Unavailable;
            case -2:
                return StorageOutcome.IssuedInFuture;
            case long highestSeconds:
                Volatile.Write(ref _highestSeconds, -highestSeconds);
                return StorageOutcome.RetentionExpired;
        }
    }

    private async Task ReadStateAsync()
    {
        RedisServerFacts server = _connection.Server;
        long[] state = (long[])(await _connection.EvaluateAsync(
            RedisScripts.ReadState, [StateKey, StateKeyV1], [server.RunId ?? "", server.AofEnabled is true])
            .ConfigureAwait(false))!;
        if (state is not [> 0, > 0, > 0, >= 0, var wasReset])
            throw new RedisException($"{RedisScripts.StateKey} is malformed: delete it to reset the ledger");
        if (wasReset == 1 || Epoch != 0 && Epoch != state[0])
            _connection.Warn("its ledger was reset, and tokens issued before now are rejected");
        Volatile.Write(ref _epoch, state[0]);
        Volatile.Write(ref _migratedAtSeconds, state[3]);
        Volatile.Write(ref _highestSeconds, state[2]);
        Volatile.Write(ref _completeSinceSeconds, state[1]);
    }
}
