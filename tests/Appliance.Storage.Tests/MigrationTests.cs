using Appliance.Testing;

namespace Appliance.Storage.Tests;

/// <summary>What earlier versions have written: no token that was used with them is honoured again.</summary>
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
    public async Task A_directory_of_schema_1_honours_no_used_token_however_late_it_is_opened(int secondsLater)
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
            // A leeway makes a token good for as long after its expiry as entries are kept.
            Assert.Equal(
                UsedAt + secondsLater < RetainUntil ? StorageOutcome.Rejected : StorageOutcome.RetentionExpired, outcome);
        }
        // An expired one may have been dropped by the version before, whatever the clock says now.
        Assert.Equal(
            StorageOutcome.RetentionExpired,
            await storage.Ledger.RedeemAsync(TestLedger.Key(1), UsedAt + Redemption.RetentionAfterExpirySeconds, UsedAt));
    }

    /// <summary>The commands are those of the version before.</summary>
    [RequiresRedisFact]
    public async Task A_redis_of_the_version_before_honours_no_used_token_and_no_expired_one()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await Server.AskAsync("HSET", "appliance:ledger", "since", $"{now - 100}", "highest", $"{now}");
        await Server.AskAsync(
            "SET", $"appliance:used:{TestLedger.Key(1).Bits:x32}", "1", "NX", "EX", "60");
        RedisStorage storage = Open();
        Assert.Equal(now - 100, storage.Ledger.CompleteSinceSeconds);
        Assert.Equal(StorageOutcome.Rejected, await RedeemAsync(storage, 1, now - 5, expiresAt: now + 60));
        Assert.Equal(StorageOutcome.Done, await RedeemAsync(storage, 2, now - 5, expiresAt: now + 60));
        Assert.Equal(StorageOutcome.Rejected, await RedeemAsync(storage, 2, now - 5, expiresAt: now + 60));
        // Its entry may be gone with its expiry, which a leeway does not undo.
        Assert.Equal(StorageOutcome.RetentionExpired, await RedeemAsync(storage, 3, now - 5, expiresAt: now - 1));
        // What was issued after the version before had ended cannot be there.
        await Server.AskAsync("HSET", "appliance:ledger-2", "before", $"{now - 200}");
        Assert.Equal(StorageOutcome.Done, await RedeemAsync(storage, 1, now - 5, expiresAt: now + 60));
    }

    /// <summary>They read the hash with HGET, and then they are not available. There may have been none yet.</summary>
    [RequiresRedisTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Appliances_of_the_version_before_redeem_nothing_any_more(bool wasThere)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        if (wasThere)
            await Server.AskAsync("HSET", "appliance:ledger", "since", $"{now - 100}", "highest", $"{now}");
        Open();
        Assert.Contains("WRONGTYPE", await Server.AskAsync("HGET", "appliance:ledger", "since"));
        Assert.Contains("WRONGTYPE", await Server.AskAsync("HSET", "appliance:ledger", "since", "1"));
        long since = Open().Ledger.CompleteSinceSeconds;
        Assert.InRange(since, wasThere ? now - 100 : now, wasThere ? now - 100 : now + 60);
    }

    /// <summary>Whoever goes back to the version before and comes again has used tokens with both.</summary>
    [RequiresRedisFact]
    public async Task Back_from_the_version_before_the_ledger_takes_over_again()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.Equal(StorageOutcome.Done, await RedeemAsync(Open(), 1, now + 20, expiresAt: now + 60));
        await Server.AskAsync("DEL", "appliance:ledger");
        await Server.AskAsync("HSET", "appliance:ledger", "since", $"{now + 1}", "highest", $"{now}");
        await Server.AskAsync("SET", $"appliance:used:{TestLedger.Key(2).Bits:x32}", "1", "NX", "EX", "60");
        RedisStorage storage = Open();
        Assert.Equal(StorageOutcome.Rejected, await RedeemAsync(storage, 1, now + 20, expiresAt: now + 60));
        Assert.Equal(StorageOutcome.Rejected, await RedeemAsync(storage, 2, now + 20, expiresAt: now + 60));
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
