using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace Appliance.Storage.Redis;

/// <summary>
/// One connection to one Redis server. A client never reconnects: after any failure a new client connects and checks
/// its server first. So a restarted or replaced server is never mistaken for the previous one.
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
        // Also raised for the separate subscription connection: room changes may have been missed.
        multiplexer.ConnectionFailed += (_, _) => _isBroken = true;
    }

    public IPAddress Address { get; }

    public IDatabase Database { get; }

    /// <summary>The server's facts when the client connected.</summary>
    public RedisServerFacts Server { get; private set; } = RedisServerFacts.Unknown;

    /// <summary>The connection failed or was closed, and must be replaced.</summary>
    public bool IsBroken => _isBroken;

    /// <summary>Number of calls of <see cref="SubscribeAsync"/>.</summary>
    public int Subscriptions { get; private set; }

    /// <summary>Connects, authenticates, selects the database and reads <see cref="Server"/>.</summary>
    /// <param name="target">Credentials and database.</param>
    /// <param name="address">One of the target's current addresses.</param>
    /// <exception cref="Exception">See <see cref="RedisFault.Of"/>. All connections are closed.</exception>
    public static async Task<RedisClient> ConnectAsync(RedisTarget target, IPEndPoint address)
    {
        ConfigurationOptions options = new()
        {
            EndPoints = { address },
            User = target.User,
            Password = target.Password,
            DefaultDatabase = target.Database,
            // With true, the client's exception does not contain the cause.
            AbortOnConnectFail = false,
            // The client treats INFO and CONFIG GET as admin commands.
            AllowAdmin = true,
            ConnectTimeout = TimeoutMilliseconds,
            SyncTimeout = TimeoutMilliseconds,
            AsyncTimeout = TimeoutMilliseconds,
            ConnectRetry = 1,
            HeartbeatInterval = Heartbeat,
            // A command queued without a connection could run long after its caller's timeout.
            BacklogPolicy = BacklogPolicy.FailFast,
            ClientName = "appliance",
            // A tie-breaker key elects one of several servers. There is one, and the user may not read that key.
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

    /// <summary>Checks that the server responds and is a primary.</summary>
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

    /// <summary>Marks the client as broken if the fault ends the connection.</summary>
    public void Fail(RedisFault fault)
    {
        if (fault.EndsConnection)
            _isBroken = true;
    }

    /// <summary>Completes when Redis has confirmed the subscription.</summary>
    /// <param name="channel">The full name of the channel.</param>
    /// <param name="handler">Called for each message, never concurrently.</param>
    public async Task SubscribeAsync(string channel, Action<byte[]> handler)
    {
        Subscriptions++;
        ChannelMessageQueue messages = await _multiplexer.GetSubscriber()
            .SubscribeAsync(RedisChannel.Literal(channel)).ConfigureAwait(false);
        messages.OnMessage(message => handler((byte[])message.Message!));
    }

    /// <summary>Closes the connection without waiting for outstanding commands.</summary>
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
        // If the credentials are rejected and the default user needs no password, the client silently stays that user.
        if (target.Credentials.Length > 0)
            await Database.ExecuteAsync("AUTH", target.Credentials).ConfigureAwait(false);
        await SelectAsync(target.Database).ConfigureAwait(false);
        Server = await ReadServerAsync().ConfigureAwait(false);
        RequirePrimary(Server);
    }

    /// <summary>Selects the database explicitly: the client silently stays in database 0 if it does not exist.
    /// </summary>
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
        // A pattern, since CONFIG GET accepts several names only since Redis 7.
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

    /// <returns>Null if the user may not run the command, or the server does not have it.</returns>
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
