using System.Diagnostics;
using System.Net;
using StackExchange.Redis;

namespace Appliance.Storage;

/// <summary>
/// The connection that ledger and rooms share. It looks at Redis every half second. While Redis does not answer, or
/// cannot accept writes, everything is refused at once; each poll then resolves the name again and connects again, so
/// that it finds the server that took over. Before anything is let through, what is kept beside Redis is read again.
/// What was sent and not answered in time may still be done, so that it is never sent again.
/// </summary>
internal sealed class RedisConnection : IDisposable
{
    /// <summary>Of one name; a list that is longer is cut.</summary>
    private const int AddressesMax = 8;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ResolveTimeout = TimeSpan.FromMilliseconds(1_500);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan StartPollInterval = TimeSpan.FromMilliseconds(50);

    private readonly RedisTarget _target;
    private readonly bool _isStrict;
    private readonly RedisReportThrottle _reports;
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _pollGate = new(1);
    private readonly List<Func<Task>> _snapshotReaders = [];
    private readonly List<Func<Task>> _pollers = [];
    private readonly Lock _subscribing = new();
    private readonly List<(string Channel, Action<byte[]> Handler)> _subscriptions = [];
    private Task _pollLoop = Task.CompletedTask;
    private long _lastReachableMilliseconds;

    /// <summary>Held to change <see cref="_ready"/>, so that a failure is not overtaken by the poll before it.
    /// </summary>
    private readonly Lock _readyLock = new();

    /// <summary>The client from which the poll that is running reads: what the readings call must not wait for it to
    /// be ready.</summary>
    private readonly AsyncLocal<RedisClient?> _polledClient = new();

    /// <summary>Only a poll replaces it.</summary>
    private volatile RedisClient? _client;

    /// <summary>The same, once all was read over it; null while nothing is let through.</summary>
    private volatile RedisClient? _ready;
    private volatile bool _mustResync = true;

    /// <summary>Set while <see cref="Start"/> polls: a fault is then kept here instead of reported.</summary>
    private volatile bool _isStarting;
    private RedisFault? _startFault;

    private RedisConnection(RedisTarget target, bool isStrict, Action<string> report)
    {
        _target = target;
        _isStrict = isStrict;
        _reports = new(report);
    }

    public bool IsAvailable => _ready is { IsBroken: false };

    /// <summary>What the server said of itself when the connection was made to it.</summary>
    public RedisServerFacts Server => _client?.Server ?? RedisServerFacts.Unknown;

    /// <summary>Reads the address (<see cref="RedisAddress.Parse"/>), and connects to it.</summary>
    public static RedisConnection Connect(
        string address, string? password, Action<string> report, bool isStrict = false) =>
        Connect(RedisAddress.Parse(address, password), report, isStrict);

    /// <inheritdoc cref="IRoomStore.LastReachableMilliseconds"/>
    public long LastReachableMilliseconds => Volatile.Read(ref _lastReachableMilliseconds);

    /// <summary>Redis need not be there yet, but what it says must not be that it will never let us in.</summary>
    /// <param name="target">Where it is.</param>
    /// <param name="report">Takes a sentence for the log.</param>
    /// <param name="isStrict">A Redis with <see cref="RedisRisks"/> is not used.</param>
    /// <exception cref="StorageException">The address cannot be read, or Redis refuses the user or the database, or it
    /// has risks and that is refused.</exception>
    public static RedisConnection Connect(RedisTarget target, Action<string> report, bool isStrict = false)
    {
        RedisConnection connection = new(target, isStrict, report);
        try
        {
            connection.GetClientAsync().GetAwaiter().GetResult();
        }
        catch (Exception e) when (RedisFault.Of(e) is { IsPermanent: true } fault)
        {
            connection.Dispose();
            throw connection.StartException(fault, e);
        }
        catch (Exception)
        {
            // The looks go on, and report it.
        }
        return connection;
    }

    /// <summary>Has something read before Redis is taken for available, each time that it was not; for before
    /// <see cref="Start"/>.</summary>
    /// <param name="reader">Reads it.</param>
    /// <param name="poll">Is called at every poll, and may ask for all to be read.</param>
    public void AddSnapshotReader(Func<Task> reader, Func<Task>? poll = null)
    {
        _snapshotReaders.Add(reader);
        if (poll is not null)
            _pollers.Add(poll);
    }

    /// <summary>Waits up to <see cref="StartTimeout"/> for Redis to answer, then polls it in the background. Of the
    /// faults until then only the last is reported.</summary>
    /// <exception cref="StorageException">Redis rejects the credentials or the database, or is not durable where that
    /// is required. The client may report a closed connection first, so that every poll here has to check.</exception>
    public void Start()
    {
        long begun = Stopwatch.GetTimestamp();
        _isStarting = true;
        PollAtStart();
        while (!IsAvailable && Stopwatch.GetElapsedTime(begun) < StartTimeout)
        {
            Thread.Sleep(StartPollInterval);
            PollAtStart();
        }
        _isStarting = false;
        if (!IsAvailable && _startFault is { } fault)
            Fail(fault);
        _pollLoop = Task.Run(PollLoopAsync);
    }

    private void PollAtStart()
    {
        Resync();
        if (!IsAvailable && _startFault is { IsPermanent: true } fault)
            throw StartException(fault, cause: null);
    }

    /// <summary>Has all read anew, and waits for it unless Redis does not answer.</summary>
    public void Resync() => ResyncAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="Resync"/>
    public Task ResyncAsync()
    {
        _mustResync = true;
        return PollAsync();
    }

    /// <summary>Tells that something went wrong: all is refused until Redis was found to answer.</summary>
    public void Fail(Exception e) => Fail(RedisFault.Of(e));

    /// <summary>Says something that an operator should know of this Redis.</summary>
    public void Warn(string words) => _reports.Warn($"Redis at {_target}: {words}");

    /// <summary>Has all read anew, soon.</summary>
    public void RequestResync() => _mustResync = true;

    /// <exception cref="RedisException">It failed, and may be done all the same; also a
    /// <see cref="TimeoutException"/> and an <see cref="ObjectDisposedException"/>.</exception>
    public async Task<RedisResult> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] arguments)
    {
        RedisClient client = _polledClient.Value ?? _ready
            ?? throw new RedisFaultException(RedisFaultKind.Closed, "not connected");
        try
        {
            return await client.Database.ScriptEvaluateAsync(script, keys, arguments).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            RedisFault fault = RedisFault.Of(e);
            client.Fail(fault);
            // The client's own refusals are none of these.
            if (e is RedisException or TimeoutException or ObjectDisposedException)
                throw;
            throw new RedisFaultException(fault.Kind, fault.Detail);
        }
    }

    /// <summary>Channels are those of all databases, so that ours says which it is about.</summary>
    public string Channel(string name) => $"{name}:{_target.Database}";

    /// <summary>From the next reader on, over every connection that there will be.</summary>
    /// <param name="name">The channel's.</param>
    /// <param name="handler">Called for one message at a time.</param>
    public void Subscribe(string name, Action<byte[]> handler)
    {
        lock (_subscribing)
            _subscriptions.Add((Channel(name), handler));
    }

    public void Dispose()
    {
        _ending.Cancel();
        _pollLoop.GetAwaiter().GetResult();
        // A change of a room may have begun a poll.
        _pollGate.Wait();
        CloseClientAsync().GetAwaiter().GetResult();
        _pollGate.Release();
        _ending.Dispose();
        _pollGate.Dispose();
    }

    private async Task PollLoopAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            await PollAsync().ConfigureAwait(false);
            await Task.Delay(PollInterval, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _ready = null;
    }

    /// <summary>One at a time: who waits for what is read must not find that another is just about it.</summary>
    private async Task PollAsync()
    {
        await _pollGate.WaitAsync().ConfigureAwait(false);
        try
        {
            await PollExclusivelyAsync().ConfigureAwait(false);
        }
        finally
        {
            _pollGate.Release();
        }
    }

    private async Task PollExclusivelyAsync()
    {
        long begunMilliseconds = Environment.TickCount64;
        try
        {
            RedisClient client = _polledClient.Value = await GetClientAsync().ConfigureAwait(false);
            await client.CheckAsync().ConfigureAwait(false);
            foreach (Func<Task> poll in _pollers)
                await poll().ConfigureAwait(false);
            if (_mustResync)
                await ReadSnapshotsAsync(client).ConfigureAwait(false);
            if (!IsAvailable)
                return;
            Volatile.Write(ref _lastReachableMilliseconds, begunMilliseconds);
            _reports.ReportState(null, $"Redis at {_target} ({client.Address}) answers");
        }
        catch (Exception e)
        {
            // Whatever it is: without the next poll nothing would ever be available again.
            RedisFault fault = RedisFault.Of(e);
            _client?.Fail(fault);
            if (_isStarting)
                FailAtStart(fault);
            else
                Fail(fault);
        }
    }

    private async Task ReadSnapshotsAsync(RedisClient client)
    {
        _mustResync = false;
        await SubscribeAsync(client).ConfigureAwait(false);
        foreach (Func<Task> reader in _snapshotReaders)
            await reader().ConfigureAwait(false);
        lock (_readyLock)
        {
            if (!_mustResync && !client.IsBroken)
                _ready = client;
        }
    }

    private void FailAtStart(RedisFault fault)
    {
        _startFault = fault;
        MarkUnavailable();
    }

    private void Fail(RedisFault fault)
    {
        MarkUnavailable();
        _reports.ReportState(fault.Kind, Describe(fault));
    }

    private void MarkUnavailable()
    {
        lock (_readyLock)
        {
            _mustResync = true;
            _ready = null;
        }
    }

    private StorageException StartException(RedisFault fault, Exception? cause) => new(Describe(fault), cause)
    {
        IsConfigurationError = fault.Kind == RedisFaultKind.StrictCheckFailed,
    };

    private string Describe(RedisFault fault) => $"Redis at {_target} {fault.Description}";

    /// <summary>The one there is, or a new one.</summary>
    private async Task<RedisClient> GetClientAsync()
    {
        if (_client is { IsBroken: false } client)
            return client;
        await CloseClientAsync().ConfigureAwait(false);
        ObjectDisposedException.ThrowIf(_ending.IsCancellationRequested, this);
        client = await ConnectAsync().ConfigureAwait(false);
        _client = client;
        return client;
    }

    private async Task CloseClientAsync()
    {
        RedisClient? client = _client;
        MarkUnavailable();
        _client = null;
        if (client is not null)
            await client.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Connects to the first address of the name that has a primary. Addresses of before are not tried when
    /// the name is not found: what is there may have been replaced.</summary>
    private async Task<RedisClient> ConnectAsync()
    {
        IPAddress[] addresses = await _target.ResolveAsync(_ending.Token).WaitAsync(ResolveTimeout)
            .ConfigureAwait(false);
        Exception? cause = null;
        for (int index = 0; index < Math.Min(addresses.Length, AddressesMax); index++)
        {
            try
            {
                return await ConnectAsync(new(addresses[index], _target.Port)).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // What a Redis said tells more than that there is none.
                if (cause is null || RedisFault.Of(e).IsReply)
                    cause = e;
            }
        }
        throw cause ?? new RedisFaultException(RedisFaultKind.NameNotFound, "no address");
    }

    private async Task<RedisClient> ConnectAsync(IPEndPoint address)
    {
        RedisClient client = await RedisClient.ConnectAsync(_target, address).ConfigureAwait(false);
        IReadOnlyList<string> risks = RedisRisks.Of(client.Server);
        foreach (string risk in risks)
            _reports.Warn($"Redis at {_target}: {risk}");
        if (!_isStrict || risks.Count == 0)
            return client;
        await client.DisposeAsync().ConfigureAwait(false);
        throw new RedisFaultException(RedisFaultKind.StrictCheckFailed, string.Join("; ", risks));
    }

    private async Task SubscribeAsync(RedisClient client)
    {
        // What is heard later is no part of this poll.
        _polledClient.Value = null;
        (string, Action<byte[]>)[] subscriptions;
        lock (_subscribing)
            subscriptions = [.. _subscriptions];
        while (client.Subscriptions < subscriptions.Length)
        {
            (string channel, Action<byte[]> handler) = subscriptions[client.Subscriptions];
            try
            {
                // What a replaced server told may not have happened for its successor.
                await client.SubscribeAsync(channel, message =>
                {
                    if (_client == client)
                        handler(message);
                }).ConfigureAwait(false);
            }
            catch (RedisServerException e) when (RedisFault.Of(e).Kind == RedisFaultKind.NoPermission)
            {
                _reports.Warn($"Redis at {_target}: the user may not subscribe to {channel}, so that changes of rooms "
                    + "fail and those of other appliances arrive late. ACL SETUSER ... &appliance:*");
            }
        }
    }
}
