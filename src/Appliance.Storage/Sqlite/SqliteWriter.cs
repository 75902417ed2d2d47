using System.Diagnostics;

namespace Appliance.Storage;

/// <summary>
/// The one thread that writes. What comes while a transaction is committed shares the next one, so that a group is as
/// large as the load makes it, and one alone is committed at once. A task is complete when its transaction is durable.
/// <para>A write that fails ends in doubt: SQLite takes back the transaction, but what the log's file has of it may or
/// may not be on the disk, and flushing it again would not tell (after a failure the kernel takes pages for clean). So
/// nothing is committed any more behind it. Until a checkpoint has put what was durable before into the database and
/// emptied the log, and a first transaction in the new log has succeeded, all is answered with
/// <see cref="StorageOutcome.Unavailable"/>. Where this fails again and again, the fault may be in the connection (a
/// lock that could not be released): the database is opened again.</para>
/// <para>Database and lock may be deleted or replaced. What is committed after that would be lost, or would be beside
/// what another process commits. So each transaction looks for them once it has SQLite's lock, and if they are gone,
/// nothing is committed any more.</para>
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int GroupMax = 1_000;
    private const int QueuedMax = 16_384;
    private const int PurgedMax = 500;

    /// <summary>Under load without a pause a transaction purges after so many redemptions, twice as many.</summary>
    private const int RedeemedBetweenPurges = 1_000;

    /// <summary>So often in a row another program may have kept the database locked; then it cannot be written.
    /// </summary>
    private const int BusyMax = 3;

    /// <summary>So often recovery is tried on the old connection.</summary>
    private const int RecoveriesBeforeReopen = 3;

    /// <summary>How long nothing has to come before an idle writer looks after its files, purges or tries to recover.
    /// </summary>
    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(1);

    /// <summary>A disk that has not answered for so long takes nothing, as far as anybody can tell.</summary>
    private static readonly TimeSpan CommitTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    private readonly TaskQueue _queue = new(QueuedMax);
    private readonly StorageTask[] _group = new StorageTask[GroupMax];
    private readonly StorageOutcome[] _outcomes = new StorageOutcome[GroupMax];
    private readonly SqliteFiles _files;
    private readonly string _path;
    private readonly long _completeSinceSeconds;
    private readonly Action<string> _report;
    private readonly Thread _thread;

    /// <summary>Null while the database is closed because it could not be opened again.</summary>
    private SqliteSession? _session;
    private volatile State _state = State.Writing;
    private long _acknowledged;
    private int _redeemedSincePurge;
    private int _busy;
    private int _failedRecoveries;

    /// <summary>When the group that is on its way to the disk was started, a timestamp; 0 if none is.</summary>
    private long _groupStarted;

    /// <summary>When the room on the volume was last looked at, a timestamp.</summary>
    private long _adjusted;
    private long _purgedSeconds;

    /// <param name="session">From now on the writer's.</param>
    /// <param name="files">Where acknowledged commits are counted; from now on the writer's.</param>
    /// <param name="path">The database.</param>
    /// <param name="report">Takes a sentence when writing begins to fail and when it goes on again.</param>
    public SqliteWriter(SqliteSession session, SqliteFiles files, string path, Action<string> report)
    {
        _session = session;
        _files = files;
        _path = path;
        _completeSinceSeconds = session.CompleteSinceSeconds;
        _acknowledged = session.Commands.Commits;
        _report = report;
        InitialCheckpoint(session);
        _thread = new(Run) { IsBackground = true, Name = "sqlite" };
        _thread.Start();
    }

    private enum State : byte
    {
        Writing,
        /// <summary>Until recovery succeeds.</summary>
        Failing,
        /// <summary>The database is damaged or gone; there is no recovery.</summary>
        Stopped,
    }

    /// <summary>The latest time ever seen, Unix seconds; 0 while the database is closed.</summary>
    public long HighestSeconds => Volatile.Read(ref _session)?.Commands.HighestSeconds ?? 0;

    public bool IsAvailable
    {
        get
        {
            long started = Volatile.Read(ref _groupStarted);
            return _state == State.Writing && (started == 0 || Stopwatch.GetElapsedTime(started) < CommitTimeout);
        }
    }

    /// <summary>What there is no room for, or no hope, is completed at once.</summary>
    public void Enqueue(StorageTask task)
    {
        if (_state != State.Writing || !_queue.TryAdd(task))
            task.Complete(StorageOutcome.Unavailable);
    }

    /// <summary>Completes what was started, unless the disk hangs: then nobody waits for it, and its files stay locked
    /// until the process ends.</summary>
    public void Dispose()
    {
        _queue.Close();
        if (!_thread.Join(ShutdownTimeout))
            return;
        try
        {
            if (_state == State.Writing)
                _session?.Connection.Checkpoint();
        }
        catch (SqliteException)
        {
            // The log is read at the next start.
        }
        _session?.Dispose();
        _files.Dispose();
    }

    /// <summary>Commits go into a new log: what a process before this one failed to flush cannot be among what they
    /// rest on. If the disk is full, that has to wait.</summary>
    private void InitialCheckpoint(SqliteSession session)
    {
        try
        {
            AdjustCheckpointThreshold(session);
            session.Connection.Checkpoint();
        }
        catch (SqliteException e) when (!e.IsCorrupt)
        {
            _state = State.Failing;
            _report(WriteFailure(e));
        }
    }

    private void Run()
    {
        while (true)
        {
            int count = _queue.Take(_group, IdleInterval);
            if (count > 0)
                ProcessGroup(count);
            else if (_queue.IsClosed)
                return;
            else if (_state == State.Failing)
                Recover();
            else if (_state == State.Writing)
                DoIdleWork();
        }
    }

    private void ProcessGroup(int count)
    {
        ReadOnlySpan<StorageTask> tasks = _group.AsSpan(0, count);
        Span<StorageOutcome> outcomes = _outcomes.AsSpan(0, count);
        Volatile.Write(ref _groupStarted, Stopwatch.GetTimestamp());
        if (_state != State.Writing || !TryCommit(_session!, tasks, outcomes))
            outcomes.Fill(StorageOutcome.Unavailable);
        Volatile.Write(ref _groupStarted, 0);
        for (int i = 0; i < count; i++)
        {
            StorageTask task = _group[i];
            _group[i] = null!;
            task.Complete(outcomes[i]);
        }
    }

    private bool TryCommit(SqliteSession session, ReadOnlySpan<StorageTask> tasks, Span<StorageOutcome> outcomes)
    {
        try
        {
            SqliteCommands commands = session.Commands;
            commands.Begin();
            if (StopIfFileLost())
                return false;
            bool isChanged = false;
            for (int i = 0; i < tasks.Length; i++)
            {
                outcomes[i] = tasks[i] is Redemption redemption
                    ? commands.Redeem(redemption) : commands.Write((RoomWrite)tasks[i]);
                isChanged |= outcomes[i] == StorageOutcome.Done;
            }
            _redeemedSincePurge += tasks.Length;
            if (_redeemedSincePurge >= RedeemedBetweenPurges)
            {
                isChanged |= commands.Purge(2 * _redeemedSincePurge) > 0;
                _redeemedSincePurge = 0;
            }
            CommitOrRollback(commands, isChanged || commands.HasNewHighest);
            if (Stopwatch.GetElapsedTime(_adjusted) > IdleInterval)
                AdjustCheckpointThreshold(session);
            return true;
        }
        catch (SqliteException e)
        {
            HandleFailure(e);
            return false;
        }
    }

    private void CommitOrRollback(SqliteCommands commands, bool isChanged)
    {
        _busy = 0;
        if (!isChanged)
        {
            commands.Rollback();
            return;
        }
        commands.Commit();
        _acknowledged = commands.Commits;
        _files.OverwriteCommits(_acknowledged);
    }

    private void HandleFailure(SqliteException e)
    {
        _session?.Commands.Rollback();
        // Once, it is another program that reads or writes: nothing was done, and nothing is wrong.
        if (e.IsBusy && ++_busy < BusyMax)
            return;
        if (e.IsCorrupt)
        {
            Stop("the database is damaged, nothing is redeemed or changed any more: end the appliance and put a "
                + $"backup in its place ({e.Message})");
            return;
        }
        _state = State.Failing;
        _report(WriteFailure(e));
    }

    private static string WriteFailure(SqliteException e) =>
        $"the database cannot be written, nothing is redeemed or changed until it can be ({e.Message})";

    private void Stop(string sentence)
    {
        _session?.Commands.Rollback();
        _state = State.Stopped;
        _report(sentence);
    }

    /// <summary>Once it has seen the files deleted or replaced, the writer has ended.</summary>
    private bool StopIfFileLost()
    {
        if (_files.FindLostFile() is not { } lost)
            return false;
        Stop($"{lost} while it was in use, nothing is redeemed or changed any more: restart the appliance, with its "
            + "files or a backup in place");
        return true;
    }

    /// <summary>What an idle writer does.</summary>
    private void DoIdleWork()
    {
        try
        {
            SqliteCommands commands = _session!.Commands;
            AdjustCheckpointThreshold(_session);
            if (_purgedSeconds >= commands.HighestSeconds)
            {
                StopIfFileLost();
                return;
            }
            commands.Begin();
            if (!StopIfFileLost())
                Purge(commands);
        }
        catch (SqliteException e)
        {
            HandleFailure(e);
        }
    }

    private void Purge(SqliteCommands commands)
    {
        int purged = commands.Purge(PurgedMax);
        if (purged < PurgedMax)
            _purgedSeconds = commands.HighestSeconds;
        CommitOrRollback(commands, isChanged: purged > 0);
    }

    private void AdjustCheckpointThreshold(SqliteSession session)
    {
        session.SetCheckpointThreshold(_files.FreeBytes);
        _adjusted = Stopwatch.GetTimestamp();
    }

    private void Recover()
    {
        try
        {
            if (StopIfFileLost() || !TryReopen())
                return;
            SqliteSession session = _session!;
            session.Connection.Checkpoint();
            session.Commands.Begin();
            if (StopIfFileLost())
                return;
            // The first transaction. Room in the database may be all there is on a full disk.
            session.Commands.Purge(PurgedMax);
            CommitOrRollback(session.Commands, isChanged: true);
            AdjustCheckpointThreshold(session);
        }
        catch (SqliteException e)
        {
            _failedRecoveries++;
            _session?.Commands.Rollback();
            if (e.IsCorrupt)
                HandleFailure(e);
            return;
        }
        _failedRecoveries = 0;
        _state = State.Writing;
        _report("the database can be written again");
    }

    /// <summary>Opens the database again, if it was closed or recovery on the old connection has failed several times.
    /// </summary>
    /// <returns>False if what was opened is not what was closed.</returns>
    private bool TryReopen()
    {
        if (_session is not null && _failedRecoveries < RecoveriesBeforeReopen)
            return true;
        _session?.Dispose();
        _session = null;
        _session = SqliteSession.Open(_path);
        _failedRecoveries = 0;
        if (StopIfFileLost())
            return false;
        if (_session.CompleteSinceSeconds == _completeSinceSeconds && _session.Commands.Commits >= _acknowledged)
            return true;
        Stop($"{_path} has fewer commits than were acknowledged, or another ledger. Nothing is redeemed or changed "
            + "any more: end the appliance and put a backup in its place");
        return false;
    }
}
