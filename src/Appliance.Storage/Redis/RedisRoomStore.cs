using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace Appliance.Storage;

/// <summary>
/// The rooms in a <see cref="RedisStorage"/>, which closes it. Redis numbers all changes and tells them to all
/// appliances; each takes them in that order, its own among them, so that they agree. Our own is complete when its turn
/// comes. Who misses one, since a number is left out or the last is not the one that Redis has, reads all anew.
/// Whoever hears of it may have a lock of its own, under which it writes: so nobody is called under the one here.
/// </summary>
internal sealed class RedisRoomStore : IRoomStore
{
    private static readonly TimeSpan NotificationTimeout = TimeSpan.FromMilliseconds(500);

    private readonly RedisConnection _connection;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Pending> _pending = [];

    /// <summary>Pending writes that Redis refused because the room had changed, with the number of the last change at
    /// that time: they complete once the observer was told of that change.</summary>
    private readonly Dictionary<string, long> _conflicts = [];

    /// <summary>What is to be told, in its order, by one thread at a time.</summary>
    private readonly Queue<Action> _notifications = [];
    private bool _isDraining;
    private HashSet<(string App, string Id)> _tracked = [];
    private IRoomObserver? _observer;

    /// <summary>The one that is under way.</summary>
    private RedisRoomSnapshot? _snapshot;
    private volatile bool _isSynced;
    private string _writer = "";
    private long _writes;
    private long _version = -1;
    private long _versionPolled = -1;

    public RedisRoomStore(RedisConnection connection)
    {
        _connection = connection;
        connection.AddSnapshotReader(ReadAsync, PollAsync);
    }

    public bool IsAvailable => _connection.IsAvailable;

    public StoreState State => !_isSynced ? StoreState.NeverSynced
        : _connection.IsAvailable ? StoreState.Current : StoreState.Disconnected;

    public long LastReachableMilliseconds => _connection.LastReachableMilliseconds;

    public bool IsDurable => true;

    public void Open(IRoomObserver observer)
    {
        lock (_lock)
            _observer = observer;
        _connection.Subscribe(RedisScripts.Channel, Receive);
        _connection.Resync();
    }

    public void Write(RoomWrite write)
    {
        if (!IsAvailable)
        {
            write.Complete(StorageOutcome.Unavailable);
            return;
        }
        Pending pending;
        string tag;
        lock (_lock)
        {
            pending = new(write, _version);
            tag = string.Create(CultureInfo.InvariantCulture, $"{_writer}-{++_writes}");
            _pending.Add(tag, pending);
        }
        _ = WriteAsync(tag, pending);
    }

    public void Dispose()
    {
        // The ledger may still be in use.
    }

    private async Task WriteAsync(string tag, Pending pending)
    {
        StoredRoom room = pending.Write.Room;
        byte[] text = pending.Write.IsDelete ? [] : RedisRoomText.Write(room);
        bool hasName = !pending.Write.IsDelete && room.Name is not null;
        try
        {
            long reply = (long)await _connection.EvaluateAsync(
                RedisScripts.WriteRoom,
                [
                    RedisScripts.VersionKey, RedisScripts.AppsKey, RedisScripts.RoomsPrefix + room.App,
                    RedisScripts.NamesPrefix + room.App,
                ],
                [
                    room.Id, text, hasName ? room.Name : "", hasName, room.App,
                    _connection.Channel(RedisScripts.Channel), RedisRoomText.WriteChange(tag, room, text),
                    pending.Write.IsConditional, pending.Write.Expected is { } basis ? RedisRoomText.Write(basis) : [],
                ]).ConfigureAwait(false);
            if (reply == 0)
                CompleteIfPending(tag, StorageOutcome.Rejected);
            if (reply < 0 && RedisScripts.ConflictAt(reply) < pending.VersionBefore)
            {
                // Numbers only grow: Redis has lost rooms, and the observer must know that they are gone.
                await _connection.ResyncAsync().ConfigureAwait(false);
                CompleteIfPending(tag, IsAvailable ? StorageOutcome.Conflict : StorageOutcome.Unavailable);
                return;
            }
            if (reply < 0 ? TryCompleteConflict(tag, RedisScripts.ConflictAt(reply)) : TryCompleteWrite(tag, pending, reply))
                return;
            await Task.Delay(NotificationTimeout).ConfigureAwait(false);
            if (!IsPending(tag))
                return;
            // It was not told to us, and is among what is read.
            await _connection.ResyncAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            _connection.Fail(e);
        }
        CompleteIfPending(tag, StorageOutcome.Unavailable);
    }

    private bool IsPending(string tag)
    {
        lock (_lock)
            return _pending.ContainsKey(tag);
    }

    /// <returns>Whether its turn has come, and it is complete.</returns>
    private bool TryCompleteWrite(string tag, Pending pending, long version)
    {
        lock (_lock)
        {
            pending.Version = version;
            if (!_pending.ContainsKey(tag))
                return true;
            if (version > _version)
                return false;
            // All was read anew meanwhile, maybe with changes after this one, which is told only now: once more.
            _connection.RequestResync();
        }
        CompleteIfPending(tag, StorageOutcome.Done);
        return true;
    }

    /// <returns>Whether it is complete: the change that it conflicted with is known.</returns>
    private bool TryCompleteConflict(string tag, long version)
    {
        lock (_lock)
        {
            _conflicts.Add(tag, version);
            CompleteConflictsUnderLock();
        }
        DrainNotifications();
        return !IsPending(tag);
    }

    /// <summary>Called after the rooms' news were enqueued, so that the observer knows the newer room before the
    /// conflict is reported.</summary>
    private void CompleteConflictsUnderLock()
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        if (_conflicts.Count == 0)
            return;
        foreach ((string tag, long version) in new Dictionary<string, long>(_conflicts))
        {
            if (version <= _version)
                CompleteUnderLock(tag, StorageOutcome.Conflict);
        }
    }

    /// <summary>Completes it, unless it is complete.</summary>
    private void CompleteIfPending(string tag, StorageOutcome outcome)
    {
        lock (_lock)
            CompleteUnderLock(tag, outcome);
        DrainNotifications();
    }

    private void CompleteUnderLock(string tag, StorageOutcome outcome)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        _conflicts.Remove(tag);
        if (_pending.Remove(tag, out Pending? pending))
            EnqueueCompletion(pending, outcome);
    }

    private void EnqueueCompletion(Pending pending, StorageOutcome outcome)
    {
        if (outcome == StorageOutcome.Done)
            Track(pending.Write.Room.App, pending.Write.Room.Id, !pending.Write.IsDelete);
        _notifications.Enqueue(() => pending.Write.Complete(outcome));
    }

    /// <summary>Without the lock: tells what there is, unless another thread is about it.</summary>
    private void DrainNotifications()
    {
        while (true)
        {
            Action? next;
            lock (_lock)
            {
                if (_isDraining || !_notifications.TryDequeue(out next))
                    return;
                _isDraining = true;
            }
            try
            {
                next();
            }
            finally
            {
                lock (_lock)
                    _isDraining = false;
            }
        }
    }

    private void Receive(byte[] change)
    {
        lock (_lock)
            ApplyUnderLock(change);
        DrainNotifications();
    }

    private void ApplyUnderLock(byte[] change)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        _snapshot?.AddChange(change);
        try
        {
            long version = RedisRoomText.ReadChange(
                change, out string tag, out string app, out string id, out ReadOnlySpan<byte> text);
            if (version <= _version)
                return;
            if (version != _version + 1)
            {
                _connection.RequestResync();
                return;
            }
            _version = version;
            if (_pending.Remove(tag, out Pending? pending))
                EnqueueCompletion(pending, StorageOutcome.Done);
            else
                EnqueueChange(app, id, text);
            CompleteConflictsUnderLock();
        }
        catch (FormatException)
        {
            // A later appliance's, or someone else's.
            _connection.RequestResync();
        }
    }

    private void EnqueueChange(string app, string id, ReadOnlySpan<byte> text)
    {
        Track(app, id, text.Length > 0);
        StoredRoom? room = text.Length > 0 ? RedisRoomText.Read(app, id, text) : null;
        IRoomObserver observer = _observer!;
        if (room is not null)
            _notifications.Enqueue(() => observer.Put(room));
        else
            _notifications.Enqueue(() => observer.Remove(app, id));
    }

    private void Track(string app, string id, bool exists)
    {
        if (exists)
            _tracked.Add((app, id));
        else
            _tracked.Remove((app, id));
    }

    /// <summary>Takes what Redis has for what there is.</summary>
    private async Task ReadAsync()
    {
        RedisRoomSnapshot snapshot;
        long versionBefore;
        lock (_lock)
        {
            if (_observer is null)
                return;
            versionBefore = _version;
            _snapshot = snapshot = new(_observer.Apps);
        }
        try
        {
            await snapshot.ReadAsync(_connection).ConfigureAwait(false);
        }
        catch
        {
            lock (_lock)
                _snapshot = null;
            throw;
        }
        lock (_lock)
        {
            _snapshot = null;
            ApplyUnderLock(snapshot, versionBefore);
        }
        DrainNotifications();
        _isSynced = true;
    }

    private void ApplyUnderLock(RedisRoomSnapshot snapshot, long versionBefore)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        if (!snapshot.TryApplyChanges())
            _connection.RequestResync();
        _writer = snapshot.Writer;
        // Changes overtook it. (Fewer than before it began: Redis has lost some.)
        if (snapshot.Version < _version && snapshot.Version >= versionBefore)
            return;
        foreach ((string tag, Pending pending) in new Dictionary<string, Pending>(_pending))
        {
            if (pending.Version > 0 && pending.Version <= snapshot.Version)
                CompleteUnderLock(tag, StorageOutcome.Done);
        }
        if (snapshot.Version < versionBefore)
        {
            _connection.Warn("it has lost rooms and what was changed of the policy's: rooms that were disabled may be "
                + "open again. Disable them again");
        }
        _version = snapshot.Version;
        Replace(snapshot.Rooms);
        CompleteConflictsUnderLock();
    }

    private void Replace(IReadOnlyDictionary<(string App, string Id), byte[]> rooms)
    {
        HashSet<(string App, string Id)> gone = _tracked;
        _tracked = [];
        foreach (((string app, string id), byte[] text) in rooms)
        {
            gone.Remove((app, id));
            try
            {
                EnqueueChange(app, id, text);
            }
            catch (FormatException)
            {
                // What cannot be read is no room.
            }
        }
        IRoomObserver observer = _observer!;
        foreach ((string app, string id) in gone)
            _notifications.Enqueue(() => observer.Remove(app, id));
    }

    /// <summary>Whether the change that Redis had last a while ago is still to come: then it does not.</summary>
    private async Task PollAsync()
    {
        long version = (long)await _connection.EvaluateAsync(RedisScripts.ReadVersion, [RedisScripts.VersionKey], []);
        lock (_lock)
        {
            if (_observer is not null && (_version < _versionPolled || version < _version))
                _connection.RequestResync();
            _versionPolled = version;
        }
    }

    private sealed class Pending(RoomWrite write, long versionBefore)
    {
        public RoomWrite Write { get; } = write;

        /// <summary>The number of the last change that was known before the write was sent.</summary>
        public long VersionBefore { get; } = versionBefore;

        /// <summary>The number of the change; 0 until Redis has told it.</summary>
        public long Version { get; set; }
    }
}
