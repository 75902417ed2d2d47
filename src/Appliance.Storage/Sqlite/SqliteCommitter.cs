using System.Diagnostics;

namespace Appliance.Storage.Sqlite;

/// <summary>
/// Commits groups of tasks, and recovers from failures. Used by one thread at a time: the one that opens the storage,
/// then the writer thread, and after its end the one that closes.
/// <para>After a failed write the state of the log is unknown: SQLite rolls back the transaction, but parts may be
/// on disk, and another flush proves nothing (after a failed fsync the kernel marks pages as clean). So nothing is
/// committed behind it. Recovery is a checkpoint, which moves the durable commits into the database and empties the
/// log, and a first transaction in the new log. Until then all tasks are <see cref="StorageOutcome.Unavailable"/>. If
/// recovery fails repeatedly, the connection may be at fault (a lock that was not released), and the database is
/// reopened.</para>
/// <para>If the database or the lock file is deleted or replaced, commits would be lost or would conflict with those of
/// another process. So each transaction checks both files once it holds SQLite's lock, and the committer stops
/// permanently if they changed.</para>
/// </summary>
internal sealed class SqliteCommitter : IDisposable
{
    private const int PurgedMax = 500;

    /// <summary>Under continuous load, entries are purged after this many redemptions, up to twice as many entries.
    /// </summary>
    private const int RedeemedBetweenPurges = 1_000;

    /// <summary>Consecutive lock timeouts after which the database counts as not writable.</summary>
    private const int BusyMax = 3;

    /// <summary>Recovery attempts on the same connection before the database is reopened.</summary>
    private const int RecoveriesBeforeReopen = 3;

    private static readonly TimeSpan AdjustInterval = TimeSpan.FromSeconds(1);

    private readonly SqliteFiles _files;
    private readonly string _path;
    private readonly long _completeSinceSeconds;
    private readonly Action<string> _report;

    /// <summary>Null while the database is closed because it could not be reopened.</summary>
    private SqliteSession? _session;
    private volatile State _state = State.Writing;
    private long _acknowledged;
    private int _redeemedSincePurge;
    private int _busy;
    private int _failedRecoveries;

    /// <summary>Timestamp of the last adjustment of the checkpoint threshold.</summary>
    private long _adjusted;
    private long _purgedSeconds;

    /// <param name="session">The committer disposes it.</param>
    /// <param name="files">Holds the commit counter; the committer disposes it.</param>
    /// <param name="path">The database.</param>
    /// <param name="report">Writes a sentence to the log when writes start to fail or succeed again.</param>
    public SqliteCommitter(SqliteSession session, SqliteFiles files, string path, Action<string> report)
    {
        _session = session;
        _files = files;
        _path = path;
        _completeSinceSeconds = session.CompleteSinceSeconds;
        _acknowledged = session.Commands.Commits;
        _report = report;
        InitialCheckpoint(session);
    }

    private enum State : byte
    {
        Writing,
        /// <summary>Waiting for recovery.</summary>
        Failing,
        /// <summary>The database is corrupt, deleted or replaced; recovery is not possible.</summary>
        Stopped,
    }

    /// <summary>Whether groups are committed. Thread-safe.</summary>
    public bool IsWriting => _state == State.Writing;

    /// <summary>The latest time ever seen, Unix seconds; 0 while the database is closed. Thread-safe.</summary>
    public long HighestSeconds => Volatile.Read(ref _session)?.Commands.HighestSeconds ?? 0;

    /// <summary>Commits tasks in their order, in one transaction.</summary>
    /// <param name="tasks">At least one redemption or room write.</param>
    /// <param name="outcomes">The outcome of each task.</param>
    /// <returns>False if none was applied.</returns>
    public bool TryCommit(ReadOnlySpan<StorageTask> tasks, Span<StorageOutcome> outcomes)
    {
        Debug.Assert(!tasks.IsEmpty && tasks.Length == outcomes.Length);
        if (!IsWriting)
            return false;
        SqliteSession session = _session!;
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
            if (Stopwatch.GetElapsedTime(_adjusted) > AdjustInterval)
                AdjustCheckpointThreshold(session);
            return true;
        }
        catch (SqliteException e)
        {
            HandleFailure(e);
            return false;
        }
    }

    /// <summary>Checks the files and purges, or tries to recover.</summary>
    public void DoIdleWork()
    {
        if (_state == State.Failing)
            Recover();
        else if (IsWriting)
            CheckAndPurge();
    }

    public void Dispose()
    {
        try
        {
            if (IsWriting)
                _session?.Connection.Checkpoint();
        }
        catch (SqliteException)
        {
            // The next start reads the log.
        }
        _session?.Dispose();
        _files.Dispose();
    }

    /// <summary>Starts with an empty log, so that commits do not depend on pages that an earlier process failed to
    /// flush. On a full disk this is left to recovery.</summary>
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

    private void CommitOrRollback(SqliteCommands commands, bool isChanged)
    {
        _busy = 0;
        if (!isChanged)
        {
            commands.Rollback();
            return;
        }
        commands.Commit();
        Debug.Assert(commands.Commits > _acknowledged);
        _acknowledged = commands.Commits;
        _files.OverwriteCommits(_acknowledged);
    }

    private void HandleFailure(SqliteException e)
    {
        _session?.Commands.Rollback();
        // A lock held by another program for a moment is not a fault: nothing was changed.
        if (e.IsBusy && ++_busy < BusyMax)
            return;
        if (e.IsCorrupt)
        {
            Stop("the database is corrupt: redemptions and room changes return 503. Stop the appliance and restore a "
                + $"backup ({e.Message})");
            return;
        }
        _state = State.Failing;
        _report(WriteFailure(e));
    }

    private static string WriteFailure(SqliteException e) =>
        $"the database cannot be written: redemptions and room changes return 503 until it can be ({e.Message})";

    private void Stop(string sentence)
    {
        _session?.Commands.Rollback();
        _state = State.Stopped;
        _report(sentence);
    }

    /// <summary>Stops the writer if the database or the lock file was deleted or replaced.</summary>
    private bool StopIfFileLost()
    {
        if (_files.FindLostFile() is not { } reason)
            return false;
        Stop($"{reason} while it was in use: redemptions and room changes return 503. Put the files back or restore a "
            + "backup, and restart the appliance");
        return true;
    }

    private void CheckAndPurge()
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
            // The first transaction. On a full disk, purging may free the only space in the database.
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

    /// <summary>Reopens the database if it is closed or recovery on the connection has failed several times.</summary>
    /// <returns>False if the database is not the one that was closed.</returns>
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
        Stop($"{_path} has fewer commits than were acknowledged, or another ledger. Redemptions and room changes "
            + "return 503: stop the appliance and restore a backup");
        return false;
    }
}
