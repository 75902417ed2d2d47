using System.Collections.Concurrent;

namespace Appliance.Storage.Tests;

/// <summary>One redemption of a test. Equal keys have equal retention, as tokens do.</summary>
internal sealed record LedgerStep(int Number, LedgerKey Key, long RetainUntilSeconds, long NowSeconds)
{
    /// <summary>Few keys, and a clock that steps forward and back across the ends of their retention.</summary>
    public static Gen<LedgerStep[]> Sequences(Gen<LedgerKey> keys, int stepsMax = 400) =>
        Gen.Select(keys.Array[1, 60], Gen.Int[0, int.MaxValue].Array[1, stepsMax], Clock.Array[stepsMax])
            .Select((known, picks, clock) => picks.Select((pick, i) =>
            {
                int which = pick % known.Length;
                // The retention is derived from the key.
                return new LedgerStep(i, known[which], 1_000 + (long)(known[which].Bits % 200), clock[i]);
            }).ToArray());

    private static readonly Gen<long> Clock = Gen.Frequency(
        (6, Gen.Long[900, 1_000]), (3, Gen.Long[1_000, 1_100]), (1, Gen.Long[1_100, 1_300]));
}

/// <summary>The outcome of each step of a test.</summary>
internal sealed class Outcomes
{
    private readonly ConcurrentDictionary<long, StorageOutcome> _byStep = [];

    public void Add(long step, StorageOutcome outcome) => Assert.True(_byStep.TryAdd(step, outcome));

    public bool SameAs(Outcomes other) => _byStep.Count == other._byStep.Count
        && _byStep.All(pair => other._byStep.GetValueOrDefault(pair.Key) == pair.Value);

    public override string ToString() => string.Join(", ", _byStep.OrderBy(pair => pair.Key));
}

/// <summary>Ledgers of one storage and their outcomes, for CsCheck's linearizability check.</summary>
/// <param name="ledgers">The ledgers of one storage.</param>
/// <param name="keys">Makes the keys of this sample differ from those of others.</param>
/// <param name="clock">The caller's clock at zero.</param>
internal sealed class ParallelLedger(ILedger[] ledgers, int keys, ParallelClock clock)
{
    /// <summary>Five keys with different retention, and a clock that steps forward and back across it.</summary>
    public static readonly GenOperation<ParallelLedger, ParallelModel> Operation =
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Int[0, 4], Gen.Int[0, 1], Gen.Long[-100, 100])
            .Operation<ParallelLedger, ParallelModel>(
                step => $"{step}",
                (subject, step) => subject.Redeem(step.Item1, step.Item2, step.Item3, step.Item4),
                (model, step) => model.Redeem(step.Item1, step.Item2, step.Item4));

    public Outcomes Outcomes { get; } = new();

    private void Redeem(long step, int key, int ledger, long seconds) => Outcomes.Add(
        step, ledgers[ledger % ledgers.Length].RedeemAsync(
            new(new((ulong)keys, (ulong)key)), clock.RetainUntilSeconds(key), clock.NowSeconds(seconds)).Result);
}

/// <summary>The same with the reference one.</summary>
internal sealed class ParallelModel(ParallelClock clock)
{
    private readonly ReferenceLedger _reference = new();

    public Outcomes Outcomes { get; } = new();

    public void Redeem(long step, int key, long seconds) => Outcomes.Add(
        step, _reference.Redeem(new((UInt128)key), clock.RetainUntilSeconds(key), clock.NowSeconds(seconds)));
}

/// <summary>The times of a sample, Unix seconds.</summary>
/// <param name="StartSeconds">The caller's clock at zero.</param>
/// <param name="IsOwn">The ledger has its own clock: nothing expires meanwhile.</param>
internal sealed record ParallelClock(long StartSeconds, bool IsOwn)
{
    public long NowSeconds(long seconds) => IsOwn ? StartSeconds : StartSeconds + seconds;

    public long RetainUntilSeconds(int key) => StartSeconds + (IsOwn ? 3_600 : 25 * key);
}
