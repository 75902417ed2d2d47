using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Appliance.TestKit;

namespace Appliance.Storage.Tests;

/// <summary>Log lines of an unavailable Redis contain host, port and cause.</summary>
public sealed class RedisFaultTests
{
    private const string Password = "s p@ss";

    [Fact]
    public void Refused_connection_is_reported()
    {
        string address = FreeAddress();
        Assert.Equal($"Redis at {address} is unreachable: connection refused", FirstReport(address));
    }

    [Fact]
    public void Unknown_host_name_is_reported() => Assert.Equal(
        "Redis at absent.invalid:6380 is unreachable: name not found",
        FirstReport("absent.invalid:6380"));

    [Fact]
    public void Timeout_of_a_silent_server_is_reported()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        string address = $"{silent.LocalEndpoint}";
        Assert.Equal($"Redis at {address} is unreachable: timeout", FirstReport(address));
    }

    [Fact]
    public async Task Closed_connection_is_reported()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using CancellationTokenSource end = new();
        Task closing = Task.Run(async () =>
        {
            // Only the cancellation ends it, so that it always throws.
            while (true)
                (await listener.AcceptTcpClientAsync(end.Token)).Close();
        });
        Assert.Equal(
            $"Redis at {listener.LocalEndpoint} is unreachable: it closed the connection",
            FirstReport($"{listener.LocalEndpoint}"));
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => closing);
    }

    [RequiresFact(Needs.Redis)]
    public async Task Wrong_credentials_or_database_fail_the_start()
    {
        using RedisServer server = await RedisServer.StartedAsync("--requirepass", Password);
        // The client behaves differently if the user may not read the number of databases.
        await server.AskAsync("-a", Password, "ACL", "SETUSER", "few", "on", ">p", "~*", "&*", "+@all", "-@dangerous");
        (string Address, string Sentence)[] cases =
        [
            (server.Address, "rejected the user or the password"),
            ($"redis://:other-secret@{server.Address}", "rejected the user or the password"),
            ($"redis://absent:other-secret@{server.Address}", "rejected the user or the password"),
            ($"redis://few:p@{server.Address}/99", "has no database 99"),
            ($"redis://:{Uri.EscapeDataString(Password)}@{server.Address}/99", "has no database 99"),
        ];
        foreach ((string address, string sentence) in cases)
        {
            StorageException? e = Record.Exception(
                () => RedisStorage.Connect(address, null, AssertSafe).Dispose()) as StorageException;
            Assert.True(e is not null, address);
            Assert.StartsWith($"Redis at {server.Address} {sentence}", e.Message, StringComparison.Ordinal);
            AssertSafe(e.Message);
        }
    }

    [RequiresFact(Needs.Redis)]
    public async Task Password_in_an_error_of_redis_is_removed()
    {
        using RedisServer server = await RedisServer.StartedAsync("--rename-command", "AUTH", "");
        List<string> reports = [];
        try
        {
            RedisStorage.Connect($"redis://:secret-word@{server.Address}", null, reports.Add).Dispose();
        }
        catch (StorageException e)
        {
            reports.Add(e.Message);
        }
        Assert.NotEmpty(reports);
        Assert.All(reports, sentence => Assert.DoesNotContain("secret-word", sentence));
    }

    [RequiresFact(Needs.Redis)]
    public async Task Loading_server_is_reported()
    {
        using RedisServer server = await RedisServer.StartedAsync("--loading-process-events-interval-bytes", "1024");
        await server.AskAsync("EVAL", "for i = 1, 2000 do redis.call('SET', i, string.rep('x', 100)) end", "0");
        await server.AskAsync("BGREWRITEAOF");
        while (!(await server.AskAsync("INFO", "persistence")).Contains("aof_rewrite_in_progress:0"))
            await Task.Delay(20);
        server.Kill();
        server.Begin("--key-load-delay", "4000");
        while (!(await server.TryAskAsync("PING")).Output.Contains("LOADING"))
            await Task.Delay(20);
        Assert.Equal($"Redis at {server.Address} is loading its data", FirstReport(server.Address));
    }

    [RequiresTheory(Needs.Redis)]
    [InlineData("has fewer replicas than min-replicas-to-write", "min-replicas-to-write", "1")]
    [InlineData("is out of memory (maxmemory)", "maxmemory", "1mb")]
    public async Task Server_that_rejects_writes_is_unavailable_until_it_accepts_them(
        string sentence, string setting, string value)
    {
        using RedisServer server = await RedisServer.StartedAsync("--maxmemory-policy", "noeviction");
        await server.AskAsync("CONFIG", "SET", setting, value);
        ConcurrentQueue<string> reports = [];
        using RedisStorage storage = RedisStorage.Connect(server.Address, null, reports.Enqueue);
        storage.Rooms.Open(new TestRooms());
        Assert.Equal($"Redis at {server.Address} {sentence}", reports.First());
        Assert.False(storage.Ledger.IsAvailable);
        await server.AskAsync("CONFIG", "SET", setting, "0");
        RedisTests.AssertAvailable(storage);
        // The state changes before it is reported, on another thread.
        string available = $"Redis at {server.Address} (127.0.0.1) is available";
        Assert.True(SpinWait.SpinUntil(() => reports.Last() == available, TimeSpan.FromSeconds(10)), reports.Last());
    }

    [RequiresFact(Needs.Redis)]
    public async Task Denied_command_is_reported()
    {
        using RedisServer server = await RedisServer.StartedAsync();
        await server.AskAsync(
            "ACL", "SETUSER", "edge", "on", ">p", "~appliance:*", "&appliance:*", "+@all", "-@scripting");
        string sentence = FirstReport($"redis://edge:p@{server.Address}", server.Address);
        Assert.StartsWith($"Redis at {server.Address} denies this user a command (NOPERM ", sentence);
        Assert.Contains("'eval", sentence);
    }

    [RequiresFact(Needs.Redis)]
    public async Task Denied_subscription_is_reported_and_redemptions_continue()
    {
        using RedisServer server = await RedisServer.StartedAsync();
        await server.AskAsync("ACL", "SETUSER", "edge", "on", ">p", "~appliance:*", "resetchannels", "+@all");
        List<string> reports = [];
        using RedisStorage storage = RedisStorage.Connect($"redis://edge:p@{server.Address}", null, reports.Add);
        storage.Rooms.Open(new TestRooms());
        RedisTests.AssertAvailable(storage);
        Assert.Contains("may not subscribe to appliance:", Assert.Single(reports));
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(
            TestLedger.Key(1), DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3_600));
    }

    private static void AssertSafe(string sentence)
    {
        Assert.DoesNotContain("other-secret", sentence);
        Assert.DoesNotContain(Password, sentence);
    }

    private static string FreeAddress()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return $"{listener.LocalEndpoint}";
    }

    /// <summary>The first report about the server at a start while Redis is unavailable.</summary>
    private static string FirstReport(string address, string? shown = null)
    {
        List<string> reports = [];
        using RedisStorage storage = RedisStorage.Connect(address, null, reports.Add);
        Assert.False(storage.Ledger.IsAvailable);
        return reports.First(
            sentence => sentence.StartsWith($"Redis at {shown ?? address} ", StringComparison.Ordinal));
    }
}
