using System.Diagnostics;

namespace Appliance.Storage.Sqlite;

/// <summary>
/// The single writer thread, with group commit: tasks that arrive during a commit share the next transaction, and a
/// single task is committed at once. A task completes on this thread when its transaction is durable.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int GroupMax = 1_000;
    private const int QueuedMax = 16_384;

    /// <summary>Without tasks for this long, the writer does idle work.</summary>
    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(1);

    /// <summary>After a commit has taken this long, the disk is considered hung and storage unavailable.</summary>
    private static readonly TimeSpan CommitTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    private readonly TaskQueue _queue = new(QueuedMax);
    private readonly StorageTask[] _group = new StorageTask[GroupMax];
    private readonly StorageOutcome[] _outcomes = new StorageOutcome[GroupMax];
    private readonly SqliteCommitter _committer;
    private readonly Thread _thread;

    /// <summary>Timestamp of the start of the group being committed; 0 between groups.</summary>
    private long _groupStarted;

    /// <param name="committer">Used by the writer thread alone; the writer disposes it.</param>
    public SqliteWriter(SqliteCommitter committer)
    {
        _committer = committer;
        _thread = new(Run) { IsBackground = true, Name = "sqlite" };
        _thread.Start();
    }

    /// <inheritdoc cref="SqliteCommitter.HighestSeconds"/>
    public long HighestSeconds => _committer.HighestSeconds;

    public bool IsAvailable
    {
        get
        {
            long started = Volatile.Read(ref _groupStarted);
            return _committer.IsWriting && (started == 0 || Stopwatch.GetElapsedTime(started) < CommitTimeout);
        }
    }

    /// <summary>Completes the task as unavailable at once if the queue is full or writes fail.</summary>
    public void Enqueue(StorageTask task)
    {
        Debug.Assert(task.Outcome == StorageOutcome.Pending);
        if (!_committer.IsWriting || !_queue.TryAdd(task))
            task.Complete(StorageOutcome.Unavailable);
    }

    /// <summary>Completes the queued tasks. If the disk hangs it gives up after <see cref="ShutdownTimeout"/>, and the
    /// files stay locked until the process ends.</summary>
    public void Dispose()
    {
        Debug.Assert(Thread.CurrentThread != _thread);
        _queue.Close();
        if (_thread.Join(ShutdownTimeout))
            _committer.Dispose();
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
            else
                _committer.DoIdleWork();
        }
    }

    private void ProcessGroup(int count)
    {
        Debug.Assert(Thread.CurrentThread == _thread && count is > 0 and <= GroupMax);
        ReadOnlySpan<StorageTask> tasks = _group.AsSpan(0, count);
        Span<StorageOutcome> outcomes = _outcomes.AsSpan(0, count);
        Volatile.Write(ref _groupStarted, Stopwatch.GetTimestamp());
        if (!_committer.TryCommit(tasks, outcomes))
            outcomes.Fill(StorageOutcome.Unavailable);
        Volatile.Write(ref _groupStarted, 0);
        Debug.Assert(!outcomes.Contains(StorageOutcome.Pending));
        for (int i = 0; i < count; i++)
        {
            StorageTask task = _group[i];
            _group[i] = null!;
            task.Complete(outcomes[i]);
        }
    }
}
