namespace Appliance.Storage.Tests;

/// <summary>What the durable ledger promises, as requirements that are proved of a model, and the ledger held to the
/// model step by step.</summary>
public sealed class LedgerSpecTests
{
    private const int None = -1;
    private static readonly int[] Tokens = [0, 1];

    private static Spec<State> Promises => Spec.From(new State(IsUp: true, IsUsed0: false, IsUsed1: false, None))
        .Action("Redeem", Tokens, (before, _) => before.IsUp, (before, token) => before.Redeem(token))
        .Action("Crash", before => before.IsUp, before => before with { IsUp = false, Honoured = None })
        .Action("Start", before => !before.IsUp, before => before with { IsUp = true, Honoured = None })
        .AtMost(
            "ONCE", "Of all redemptions of a token, whatever happens in between, one at most is honoured.", Tokens, 1,
            (_, after, token) => after.Honoured == token)
        .Rule(
            "FIRST", "A token that was never used is honoured.", "Redeem",
            (before, after) => after.Honoured != None || !before.IsFresh(after))
        .Reachable("BOTH", "Both tokens can come to be used.", state => state is { IsUsed0: true, IsUsed1: true })
        .Fault("a crash forgets", "Crash", (_, after) => after with { IsUsed0 = false, IsUsed1 = false })
        .Fault("a use is not kept", "Redeem", (before, after) => before with { Honoured = after.Honoured });

    [Fact]
    public void One_redemption_at_most_is_honoured_across_crashes()
    {
        Assert.True(Promises.Exhaustive().Closed);
        Assert.Empty(Promises.Faults().Uncaught);
    }

    [Fact]
    public void Sqlite_does_what_the_model_does_on_every_path() =>
        Promises.ConformExhaustive(() => new CrashingLedger(), (ledger, step) => ledger.Take(step));

    /// <param name="IsUp">A process has the directory.</param>
    /// <param name="IsUsed0">The first token was honoured before.</param>
    /// <param name="IsUsed1">The second one.</param>
    /// <param name="Honoured">The token that this step honoured, or none.</param>
    internal sealed record State(bool IsUp, bool IsUsed0, bool IsUsed1, int Honoured)
    {
        public State Redeem(int token)
        {
            bool isUsed = token == 0 ? IsUsed0 : IsUsed1;
            return new(IsUp, IsUsed0 || token == 0, IsUsed1 || token == 1, isUsed ? None : token);
        }

        /// <summary>The token that the step to the other state redeemed had not been used.</summary>
        public bool IsFresh(State after) => IsUsed0 != after.IsUsed0 || IsUsed1 != after.IsUsed1;
    }

    /// <summary>A directory with a process that crashes: what it leaves is what is in the files at that
    /// moment.</summary>
    private sealed class CrashingLedger
    {
        private readonly TestFolder _folder = new();
        private readonly List<SqliteStorage> _opened = [];
        private int _lives;
        private SqliteStorage? _storage;

        public CrashingLedger() => Start();

        /// <summary>Null if the ledger did what the model did.</summary>
        public string? Take(Transition<State> step)
        {
            if (step.Action == "Crash")
                Crash();
            else if (step.Action == "Start")
                Start();
            else
                return Redeem(Tokens[step.ArgIndex], step.After.Honoured);
            return null;
        }

        private string Data => _folder[$"data-{_lives}"];

        private string? Redeem(int token, int honoured)
        {
            StorageOutcome outcome = _storage!.Ledger.RedeemAsync(TestLedger.Key(token)).GetAwaiter().GetResult();
            StorageOutcome expected = honoured == token ? StorageOutcome.Done : StorageOutcome.Rejected;
            return outcome == expected ? null : $"token {token}: {outcome}";
        }

        private void Start()
        {
            _storage = SqliteStorage.Open(Data, nowSeconds: 500, _ => { });
            _opened.Add(_storage);
        }

        /// <summary>The process that crashed has no part in what comes then.</summary>
        private void Crash()
        {
            string left = Data;
            _lives++;
            TestFolder.CopyData(left, Data);
            _storage!.Dispose();
            _storage = null;
        }
    }
}
