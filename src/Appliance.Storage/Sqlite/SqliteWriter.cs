using System.Diagnostics;

namespace Appliance.Storage;

/// <summary>
/// The one thread that writes. What comes while a transaction is committed shares the next one, so that a group is as
/// large as the load makes it, and one alone is committed at once. A task is complete when its transaction is durable.
/// <para>A write that fails ends in doubt: SQLite takes back the transaction, but what the log's file has of it may or
/// may not be on the disk, and flushing it again would not tell (after a failure the kernel takes pages for clean). So
/// nothing is committed any more behind it. Until a checkpoint has put what was durable before into the database and
/// emptied the log, and a first transaction in the new log has succeeded, all is answered with
/// <see cref="StorageOutcome.Unavailable"/>.</para>
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int GroupMax = 1_000;
    private const int QueuedMax = 16_384;
    private const int PurgedMax = 500;

    /// <summary>Under load without a pause a transaction purges after so many redemptions, twice as many.</summary>
    private const int RedeemedBetweenPurges = 1_000;

    private static readonly TimeSpan RecoveryEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan QuietBeforePurge = TimeSpan.FromSeconds(1);

    /// <summary>A disk that has not answered for so long takes nothing, as far as anybody can tell.</summary>
    private static readonly TimeSpan CommitPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);

    private readonly TaskQueue _queue = new(QueuedMax);
    private readonly StorageTask[] _group = new StorageTask[GroupMax];
    private readonly StorageOutcome[] _outcomes = new StorageOutcome[GroupMax];
    private readonly SqliteConnection _connection;
    private readonly SqliteCommands _commands;
    private readonly SqliteFiles _files;
    private readonly Action<string> _report;
    private readonly Thread _thread;
    private volatile bool _isAvailable = true;
    private bool _isDamaged;
    private int _redeemedSincePurge;

    /// <summary>When the group that is on its way to the disk was begun, a timestamp; 0 if none is.</summary>
    private long _groupBegun;
    private long _purgedSeconds;

    /// <param name="connection">Opened and migrated; from now on the writer's.</param>
    /// <param name="commands">On the connection; from now on the writer's.</param>
    /// <param name="files">Where acknowledged commits are counted; from now on the writer's.</param>
    /// <param name="report">Takes a sentence when writing begins to fail and when it goes on again.</param>
    public SqliteWriter(
        SqliteConnection connection, SqliteCommands commands, SqliteFiles files, Action<string> report)
    {
        _connection = connection;
        _commands = commands;
        _files = files;
        _report = report;
        _thread = new(Run) { IsBackground = true, Name = "sqlite" };
        _thread.Start();
    }

    /// <inheritdoc cref="SqliteCommands.HighestSeconds"/>
    public long HighestSeconds => _commands.HighestSeconds;

    public bool IsAvailable
    {
        get
        {
            long begun = Volatile.Read(ref _groupBegun);
            return _isAvailable && (begun == 0 || Stopwatch.GetElapsedTime(begun) < CommitPatience);
        }
    }

    /// <summary>What there is no room for, or no hope, is completed at once.</summary>
    public void Begin(StorageTask task)
    {
        if (!_isAvailable || !_queue.TryAdd(task))
            task.Complete(StorageOutcome.Unavailable);
    }

    /// <summary>Completes what was begun, unless the disk hangs: then nobody waits for it, and its files stay locked
    /// until the process ends.</summary>
    public void Dispose()
    {
        _queue.Close();
        if (!_thread.Join(EndPatience))
            return;
        try
        {
            if (_isAvailable)
                _connection.Checkpoint();
        }
        catch (SqliteException)
        {
            // The log is read at the next start.
        }
        _commands.Dispose();
        _connection.Dispose();
        _files.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            int count = _queue.Take(_group, Patience());
            if (count > 0)
                Do(count);
            else if (_queue.IsClosed)
                return;
            else if (_isAvailable)
                Purge();
            else if (!_isDamaged)
                Recover();
        }
    }

    private TimeSpan Patience() => !_isAvailable ? RecoveryEvery
        : _purgedSeconds < _commands.HighestSeconds ? QuietBeforePurge
        : Timeout.InfiniteTimeSpan;

    private void Do(int count)
    {
        ReadOnlySpan<StorageTask> tasks = _group.AsSpan(0, count);
        Span<StorageOutcome> outcomes = _outcomes.AsSpan(0, count);
        Volatile.Write(ref _groupBegun, Stopwatch.GetTimestamp());
        if (!_isAvailable || !TryCommit(tasks, outcomes))
            outcomes.Fill(StorageOutcome.Unavailable);
        Volatile.Write(ref _groupBegun, 0);
        for (int i = 0; i < count; i++)
        {
            StorageTask task = _group[i];
            _group[i] = null!;
            task.Complete(outcomes[i]);
        }
    }

    private bool TryCommit(ReadOnlySpan<StorageTask> tasks, Span<StorageOutcome> outcomes)
    {
        try
        {
            _commands.Begin();
            bool isChanged = false;
            for (int i = 0; i < tasks.Length; i++)
            {
                outcomes[i] = tasks[i] is Redemption redemption
                    ? _commands.Redeem(redemption) : _commands.Write((RoomWrite)tasks[i]);
                isChanged |= outcomes[i] == StorageOutcome.Done;
            }
            _redeemedSincePurge += tasks.Length;
            if (_redeemedSincePurge >= RedeemedBetweenPurges)
            {
                isChanged |= _commands.Purge(2 * _redeemedSincePurge) > 0;
                _redeemedSincePurge = 0;
            }
            End(isChanged || _commands.HasNewHighest);
            return true;
        }
        catch (SqliteException e)
        {
            Fail(e);
            return false;
        }
    }

    private void End(bool isChanged)
    {
        if (!isChanged)
        {
            _commands.Rollback();
            return;
        }
        _commands.Commit();
        _files.WriteAcknowledgedCommits(_commands.Commits);
    }

    private void Fail(SqliteException e)
    {
        _commands.Rollback();
        if (e.IsBusy)
            return;
        _isAvailable = false;
        _isDamaged = e.IsDamage;
        _report(_isDamaged
            ? $"the database is damaged, nothing is redeemed or changed any more: end the appliance and put a backup "
              + $"in its place ({e.Message})"
            : $"the database cannot be written, nothing is redeemed or changed until it can be ({e.Message})");
    }

    private void Purge()
    {
        try
        {
            _commands.Begin();
            int purged = _commands.Purge(PurgedMax);
            if (purged < PurgedMax)
                _purgedSeconds = _commands.HighestSeconds;
            End(isChanged: purged > 0);
        }
        catch (SqliteException e)
        {
            Fail(e);
        }
    }

    private void Recover()
    {
        try
        {
            _connection.Checkpoint();
            _commands.Begin();
            End(isChanged: true);
        }
        catch (SqliteException e)
        {
            _commands.Rollback();
            if (e.IsDamage)
                Fail(e);
            return;
        }
        _isAvailable = true;
        _report("the database can be written again");
    }
}
