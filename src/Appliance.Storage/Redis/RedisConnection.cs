using System.Diagnostics;
using StackExchange.Redis;

namespace Appliance.Storage.Redis;

/// <summary>
/// The Redis connection that ledger and rooms share. It polls Redis every half second. While Redis is unreachable or
/// does not accept writes, all commands fail at once, and each poll resolves the name and reconnects to find the server
/// that took over. Ledger state and rooms are resynced before commands are accepted again. A command that timed out may
/// still be applied, so it is never retried.
/// </summary>
internal sealed class RedisConnection : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan StartPollInterval = TimeSpan.FromMilliseconds(50);

    private readonly RedisTarget _target;
    private readonly RedisConnector _connector;
    private readonly RedisReportThrottle _reports;
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _pollGate = new(1);
    private readonly List<Func<Task>> _snapshotReaders = [];
    private readonly List<Func<Task>> _pollers = [];
    private readonly Lock _subscribing = new();
    private readonly List<(string Channel, Action<byte[]> Handler)> _subscriptions = [];
    private Task _pollLoop = Task.CompletedTask;
    private long _lastReachableMilliseconds;

    /// <summary>Guards changes of <see cref="_ready"/>: a poll must not make a client ready after a later failure.
    /// </summary>
    private readonly Lock _readyLock = new();

    /// <summary>The client of the running poll. Snapshot readers use it, since it is not ready yet.</summary>
    private readonly AsyncLocal<RedisClient?> _polledClient = new();

    /// <summary>Replaced only by a poll.</summary>
    private volatile RedisClient? _client;

    /// <summary>The same client once the resync over it is complete; null while commands are rejected.</summary>
    private volatile RedisClient? _ready;
    private volatile bool _mustResync = true;

    /// <summary>Set while <see cref="Start"/> polls: a fault is then kept here instead of reported.</summary>
    private volatile bool _isStarting;
    private RedisFault? _startFault;

    /// <summary>Does not connect yet: <see cref="Start"/> does, once the snapshot readers are added.</summary>
    /// <param name="target">Address and credentials.</param>
    /// <param name="report">Writes a sentence to the log.</param>
    /// <param name="isStrict">Reject a Redis with <see cref="RedisRisks"/>.</param>
    public RedisConnection(RedisTarget target, Action<string> report, bool isStrict = false)
    {
        _target = target;
        _reports = new(report);
        _connector = new(target, isStrict, Warn);
    }

    public bool IsAvailable => _ready is { IsBroken: false };

    /// <summary>The server's facts when the connection was opened.</summary>
    public RedisServerFacts Server => _client?.Server ?? RedisServerFacts.Unknown;

    /// <inheritdoc cref="IRoomStore.LastReachableMilliseconds"/>
    public long LastReachableMilliseconds => Volatile.Read(ref _lastReachableMilliseconds);

    /// <summary>Adds a reader that each resync calls before Redis counts as available. Call it before
    /// <see cref="Start"/>.</summary>
    /// <param name="reader">Reads the state from Redis.</param>
    /// <param name="poll">Called at each poll; may call <see cref="RequestResync"/>.</param>
    public void AddSnapshotReader(Func<Task> reader, Func<Task>? poll = null)
    {
        Debug.Assert(!_isStarting && _client is null);
        _snapshotReaders.Add(reader);
        if (poll is not null)
            _pollers.Add(poll);
    }

    /// <summary>Waits up to <see cref="StartTimeout"/> for Redis, then polls it in the background. Of the faults until
    /// then only the last is reported.</summary>
    /// <exception cref="StorageException">Redis rejects the credentials or the database, or fails the strict check.
    /// </exception>
    public void Start()
    {
        long started = Stopwatch.GetTimestamp();
        _isStarting = true;
        PollAtStart();
        while (!IsAvailable && Stopwatch.GetElapsedTime(started) < StartTimeout)
        {
            Thread.Sleep(StartPollInterval);
            PollAtStart();
        }
        _isStarting = false;
        if (!IsAvailable && _startFault is { } fault)
            Fail(fault);
        _pollLoop = Task.Run(PollLoopAsync);
    }

    /// <summary>Resyncs, and throws on a permanent fault. Every poll of the start checks, because the client may report
    /// a closed connection before the fault itself.</summary>
    private void PollAtStart()
    {
        Resync();
        if (!IsAvailable && _startFault is { IsPermanent: true } fault)
        {
            throw new StorageException(Describe(fault))
            {
                IsConfigurationError = fault.Kind == RedisFaultKind.StrictCheckFailed,
            };
        }
    }

    /// <summary>Resyncs and waits for the result; returns early if Redis is unreachable.</summary>
    public void Resync() => ResyncAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="Resync"/>
    public Task ResyncAsync()
    {
        _mustResync = true;
        return PollAsync();
    }

    /// <summary>Reports a failure: commands are rejected until a poll succeeds.</summary>
    public void Fail(Exception e) => Fail(RedisFault.Of(e));

    /// <summary>Logs a warning about this Redis.</summary>
    public void Warn(string sentence) => _reports.Warn($"Redis at {_target}: {sentence}");

    /// <summary>The next poll resyncs.</summary>
    public void RequestResync() => _mustResync = true;

    /// <summary>Runs a script on the ready client.</summary>
    /// <exception cref="RedisException">The call failed; the script may still have been applied. The same holds for
    /// <see cref="TimeoutException"/> and <see cref="ObjectDisposedException"/>.</exception>
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
            // The client rejects some calls with other exception types.
            if (e is RedisException or TimeoutException or ObjectDisposedException)
                throw;
            throw new RedisFaultException(fault.Kind, fault.Detail);
        }
    }

    /// <summary>Redis channels are shared by all databases, so the name includes the database.</summary>
    public string Channel(string name) => $"{name}:{_target.Database}";

    /// <summary>Subscribes at the next resync, and again over each later connection.</summary>
    /// <param name="name">The name of the channel, without the database.</param>
    /// <param name="handler">Called for each message, never concurrently.</param>
    public void Subscribe(string name, Action<byte[]> handler)
    {
        lock (_subscribing)
            _subscriptions.Add((Channel(name), handler));
    }

    public void Dispose()
    {
        _ending.Cancel();
        _pollLoop.GetAwaiter().GetResult();
        // A room write may still be running a poll.
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

    /// <summary>Serializes polls, so that a caller of <see cref="Resync"/> returns only after its own resync.</summary>
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
        Debug.Assert(_pollGate.CurrentCount == 0);
        long startedMilliseconds = Environment.TickCount64;
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
            Volatile.Write(ref _lastReachableMilliseconds, startedMilliseconds);
            _reports.ReportState(null, $"Redis at {_target} ({client.Address}) is available");
        }
        catch (Exception e)
        {
            // Catches everything: if the poll loop ended, Redis would never be available again.
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
            Debug.Assert(_client == client);
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

    private string Describe(RedisFault fault) => $"Redis at {_target} {fault.Description}";

    /// <summary>Returns the current client, or connects a new one.</summary>
    private async Task<RedisClient> GetClientAsync()
    {
        if (_client is { IsBroken: false } client)
            return client;
        await CloseClientAsync().ConfigureAwait(false);
        ObjectDisposedException.ThrowIf(_ending.IsCancellationRequested, this);
        client = await _connector.ConnectAsync(_ending.Token).ConfigureAwait(false);
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

    private async Task SubscribeAsync(RedisClient client)
    {
        // Handlers inherit the AsyncLocal value, but later messages do not belong to this poll.
        _polledClient.Value = null;
        (string, Action<byte[]>)[] subscriptions;
        lock (_subscribing)
            subscriptions = [.. _subscriptions];
        while (client.Subscriptions < subscriptions.Length)
        {
            (string channel, Action<byte[]> handler) = subscriptions[client.Subscriptions];
            try
            {
                // Ignore messages from a replaced server: its successor may not have those changes.
                await client.SubscribeAsync(channel, message =>
                {
                    if (_client == client)
                        handler(message);
                }).ConfigureAwait(false);
            }
            catch (RedisServerException e) when (RedisFault.Of(e).Kind == RedisFaultKind.NoPermission)
            {
                Warn($"the user may not subscribe to {channel}, so room changes fail and "
                    + "changes by other appliances arrive late. Run ACL SETUSER ... &appliance:*");
            }
        }
    }
}
