using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace Appliance.Storage;

/// <summary>
/// One connection to one Redis server, which is never made again: whatever breaks it, the next one is another client,
/// whose server is looked at first. A server that restarted or was replaced is so never taken for the one before.
/// </summary>
internal sealed class RedisClient : IAsyncDisposable
{
    private const int TimeoutMilliseconds = 1_500;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromMilliseconds(2 * TimeoutMilliseconds);

    private readonly ConnectionMultiplexer _multiplexer;
    private readonly RedisTunnel _tunnel;
    private volatile bool _isBroken;

    private RedisClient(ConnectionMultiplexer multiplexer, RedisTunnel tunnel, IPAddress address)
    {
        _multiplexer = multiplexer;
        _tunnel = tunnel;
        Address = address;
        Database = multiplexer.GetDatabase();
        // Also that for subscriptions, where it is one of its own: changes of rooms may have been missed.
        multiplexer.ConnectionFailed += (_, _) => _isBroken = true;
    }

    /// <summary>Where the server is.</summary>
    public IPAddress Address { get; }

    public IDatabase Database { get; }

    /// <summary>What the server said of itself when the connection was made.</summary>
    public RedisServerFacts Server { get; private set; } = RedisServerFacts.Unknown;

    /// <summary>It is of no use any more.</summary>
    public bool IsBroken => _isBroken;

    /// <summary>How often <see cref="SubscribeAsync"/> was called.</summary>
    public int Subscriptions { get; private set; }

    /// <summary>Connects, authenticates, selects the database and reads <see cref="Server"/>.</summary>
    /// <param name="target">Whom to be there, and the database.</param>
    /// <param name="address">One that the target's name has now.</param>
    /// <exception cref="Exception">See <see cref="RedisFault.Of"/>; nothing is left open.</exception>
    public static async Task<RedisClient> ConnectAsync(RedisTarget target, IPEndPoint address)
    {
        ConfigurationOptions options = new()
        {
            EndPoints = { address },
            User = target.User,
            Password = target.Password,
            DefaultDatabase = target.Database,
            // Otherwise the client keeps the cause to itself.
            AbortOnConnectFail = false,
            // The client counts INFO and CONFIG GET among what an administrator does.
            AllowAdmin = true,
            ConnectTimeout = TimeoutMilliseconds,
            SyncTimeout = TimeoutMilliseconds,
            AsyncTimeout = TimeoutMilliseconds,
            ConnectRetry = 1,
            HeartbeatInterval = Heartbeat,
            // A command that waited for a connection would be done long after it was given up.
            BacklogPolicy = BacklogPolicy.FailFast,
            ClientName = "appliance",
            // It looks there for which of several servers is the first one; there is one, and the key may not be ours.
            TieBreaker = "",
        };
        RedisTunnel tunnel = new(address, TimeoutMilliseconds);
        options.Tunnel = tunnel;
        RedisClient? client = null;
        try
        {
            await tunnel.ConnectAsync().ConfigureAwait(false);
            client = new(
                await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false), tunnel, address.Address);
            await client.HandshakeAsync(target).ConfigureAwait(false);
            return client;
        }
        catch
        {
            tunnel.Dispose();
            if (client is not null)
                await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether it still answers, and still accepts writes.</summary>
    /// <exception cref="Exception">See <see cref="RedisFault.Of"/>.</exception>
    public async Task CheckAsync()
    {
        if (Server.Role is null)
        {
            await Database.PingAsync().WaitAsync(CheckTimeout).ConfigureAwait(false);
            return;
        }
        RedisResult info = await Database.ExecuteAsync("INFO", "replication").WaitAsync(CheckTimeout)
            .ConfigureAwait(false);
        RequirePrimary(RedisInfo.ReadInfo((byte[]?)info));
    }

    /// <summary>Notes that a command failed on it.</summary>
    public void Fail(RedisFault fault)
    {
        if (fault.EndsConnection)
            _isBroken = true;
    }

    /// <summary>Complete once Redis has it.</summary>
    /// <param name="channel">Its whole name.</param>
    /// <param name="handler">Called for one message at a time.</param>
    public async Task SubscribeAsync(string channel, Action<byte[]> handler)
    {
        Subscriptions++;
        ChannelMessageQueue messages = await _multiplexer.GetSubscriber()
            .SubscribeAsync(RedisChannel.Literal(channel)).ConfigureAwait(false);
        messages.OnMessage(message => handler((byte[])message.Message!));
    }

    /// <summary>Without waiting for what is on its way.</summary>
    public async ValueTask DisposeAsync()
    {
        _isBroken = true;
        await _multiplexer.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
        await _multiplexer.DisposeAsync().ConfigureAwait(false);
        _tunnel.Dispose();
    }

    private async Task HandshakeAsync(RedisTarget target)
    {
        await Database.PingAsync().WaitAsync(CheckTimeout).ConfigureAwait(false);
        // Where the default user needs no password, the client goes on as that one if ours is refused.
        if (target.Credentials.Length > 0)
            await Database.ExecuteAsync("AUTH", target.Credentials).ConfigureAwait(false);
        await SelectAsync(target.Database).ConfigureAwait(false);
        Server = await ReadServerAsync().ConfigureAwait(false);
        RequirePrimary(Server);
    }

    /// <summary>The client goes on in database 0 if this one does not exist.</summary>
    private async Task SelectAsync(int database)
    {
        if (database == 0)
            return;
        try
        {
            await Database.ExecuteAsync("SELECT", database).ConfigureAwait(false);
        }
        catch (Exception e) when (RedisFault.Of(e).Kind == RedisFaultKind.NoDatabase)
        {
            throw new RedisFaultException(
                RedisFaultKind.NoDatabase, database.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void RequirePrimary(RedisServerFacts facts)
    {
        if (facts.IsReplica)
            throw new RedisFaultException(RedisFaultKind.Replica, "role:slave");
    }

    private async Task<RedisServerFacts> ReadServerAsync()
    {
        RedisServerFacts facts = RedisInfo.ReadInfo((byte[]?)await TryExecuteAsync("INFO").ConfigureAwait(false));
        // With two names at once only since Redis 7.
        facts = facts.Or(await ReadSettingsAsync("*appendfsync*").ConfigureAwait(false));
        if (facts.AofEnabled is null)
            facts = facts.Or(await ReadSettingsAsync("appendonly").ConfigureAwait(false));
        if (facts.MaxMemory is null || facts.MaxMemoryPolicy is null)
            facts = facts.Or(await ReadSettingsAsync("maxmemory*").ConfigureAwait(false));
        return facts;
    }

    private async Task<RedisServerFacts> ReadSettingsAsync(string pattern)
    {
        RedisServerFacts facts = RedisServerFacts.Unknown;
        if (await TryExecuteAsync("CONFIG", "GET", pattern).ConfigureAwait(false) is not { } settings)
            return facts;
        for (int index = 0; index + 1 < settings.Length; index += 2)
            facts = facts.Or(RedisInfo.ReadSetting((byte[]?)settings[index], (byte[]?)settings[index + 1]));
        return facts;
    }

    /// <returns>Null if the server does not let this user ask, or does not know the command.</returns>
    private async Task<RedisResult?> TryExecuteAsync(string command, params object[] arguments)
    {
        try
        {
            return await Database.ExecuteAsync(command, arguments).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (!RedisFault.Of(e).EndsConnection)
        {
            return null;
        }
    }
}
