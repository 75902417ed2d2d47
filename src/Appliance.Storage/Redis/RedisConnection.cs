using System.Diagnostics;
using StackExchange.Redis;

namespace Appliance.Storage;

/// <summary>
/// The connection that ledger and rooms share. While Redis does not answer, everything is refused at once, and a ping
/// every half second finds out when it does again; before anything is let through then, what is kept beside Redis is
/// read anew. What was sent and not answered in time may still be done, so that it is never sent again.
/// </summary>
internal sealed class RedisConnection : IDisposable
{
    private const int TimeoutMilliseconds = 1_500;
    private static readonly TimeSpan PingEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PingPatience = TimeSpan.FromMilliseconds(2 * TimeoutMilliseconds);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan StartLookEvery = TimeSpan.FromMilliseconds(50);

    private readonly ConnectionMultiplexer _multiplexer;
    private readonly IDatabase _database;
    private readonly Action<string> _report;

    /// <summary>What AUTH is given; empty if nobody said as whom to go there.</summary>
    private readonly object[] _credentials;
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _oneLooks = new(1);
    private readonly List<Func<Task>> _readings = [];
    private readonly List<Func<Task>> _looks = [];
    private Task _watch = Task.CompletedTask;
    private volatile bool _isAvailable;
    private volatile bool _mustRead = true;
    private long _lastContactMilliseconds;
    private string? _lastReport;

    private RedisConnection(ConnectionMultiplexer multiplexer, object[] credentials, Action<string> report)
    {
        _multiplexer = multiplexer;
        _credentials = credentials;
        _database = multiplexer.GetDatabase();
        _report = report;
        // Changes of rooms may have been missed.
        multiplexer.ConnectionRestored += (_, _) => _mustRead = true;
    }

    public bool IsAvailable => _isAvailable;

    /// <inheritdoc cref="IRoomStore.LastContactMilliseconds"/>
    public long LastContactMilliseconds => Volatile.Read(ref _lastContactMilliseconds);

    /// <summary>Redis need not be there yet, but what it says must not be that it will never let us in.</summary>
    /// <exception cref="StorageException">The address cannot be read, or Redis wants another password.</exception>
    public static RedisConnection Connect(string address, string? password, Action<string> report)
    {
        ConfigurationOptions options = RedisAddress.Parse(address, password);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = options.SyncTimeout = options.AsyncTimeout = TimeoutMilliseconds;
        options.ConnectRetry = 1;
        options.HeartbeatInterval = PingEvery;
        // A command that waited for a connection would be done long after it was given up.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new LinearRetry((int)PingEvery.TotalMilliseconds);
        options.ClientName = "appliance";
        // It looks there for which of several servers is the first one; there is one, and the key may not be ours.
        options.TieBreaker = "";
        RedisConnection connection = new(ConnectionMultiplexer.Connect(options), Credentials(options), report);
        try
        {
            connection._database.Ping();
            connection.AuthenticateAsync().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            if (IsRefusal(e))
            {
                connection.Dispose();
                throw new StorageException(
                    "Redis refuses the user or the password: see to both, the password may come from the environment "
                    + $"({Words(e)})", e);
            }
        }
        return connection;
    }

    /// <summary>Has something read before Redis is taken for available, each time that it was not; for before
    /// <see cref="Start"/>.</summary>
    /// <param name="reading">Reads it.</param>
    /// <param name="look">Is called at every look, and may ask for all to be read.</param>
    public void AddReading(Func<Task> reading, Func<Task>? look = null)
    {
        _readings.Add(reading);
        if (look is not null)
            _looks.Add(look);
    }

    /// <summary>Begins to look after the connection, and waits some seconds for Redis to answer.</summary>
    public void Start()
    {
        long begun = Stopwatch.GetTimestamp();
        ReadNow();
        while (!IsAvailable && Stopwatch.GetElapsedTime(begun) < StartPatience)
        {
            Thread.Sleep(StartLookEvery);
            ReadNow();
        }
        _watch = Task.Run(WatchAsync);
    }

    /// <summary>Has all read anew, and waits for it unless Redis does not answer.</summary>
    public void ReadNow() => ReadNowAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="ReadNow"/>
    public Task ReadNowAsync()
    {
        _mustRead = true;
        return LookAsync();
    }

    /// <summary>Tells that something went wrong: all is refused until Redis was found to answer.</summary>
    public void Fail(Exception e)
    {
        _mustRead = true;
        _isAvailable = false;
        Report($"Redis does not answer, nothing is redeemed or changed until it does ({Words(e)})");
    }

    /// <summary>Has all read anew, soon.</summary>
    public void ReadAgain() => _mustRead = true;

    public Task<RedisResult> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] arguments) =>
        _database.ScriptEvaluateAsync(script, keys, arguments);

    /// <summary>Channels are those of all databases, so that ours says which it is about.</summary>
    public string Channel(string name) => $"{name}:{_database.Database}";

    /// <param name="name">The channel's.</param>
    /// <param name="handler">Called for one message at a time.</param>
    public void Subscribe(string name, Action<byte[]> handler) =>
        _multiplexer.GetSubscriber().Subscribe(RedisChannel.Literal(Channel(name)), CommandFlags.FireAndForget)
            .OnMessage(message => handler((byte[])message.Message!));

    public void Dispose()
    {
        _ending.Cancel();
        _watch.GetAwaiter().GetResult();
        _multiplexer.Dispose();
        _ending.Dispose();
        _oneLooks.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            await LookAsync();
            await Task.Delay(PingEvery, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _isAvailable = false;
    }

    /// <summary>One at a time: who waits for what is read must not find that another is just about it.</summary>
    private async Task LookAsync()
    {
        await _oneLooks.WaitAsync();
        try
        {
            await LookAloneAsync();
        }
        finally
        {
            _oneLooks.Release();
        }
    }

    private async Task LookAloneAsync()
    {
        long begunMilliseconds = Environment.TickCount64;
        try
        {
            await _database.PingAsync().WaitAsync(PingPatience);
            foreach (Func<Task> look in _looks)
                await look();
            if (!_mustRead)
            {
                Volatile.Write(ref _lastContactMilliseconds, begunMilliseconds);
                return;
            }
            _mustRead = false;
            await AuthenticateAsync();
            foreach (Func<Task> reading in _readings)
                await reading();
            if (_mustRead)
                return;
            Volatile.Write(ref _lastContactMilliseconds, begunMilliseconds);
            _isAvailable = true;
            if (_lastReport is not null)
                Report("Redis answers");
        }
        catch (Exception e)
        {
            // Whatever it is: without the next look nothing would ever be available again.
            Fail(e);
        }
    }

    /// <summary>Where the default user needs no password, the client goes on as that one if ours is refused.</summary>
    private async Task AuthenticateAsync()
    {
        if (_credentials.Length > 0)
            await _database.ExecuteAsync("AUTH", _credentials);
    }

    private static object[] Credentials(ConfigurationOptions options) =>
        options.User is not null ? [options.User, options.Password ?? ""]
        : options.Password is not null ? [options.Password]
        : [];

    private void Report(string sentence)
    {
        // Every redemption that fails would say the same, in words that differ by numbers.
        string kind = sentence.Split('(')[0];
        if (Interlocked.Exchange(ref _lastReport, kind) != kind)
            _report(sentence);
    }

    /// <summary>The client tells it in the words of some inner exception.</summary>
    private static bool IsRefusal(Exception e)
    {
        string words = e.ToString();
        return words.Contains("AuthenticationFailure", StringComparison.Ordinal)
            || words.Contains("WRONGPASS", StringComparison.Ordinal)
            || words.Contains("NOAUTH", StringComparison.Ordinal)
            || words.Contains("without any password configured", StringComparison.Ordinal);
    }

    /// <summary>The first line, without the client's state behind it.</summary>
    private static string Words(Exception e)
    {
        string line = e.Message.Split('\n', ';')[0];
        return line.Length <= 200 ? line : line[..200];
    }
}
