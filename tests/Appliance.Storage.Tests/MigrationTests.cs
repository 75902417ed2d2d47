using Appliance.TestKit;

namespace Appliance.Storage.Tests;

/// <summary>Migration of data from earlier versions: tokens used with them stay rejected.</summary>
public sealed class MigrationTests : RedisTests, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(895)]
    [InlineData(905)]
    [InlineData(1_195)]
    [InlineData(1_205)]
    [InlineData(1_000_000)]
    public async Task Used_tokens_of_a_schema_1_directory_stay_rejected_after_migration(int secondsLater)
    {
        const long UsedAt = 1_796_026_225, ExpiresAt = 1_796_027_125;
        string directory = Fixture("sqlite-1");
        using SqliteStorage storage = SqliteStorage.Open(directory, UsedAt + secondsLater, _ => { });
        Assert.Equal(1_796_026_223, storage.Ledger.CompleteSinceSeconds);
        byte[] record = File.ReadAllBytes(Path.Combine(directory, "appliance.commits"));
        Assert.NotNull(CommitCounter.Parse(record)!.Value.BirthTimes);
        TestRooms rooms = new();
        storage.Rooms.Open(rooms);
        Assert.StartsWith("clinic/f2dcebd5d3d4878dcc36eb9e - {", rooms.All);
        const long RetainUntil = ExpiresAt + Redemption.RetentionAfterExpirySeconds;
        foreach (LedgerKey key in UsedKeys)
        {
            StorageOutcome outcome = await storage.Ledger.RedeemAsync(key, RetainUntil, UsedAt + secondsLater);
            // With the maximum leeway, a token is valid until the end of its retention.
            Assert.Equal(
                UsedAt + secondsLater < RetainUntil ? StorageOutcome.AlreadyUsed : StorageOutcome.RetentionExpired,
                outcome);
        }
        // Version 1 may have dropped the entry of an expired token.
        const long Expired = UsedAt + Redemption.RetentionAfterExpirySeconds;
        Assert.Equal(
            StorageOutcome.RetentionExpired, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Expired, UsedAt));
    }

    /// <summary>Writes keys with the commands of version 1.</summary>
    [RequiresFact(Needs.Redis)]
    public async Task Used_and_expired_tokens_of_a_version_1_redis_stay_rejected_after_migration()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await Server.AskAsync("HSET", "appliance:ledger", "since", $"{now - 100}", "highest", $"{now}");
        await Server.AskAsync(
            "SET", $"appliance:used:{TestLedger.Key(1).Bits:x32}", "1", "NX", "EX", "60");
        RedisStorage storage = Open();
        Assert.Equal(now - 100, storage.Ledger.CompleteSinceSeconds);
        Assert.Equal(StorageOutcome.AlreadyUsed, await RedeemAsync(storage, 1, now - 5, expiresAt: now + 60));
        Assert.Equal(StorageOutcome.Done, await RedeemAsync(storage, 2, now - 5, expiresAt: now + 60));
        Assert.Equal(StorageOutcome.AlreadyUsed, await RedeemAsync(storage, 2, now - 5, expiresAt: now + 60));
        // Version 1 dropped entries at the token's expiry, so a leeway must not accept the token.
        Assert.Equal(StorageOutcome.RetentionExpired, await RedeemAsync(storage, 3, now - 5, expiresAt: now - 1));
        // Tokens issued after the migration cannot be in the version 1 keys.
        await Server.AskAsync("HSET", "appliance:ledger-2", "before", $"{now - 200}");
        Assert.Equal(StorageOutcome.Done, await RedeemAsync(storage, 1, now - 5, expiresAt: now + 60));
    }

    /// <summary>HGET fails for them, so they become unavailable. This also holds if there was no ledger yet.</summary>
    [RequiresTheory(Needs.Redis)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Appliances_of_version_1_redeem_nothing_after_the_migration(bool existed)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        if (existed)
            await Server.AskAsync("HSET", "appliance:ledger", "since", $"{now - 100}", "highest", $"{now}");
        Open();
        Assert.Contains("WRONGTYPE", await Server.AskAsync("HGET", "appliance:ledger", "since"));
        Assert.Contains("WRONGTYPE", await Server.AskAsync("HSET", "appliance:ledger", "since", "1"));
        long since = Open().Ledger.CompleteSinceSeconds;
        Assert.InRange(since, existed ? now - 100 : now, existed ? now - 100 : now + 60);
    }

    /// <summary>After a rollback and a second upgrade, both ledgers hold used tokens.</summary>
    [RequiresFact(Needs.Redis)]
    public async Task Ledger_migrates_again_after_a_rollback_to_version_1()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.Equal(StorageOutcome.Done, await RedeemAsync(Open(), 1, now + 20, expiresAt: now + 60));
        await Server.AskAsync("DEL", "appliance:ledger");
        await Server.AskAsync("HSET", "appliance:ledger", "since", $"{now + 1}", "highest", $"{now}");
        await Server.AskAsync("SET", $"appliance:used:{TestLedger.Key(2).Bits:x32}", "1", "NX", "EX", "60");
        RedisStorage storage = Open();
        Assert.Equal(StorageOutcome.AlreadyUsed, await RedeemAsync(storage, 1, now + 20, expiresAt: now + 60));
        Assert.Equal(StorageOutcome.AlreadyUsed, await RedeemAsync(storage, 2, now + 20, expiresAt: now + 60));
        Assert.Equal(StorageOutcome.Done, await RedeemAsync(storage, 3, now + 20, expiresAt: now + 60));
    }

    private static IEnumerable<LedgerKey> UsedKeys => ((string[])
    [
        "256011A237FEDB364FF31B4F4ACC65C9", "54E70DC847437DE37EBE5B1B35852FF6", "668F2EB05ACA584FD2F13030605CFA51",
        "9A5383E8FA09BE7CC228285DA4253CCA", "B85E7212C8E6E2EE53CB0E060294B507", "CA5FC3EC4F1EF112D3D7FB586F4D265C",
    ]).Select(hex => new LedgerKey(UInt128.Parse(hex, System.Globalization.NumberStyles.HexNumber)));

    private static Task<StorageOutcome> RedeemAsync(
        RedisStorage storage, int number, long issuedAt, long expiresAt) =>
        storage.Ledger.CompleteAsync(new TestRedemption
        {
            Key = TestLedger.Key(number),
            IssuedAtSeconds = issuedAt,
            ClockSkewSecondsMax = 120,
            RetainUntilSeconds = expiresAt + Redemption.RetentionAfterExpirySeconds,
        });

    private string Fixture(string name)
    {
        string directory = Directory.CreateDirectory(_folder[name]).FullName;
        string source = Path.Combine(Places.Repository, "tests/Appliance.Storage.Tests/fixtures", name);
        foreach (string file in Directory.GetFiles(source))
            File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
        return directory;
    }
}
