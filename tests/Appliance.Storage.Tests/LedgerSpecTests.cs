namespace Appliance.Storage.Tests;

/// <summary>A model of single use with crashes: its requirements are checked exhaustively, and the SQLite ledger must
/// conform to it step by step.</summary>
public sealed class LedgerSpecTests
{
    private const int None = -1;
    private static readonly int[] Tokens = [0, 1];

    private static Spec<State> Promises => Spec.From(new State(IsUp: true, IsUsed0: false, IsUsed1: false, None))
        .Action("Redeem", Tokens, (before, _) => before.IsUp, (before, token) => before.Redeem(token))
        .Action("Crash", before => before.IsUp, before => before with { IsUp = false, Redeemed = None })
        .Action("Start", before => !before.IsUp, before => before with { IsUp = true, Redeemed = None })
        .AtMost(
            "ONCE", "At most one redemption of a token succeeds, also across crashes.", Tokens, 1,
            (_, after, token) => after.Redeemed == token)
        .Rule(
            "FIRST", "The first redemption of a token succeeds.", "Redeem",
            (before, after) => after.Redeemed != None || !before.IsFresh(after))
        .Reachable("BOTH", "Both tokens can be used.", state => state is { IsUsed0: true, IsUsed1: true })
        .Fault("a crash loses entries", "Crash", (_, after) => after with { IsUsed0 = false, IsUsed1 = false })
        .Fault("a use is not stored", "Redeem", (before, after) => before with { Redeemed = after.Redeemed });

    [Fact]
    public void Model_of_single_use_holds_across_crashes()
    {
        Assert.True(Promises.Exhaustive().Closed);
        Assert.Empty(Promises.Faults().Uncaught);
    }

    [Fact]
    public void Sqlite_conforms_to_the_single_use_model_on_every_path()
    {
        List<CrashingLedger> ledgers = [];
        try
        {
            Promises.ConformExhaustive(
                () =>
                {
                    ledgers.Add(new());
                    return ledgers[^1];
                },
                (ledger, step) => ledger.Take(step));
        }
        finally
        {
            ledgers.ForEach(ledger => ledger.Dispose());
        }
    }

    /// <param name="IsUp">A process uses the directory.</param>
    /// <param name="IsUsed0">The first token is used.</param>
    /// <param name="IsUsed1">The second token is used.</param>
    /// <param name="Redeemed">The token that this step redeemed, or <see cref="None"/>.</param>
    internal sealed record State(bool IsUp, bool IsUsed0, bool IsUsed1, int Redeemed)
    {
        public State Redeem(int token)
        {
            bool isUsed = token == 0 ? IsUsed0 : IsUsed1;
            return new(IsUp, IsUsed0 || token == 0, IsUsed1 || token == 1, isUsed ? None : token);
        }

        /// <summary>Whether the step to the other state redeemed an unused token.</summary>
        public bool IsFresh(State after) => IsUsed0 != after.IsUsed0 || IsUsed1 != after.IsUsed1;
    }

    /// <summary>A data directory whose process crashes: a crash keeps the files as they are at that moment.</summary>
    private sealed class CrashingLedger : IDisposable
    {
        private readonly TestFolder _folder = new();
        private int _crashes;
        private SqliteStorage? _storage;

        public CrashingLedger() => Start();

        /// <summary>Null if the ledger conforms to the model in this step.</summary>
        public string? Take(Transition<State> step)
        {
            if (step.Action == "Crash")
                Crash();
            else if (step.Action == "Start")
                Start();
            else
                return Redeem(Tokens[step.ArgIndex], step.After.Redeemed);
            return null;
        }

        public void Dispose()
        {
            _storage?.Dispose();
            _folder.Dispose();
        }

        private string Data => _folder[$"data-{_crashes}"];

        private string? Redeem(int token, int redeemed)
        {
            StorageOutcome outcome = _storage!.Ledger.RedeemAsync(TestLedger.Key(token)).GetAwaiter().GetResult();
            StorageOutcome expected = redeemed == token ? StorageOutcome.Done : StorageOutcome.AlreadyUsed;
            return outcome == expected ? null : $"token {token}: {outcome}";
        }

        private void Start() => _storage = SqliteStorage.Open(Data, nowSeconds: 500, _ => { });

        /// <summary>The next process uses a copy, so that the crashed one cannot affect it.</summary>
        private void Crash()
        {
            string crashed = Data;
            _crashes++;
            TestFolder.CopyData(crashed, Data);
            _storage!.Dispose();
            _storage = null;
        }
    }
}
